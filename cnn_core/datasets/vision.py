"""The published data sets, read from a folder laid out as torchvision does.

Mirrors and checksums are torchvision's, and a test compares them with the installed one. torchvision itself is not
imported: that takes seconds, it has no progress to show, and it checks only what it has just downloaded.
"""

import gzip
import hashlib
import pickle
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np

from cnn_core.datasets.base import (
    Dataset,
    DatasetCorruptError,
    DatasetMissingError,
    DatasetSpec,
    Pair,
    Progress,
    Sizes,
    assemble,
    hold_out,
)
from cnn_core.datasets.download import Parcel, fetched, place


class PublishedFile(NamedTuple):
    """A file as its authors published it.

    Attributes:
        path: where it lies in the data folder.
        md5: of its bytes.
        packed_md5: of the `.gz` that it is sent as, where it is.
    """

    path: str
    md5: str
    packed_md5: str = ""


class PublishedSpec(DatasetSpec):
    """A data set of files. The published test set is the test set; validation is taken from the training images."""

    embedded: ClassVar[bool] = False
    files: ClassVar[tuple[PublishedFile, ...]]

    def available(self, folder: Path | None) -> bool:
        """Whether all files are there; whether they are whole is found out by `load`."""
        return folder is not None and all((folder / file.path).is_file() for file in self.files)

    def load(
        self,
        folder: Path | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        download: bool = False,
    ) -> Dataset:
        """Read, check and split; see `DatasetSpec.load`."""
        if folder is None:
            raise DatasetMissingError(dataset=self.kind)
        if download:
            self.fetch(folder, on_progress)
        (images, labels), test = self.read(folder)
        rest, held = hold_out(labels, self.sizes.validation, self.seed)
        return assemble((images[rest], labels[rest]), (images[held], labels[held]), test)

    def fetch(self, folder: Path, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Download the files that are missing or not whole.

        Raises:
            DatasetDownloadError: they did not arrive; what was there before is as it was.
        """
        raise NotImplementedError

    def read(self, folder: Path) -> tuple[Pair, Pair]:
        """Training and test images (N, C, H, W) with their labels (N,), in the published order."""
        raise NotImplementedError

    def whole(self, folder: Path, file: PublishedFile) -> bytes:
        """The bytes of a file, when they are the published ones.

        Always hashed, never taken on trust from the file's date: it costs 0.1 s for MNIST, and the batches of
        CIFAR-10 are pickles, which could run any code. Hashing and reading the same bytes leaves no gap between.

        Raises:
            DatasetMissingError: there is no such file.
            DatasetCorruptError: its bytes are others.
        """
        try:
            content = (folder / file.path).read_bytes()
        except FileNotFoundError as error:
            raise DatasetMissingError(dataset=self.kind) from error
        except OSError as error:
            raise DatasetCorruptError(dataset=self.kind, file=file.path) from error
        if hashlib.md5(content, usedforsecurity=False).hexdigest() != file.md5:
            raise DatasetCorruptError(dataset=self.kind, file=file.path)
        return content

    def is_whole(self, folder: Path, file: PublishedFile) -> bool:
        """Whether the published file is there."""
        try:
            self.whole(folder, file)
        except (DatasetMissingError, DatasetCorruptError):
            return False
        return True


class IdxSpec(PublishedSpec):
    """Four files in the IDX format of MNIST: a header of big-endian numbers, then the bytes."""

    image_shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    sizes: ClassVar[Sizes] = Sizes(55_000, 5_000, 10_000)
    mirrors: ClassVar[tuple[str, ...]]

    def read(self, folder: Path) -> tuple[Pair, Pair]:
        """Training and test pairs."""
        contents = [self.whole(folder, file) for file in self.files]
        return _idx_pair(*contents[:2]), _idx_pair(*contents[2:])

    def fetch(self, folder: Path, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Fetch the packed files that are needed and unpack them."""
        missing = [file for file in self.files if not self.is_whole(folder, file)]
        for part, file in enumerate(missing, start=1):
            parcel = self._parcel(file, part, len(missing))
            with fetched(self.kind, parcel, folder, on_progress) as packed, gzip.open(packed) as plain:
                place(plain, folder / file.path)

    def _parcel(self, file: PublishedFile, part: int, parts: int) -> Parcel:
        packed = f"{Path(file.path).name}.gz"
        urls = [mirror + packed for mirror in self.mirrors]
        return Parcel(name=packed, urls=urls, md5=file.packed_md5, part=part, parts=parts)


def _idx_pair(images: bytes, labels: bytes) -> Pair:
    """Images (N, 1, H, W) and labels (N,) behind headers of 16 and 8 bytes."""
    count, height, width = np.frombuffer(images, dtype=">u4", count=3, offset=4).tolist()
    pixels = np.frombuffer(images, dtype=np.uint8, offset=16).reshape(count, 1, height, width)
    return pixels.copy(), np.frombuffer(labels, dtype=np.uint8, offset=8).astype(np.int64)


# The md5s of the unpacked files were computed from packed ones with the published md5s.


class MnistSpec(IdxSpec):
    """Handwritten digits, 28 × 28, black on white shown as bright on dark: the data set of the textbooks."""

    kind: Literal["mnist"] = "mnist"
    mirrors: ClassVar[tuple[str, ...]] = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "http://yann.lecun.com/exdb/mnist/",
    )
    class_ids: ClassVar[tuple[str, ...]] = tuple("0123456789")
    accepts_drawing: ClassVar[bool] = True
    licence: ClassVar[str] = "CC BY-SA 3.0"
    source: ClassVar[str] = "http://yann.lecun.com/exdb/mnist/"
    citation: ClassVar[str] = (
        "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition. "
        "Proceedings of the IEEE 86 (11), 1998."
    )
    files: ClassVar[tuple[PublishedFile, ...]] = (
        PublishedFile(
            "MNIST/raw/train-images-idx3-ubyte",
            md5="6bbc9ace898e44ae57da46a324031adb",
            packed_md5="f68b3c2dcbeaaa9fbdd348bbdeb94873",
        ),
        PublishedFile(
            "MNIST/raw/train-labels-idx1-ubyte",
            md5="a25bea736e30d166cdddb491f175f624",
            packed_md5="d53e105ee54ea40749a09fcbcd1e9432",
        ),
        PublishedFile(
            "MNIST/raw/t10k-images-idx3-ubyte",
            md5="2646ac647ad5339dbf082846283269ea",
            packed_md5="9fb629c4189551a2d022fa330f9573f3",
        ),
        PublishedFile(
            "MNIST/raw/t10k-labels-idx1-ubyte",
            md5="27ae3e4e09519cfbb04c329615203637",
            packed_md5="ec29112dd5afa0611ce80d1b7f02629c",
        ),
    )


