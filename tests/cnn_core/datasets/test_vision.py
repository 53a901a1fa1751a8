"""The published data sets: exactly torchvision's pictures, and a clear word for every file that is not right."""

import gzip
import hashlib
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from cnn_core.datasets import (
    Cifar10Spec,
    DatasetCorruptError,
    DatasetMissingError,
    FashionMnistSpec,
    MnistSpec,
    load_cached,
)
from cnn_core.datasets.vision import PublishedFile, PublishedSpec

PUBLISHED: list[type[PublishedSpec]] = [MnistSpec, FashionMnistSpec, Cifar10Spec]


@pytest.mark.parametrize("kind", [MnistSpec, FashionMnistSpec])
def test_the_test_images_are_those_of_torchvision(kind: type[PublishedSpec], real_data: Path) -> None:
    import torchvision.datasets

    name = {MnistSpec: "MNIST", FashionMnistSpec: "FashionMNIST"}[kind]
    theirs = getattr(torchvision.datasets, name)(real_data, train=False, download=False)
    ours = load_cached(kind(), real_data).test
    assert torch.equal(ours.images[:, 0], theirs.data)
    assert torch.equal(ours.labels, theirs.targets)


def test_cifars_test_images_are_those_of_torchvision(real_data: Path) -> None:
    from torchvision.datasets import CIFAR10

    theirs = CIFAR10(real_data, train=False, download=False)
    ours = load_cached(Cifar10Spec(), real_data).test
    np.testing.assert_array_equal(ours.images.permute(0, 2, 3, 1).numpy(), theirs.data)
    assert ours.labels.tolist() == theirs.targets


def test_cifars_classes_are_in_the_published_order(real_data: Path) -> None:
    meta = pickle.loads((real_data / "cifar-10-batches-py/batches.meta").read_bytes(), encoding="latin1")
    assert tuple(meta["label_names"]) == Cifar10Spec.class_ids


def test_mirrors_and_checksums_are_those_of_torchvision() -> None:
    from torchvision.datasets import CIFAR10, MNIST, FashionMNIST

    for ours, theirs in ((MnistSpec, MNIST), (FashionMnistSpec, FashionMNIST)):
        assert list(ours.mirrors) == theirs.mirrors
        assert [(f"{Path(file.path).name}.gz", file.packed_md5) for file in ours.files] == theirs.resources
    assert (Cifar10Spec.archive, Cifar10Spec.archive_md5) == (CIFAR10.url, CIFAR10.tgz_md5)
    batches = [*CIFAR10.train_list, *CIFAR10.test_list]
    assert [[Path(file.path).name, file.md5] for file in Cifar10Spec.files] == batches


def test_the_packed_files_unpack_to_ours(real_data: Path) -> None:
    for file in (*MnistSpec.files, *FashionMnistSpec.files):
        if not (real_data / f"{file.path}.gz").is_file():
            pytest.skip("the data folder holds the unpacked files only")
        packed = (real_data / f"{file.path}.gz").read_bytes()
        assert hashlib.md5(packed, usedforsecurity=False).hexdigest() == file.packed_md5
        assert hashlib.md5(gzip.decompress(packed), usedforsecurity=False).hexdigest() == file.md5


@pytest.mark.parametrize("kind", PUBLISHED)
def test_without_files_it_is_missing(kind: type[PublishedSpec], tmp_path: Path) -> None:
    spec = kind(kind=kind.model_fields["kind"].default)
    assert not spec.available(tmp_path)
    assert not spec.available(None)
    for folder in (tmp_path, tmp_path / "nowhere", None):
        with pytest.raises(DatasetMissingError) as caught:
            spec.load(folder)
        assert caught.value.params == {"dataset": spec.kind}


@pytest.fixture
def copy_of_mnist(real_data: Path, tmp_path: Path) -> Path:
    target = tmp_path / "MNIST/raw"
    target.mkdir(parents=True)
    for file in MnistSpec.files:
        shutil.copyfile(real_data / file.path, tmp_path / file.path)
    return tmp_path


@pytest.mark.parametrize("file", MnistSpec.files, ids=lambda file: Path(file.path).name)
def test_one_wrong_byte_is_found_and_the_file_named(file: PublishedFile, copy_of_mnist: Path) -> None:
    path = copy_of_mnist / file.path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert MnistSpec().available(copy_of_mnist)
    with pytest.raises(DatasetCorruptError) as caught:
        MnistSpec().load(copy_of_mnist)
    assert caught.value.params == {"dataset": "mnist", "file": file.path}


@pytest.mark.parametrize("damage", ["cut short", "empty", "a folder"])
def test_a_file_cut_short_is_found(damage: str, copy_of_mnist: Path) -> None:
    path = copy_of_mnist / MnistSpec.files[0].path
    content = path.read_bytes()
    path.unlink()
    if damage == "a folder":
        path.mkdir()
    else:
        path.write_bytes(content[: 1_000_000 if damage == "cut short" else 0])
    with pytest.raises(DatasetCorruptError):
        MnistSpec().load(copy_of_mnist)


def test_damage_after_a_good_load_is_found_by_the_next(copy_of_mnist: Path) -> None:
    MnistSpec().load(copy_of_mnist)
    path = copy_of_mnist / MnistSpec.files[3].path
    path.write_bytes(b"\x00" * path.stat().st_size)
    with pytest.raises(DatasetCorruptError):
        MnistSpec().load(copy_of_mnist)


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path(self.target),))  # type: ignore[attr-defined]


def test_a_pickle_that_is_not_the_published_one_is_never_opened(tmp_path: Path) -> None:
    bomb = Bomb()
    bomb.target = str(tmp_path / "exploded")  # type: ignore[attr-defined]
    (tmp_path / "cifar-10-batches-py").mkdir()
    for file in Cifar10Spec.files:
        (tmp_path / file.path).write_bytes(pickle.dumps(bomb))
    pickle.loads(pickle.dumps(bomb))
    assert (tmp_path / "exploded").exists()  # it would
    (tmp_path / "exploded").unlink()
    with pytest.raises(DatasetCorruptError):
        Cifar10Spec().load(tmp_path)
    assert not (tmp_path / "exploded").exists()


def test_a_load_is_kept_for_the_process(real_data: Path) -> None:
    assert load_cached(MnistSpec(), real_data) is load_cached(MnistSpec(), real_data)
    assert load_cached(MnistSpec(seed=1), real_data) is not load_cached(MnistSpec(), real_data)