class FashionMnistSpec(IdxSpec):
    """Photographs of clothes from a shop, 28 × 28, grey: as large as MNIST, and harder."""

    kind: Literal["fashion_mnist"] = "fashion_mnist"
    mirrors: ClassVar[tuple[str, ...]] = ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",)
    class_ids: ClassVar[tuple[str, ...]] = (
        "t_shirt",
        "trousers",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle_boot",
    )
    accepts_drawing: ClassVar[bool] = False
    licence: ClassVar[str] = "MIT"
    source: ClassVar[str] = "https://github.com/zalandoresearch/fashion-mnist"
    citation: ClassVar[str] = (
        "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning "
        "algorithms. 2017, arXiv:1708.07747."
    )
    files: ClassVar[tuple[PublishedFile, ...]] = (
        PublishedFile(
            "FashionMNIST/raw/train-images-idx3-ubyte",
            md5="f4a8712d7a061bf5bd6d2ca38dc4d50a",
            packed_md5="8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        ),
        PublishedFile(
            "FashionMNIST/raw/train-labels-idx1-ubyte",
            md5="9018921c3c673c538a1fc5bad174d6f9",
            packed_md5="25c81989df183df01b3e8a0aad5dffbe",
        ),
        PublishedFile(
            "FashionMNIST/raw/t10k-images-idx3-ubyte",
            md5="8181f5470baa50b63fa0f6fddb340f0a",
            packed_md5="bef4ecab320f06d8554ea6380940ec79",
        ),
        PublishedFile(
            "FashionMNIST/raw/t10k-labels-idx1-ubyte",
            md5="15d484375f8d13e6eb1aabb0c3f46965",
            packed_md5="bb300cfdad3c16e7a12a480ee83cd310",
        ),
    )


class Cifar10Spec(PublishedSpec):
    """Small colour photographs, 32 × 32, of animals and vehicles."""

    kind: Literal["cifar10"] = "cifar10"
    image_shape: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    sizes: ClassVar[Sizes] = Sizes(45_000, 5_000, 10_000)
    class_ids: ClassVar[tuple[str, ...]] = (
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    )
    accepts_drawing: ClassVar[bool] = False
    licence: ClassVar[str] = "none stated"
    source: ClassVar[str] = "https://www.cs.toronto.edu/~kriz/cifar.html"
    citation: ClassVar[str] = (
        "A. Krizhevsky: Learning multiple layers of features from tiny images. Technical report, "
        "University of Toronto, 2009."
    )
    archive: ClassVar[str] = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    archive_md5: ClassVar[str] = "c58f30108f718f92721af3b95e74349a"
    files: ClassVar[tuple[PublishedFile, ...]] = (
        PublishedFile("cifar-10-batches-py/data_batch_1", "c99cafc152244af753f735de768cd75f"),
        PublishedFile("cifar-10-batches-py/data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"),
        PublishedFile("cifar-10-batches-py/data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
        PublishedFile("cifar-10-batches-py/data_batch_4", "634d18415352ddfa80567beed471001a"),
        PublishedFile("cifar-10-batches-py/data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"),
        PublishedFile("cifar-10-batches-py/test_batch", "40351d587109b95175f43aff81a1287e"),
    )

    def read(self, folder: Path) -> tuple[Pair, Pair]:
        """Training and test pairs."""
        *train, test = (_cifar_batch(self.whole(folder, file)) for file in self.files)
        images, labels = zip(*train, strict=True)
        return (np.concatenate(images), np.concatenate(labels)), test

    def read_test(self, folder: Path) -> Pair:
        """The test pair alone: a sixth of the bytes, for those who only want to see some pictures."""
        return _cifar_batch(self.whole(folder, self.files[-1]))

    def fetch(self, folder: Path, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Fetch the one archive and take the batches out of it."""
        missing = [file for file in self.files if not self.is_whole(folder, file)]
        if not missing:
            return
        name = self.archive.rsplit("/", 1)[1]
        parcel = Parcel(name=name, urls=[self.archive], md5=self.archive_md5, part=1, parts=1)
        with fetched(self.kind, parcel, folder, on_progress) as packed, tarfile.open(fileobj=packed) as archive:
            for file in missing:
                member = archive.extractfile(file.path)
                assert member is not None, file.path  # the archive has its published checksum
                place(member, folder / file.path)


def _cifar_batch(content: bytes) -> Pair:
    """Images (N, 3, 32, 32) and labels (N,) of one pickled batch whose checksum has been seen to match."""
    batch: dict[str, Any] = pickle.loads(content, encoding="latin1")
    return batch["data"].reshape(-1, 3, 32, 32), np.array(batch["labels"], dtype=np.int64)
