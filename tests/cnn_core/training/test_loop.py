"""The loop against a textbook's, against itself, and against being interrupted."""

import copy
import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from cnn_core.architecture import build_model
from cnn_core.datasets import Dataset, DigitsSpec, load_cached
from cnn_core.presets import PRESETS
from cnn_core.training.evaluation import EvaluationAbandonedError
from cnn_core.training.loop import DivergedError, Step, gradient_layers, prepare, train
from cnn_core.training.probes import Moment
from cnn_core.training.spec import RunSpec, default_run
from cnn_core.training.state import StateMismatchError, stream

MakeSpec = Callable[..., RunSpec]
WITHOUT_DROPOUT = (
    {"kind": "conv2d", "out_channels": 4, "kernel_size": 5, "stride": 4},
    {"kind": "batch_norm2d"},
    {"kind": "activation", "function": {"kind": "relu"}},
    {"kind": "max_pool2d"},
    {"kind": "flatten"},
    {"kind": "linear", "out_features": 10},
)


def textbook(spec: RunSpec, dataset: Dataset) -> list[tuple[float, float, list[float]]]:
    """Loss, accuracy and gradient norms as anybody would write them: plain layout, plain Adam, one image order."""
    model = build_model(spec.architecture, seed=spec.seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=spec.optimizer.learning_rate, foreach=False)
    batches = len(dataset.train) // spec.batch_size
    rows = []
    for epoch in range(spec.epochs):
        order = torch.randperm(
            len(dataset.train), generator=torch.Generator().manual_seed(stream(spec.seed, "order", epoch))
        )
        for batch in range(batches):
            chosen = order[batch * spec.batch_size : (batch + 1) * spec.batch_size]
            images = (dataset.train.images[chosen] / 255 - dataset.mean[0]) / dataset.std[0]
            logits = model(images)
            loss = nn.functional.cross_entropy(logits, dataset.train.labels[chosen])
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            named = dict(zip([name for name, _ in model.named_parameters()], gradients, strict=True))
            norms = [
                math.sqrt(sum(float((g**2).sum()) for name, g in named.items() if name.startswith(f"{layer}.")))
                for layer in gradient_layers(model)
            ]
            rows.append((loss.item(), (logits.argmax(1) == dataset.train.labels[chosen]).float().mean().item(), norms))
            for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                parameter.grad = gradient
            optimizer.param_groups[0]["lr"] = spec.optimizer.learning_rate * spec.schedule.factor(
                epoch * batches + batch, batches * spec.epochs
            )
            optimizer.step()
    return rows


def test_it_is_the_textbooks_loop_only_faster(make_spec: MakeSpec, dataset: Dataset) -> None:
    spec = make_spec(WITHOUT_DROPOUT)
    steps = list(train(prepare(spec, dataset)))
    rows = textbook(spec, dataset)
    assert len(steps) == len(rows) == 15
    for step, (loss, accuracy, norms) in zip(steps, rows, strict=True):
        assert step.loss == pytest.approx(loss, rel=1e-4)
        assert step.accuracy == pytest.approx(accuracy)
        assert step.gradient_norms == pytest.approx(norms, rel=1e-3)


@pytest.fixture(params=[1, 2])
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield request.param
    torch.set_num_threads(before)


@pytest.mark.usefixtures("threads")
def test_the_same_spec_gives_the_same_curve_bit_for_bit(make_spec: MakeSpec, dataset: Dataset) -> None:
    first = list(train(prepare(make_spec(), dataset)))
    torch.rand(17)  # whoever else draws random numbers in this process changes nothing
    assert list(train(prepare(make_spec(), dataset))) == first


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(("preset", "precision"), [("lenet5", "float32"), ("vgg_small", "bfloat16")])
def test_the_ready_made_networks_repeat_themselves_on_one_thread_and_on_two(preset: str, precision: str) -> None:
    data = DigitsSpec()
    spec = default_run(PRESETS[preset].build(data.image_shape, 10), data)
    spec = RunSpec.parse(spec.model_dump() | {"batch_size": 32, "precision": precision, "device": "cpu"})
    first, second = (list(islice(train(prepare(spec, load_cached(data, None))), 3)) for _ in range(2))
    assert first == second


def test_another_seed_gives_another_curve(make_spec: MakeSpec, dataset: Dataset) -> None:
    first, second = (next(train(prepare(make_spec(seed=seed), dataset))) for seed in (0, 1))
    assert first.loss != second.loss


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
@given(stop=st.integers(0, 15))
@settings(max_examples=8)
def test_a_run_interrupted_anywhere_goes_on_bit_for_bit(
    make_spec: MakeSpec, dataset: Dataset, optimizer: str, stop: int
) -> None:
    spec = make_spec(optimizer={"kind": optimizer})
    whole = list(train(prepare(spec, dataset)))
    before = prepare(spec, dataset)
    stream_of_steps = train(before)
    first = [next(stream_of_steps) for _ in range(stop)]
    stream_of_steps.close()
    saved = copy.deepcopy(before.state_tensors())

    after = prepare(spec, dataset)
    after.load_state_tensors(saved)
    assert first + list(train(after)) == whole


def test_the_state_is_contiguous_tensors_only(make_spec: MakeSpec, dataset: Dataset) -> None:
    training = prepare(make_spec(), dataset)
    next(train(training))
    state = training.state_tensors()
    assert all(isinstance(tensor, torch.Tensor) and tensor.is_contiguous() for tensor in state.values())
    assert {name.split("/")[0] for name in state} == {"model", "optimizer", "training"}


def test_another_networks_state_is_refused_and_changes_nothing(make_spec: MakeSpec, dataset: Dataset) -> None:
    saved = prepare(make_spec(WITHOUT_DROPOUT), dataset).state_tensors()
    training = prepare(make_spec(), dataset)
    before = copy.deepcopy(training.state_tensors())
    with pytest.raises(StateMismatchError, match="fc1"):
        training.load_state_tensors(saved)
    for name, tensor in training.state_tensors().items():
        torch.testing.assert_close(tensor, before[name], rtol=0, atol=0, equal_nan=True)


def test_another_optimisers_state_is_refused(make_spec: MakeSpec, dataset: Dataset) -> None:
    donor = prepare(make_spec(optimizer={"kind": "sgd"}), dataset)
    next(train(donor))
    with pytest.raises(StateMismatchError, match="momentum_buffer"):
        prepare(make_spec(optimizer={"kind": "adam"}), dataset).load_state_tensors(donor.state_tensors())


def test_a_new_learning_rate_acts_from_the_next_step_and_is_remembered(make_spec: MakeSpec, dataset: Dataset) -> None:
    training = prepare(make_spec(schedule={"kind": "constant"}), dataset)
    steps = train(training)
    assert next(steps).learning_rate == training.spec.optimizer.learning_rate
    training.learning_rate_override = 0.0125
    assert next(steps).learning_rate == 0.0125
    resumed = prepare(training.spec, dataset)
    resumed.load_state_tensors(training.state_tensors())
    assert next(train(resumed)).learning_rate == 0.0125
    training.learning_rate_override = None
    assert next(steps).learning_rate == training.spec.optimizer.learning_rate


def test_a_learning_rate_of_nothing_changes_no_weight(make_spec: MakeSpec, dataset: Dataset) -> None:
    training = prepare(make_spec(optimizer={"kind": "sgd"}), dataset)
    training.learning_rate_override = 0.0
    before = copy.deepcopy(dict(training.model.named_parameters()))
    next(train(training))
    for name, parameter in training.model.named_parameters():
        assert torch.equal(parameter, before[name])


def evaluations(steps: list[Step]) -> dict[int, list[str]]:
    return {step.step: [evaluation.split for evaluation in step.evaluation] for step in steps if step.evaluation}


def test_validation_follows_every_epoch_and_the_test_images_the_first_and_the_last(
    make_spec: MakeSpec, dataset: Dataset
) -> None:
    steps = list(train(prepare(make_spec(), dataset)))
    assert evaluations(steps) == {5: ["validation", "test"], 10: ["validation"], 15: ["validation", "test"]}
    assert [step.epoch for step in steps] == [0] * 5 + [1] * 5 + [2] * 5


def test_an_abandoned_evaluation_costs_the_step_nothing_but_its_evaluation(
    make_spec: MakeSpec, dataset: Dataset
) -> None:
    def refuse() -> None:
        raise EvaluationAbandonedError

    whole = list(train(prepare(make_spec(), dataset)))
    training = prepare(make_spec(), dataset)
    training.listen = refuse
    assert list(train(training)) == [dataclasses.replace(step, evaluation=()) for step in whole]
    assert training.model.training


def test_every_batch_is_full_and_no_image_comes_twice_in_an_epoch(make_spec: MakeSpec, dataset: Dataset) -> None:
    training = prepare(make_spec(), dataset)
    seen = [training.next_batch()[0] for training.step in range(training.steps_per_epoch)]
    assert {len(batch) for batch in seen} == {8}
    assert len(torch.cat(seen).flatten(1).unique(dim=0)) == 40


def test_a_data_set_smaller_than_a_batch_is_one_batch(make_spec: MakeSpec, dataset: Dataset) -> None:
    training = prepare(make_spec(batch_size=64), dataset)
    assert training.total_steps == 3
    assert len(training.next_batch()[1]) == 43


def test_further_probes_are_read_at_every_step_after_the_backward_pass(make_spec: MakeSpec, dataset: Dataset) -> None:
    def bias_gradient(moment: Moment) -> Sequence[torch.Tensor]:
        gradient = dict(moment.model.named_parameters())["fc1.bias"].grad
        assert gradient is not None
        return gradient.unbind()

    step = next(train(prepare(make_spec(), dataset), {"bias": bias_gradient}))
    assert len(step.probes["bias"]) == 10
    assert sum(step.probes["bias"]) == pytest.approx(0, abs=1e-6)  # a softmax's gradients cancel


def test_probes_change_nothing(make_spec: MakeSpec, dataset: Dataset) -> None:
    plain = [step.loss for step in train(prepare(make_spec(), dataset))]
    probed = [
        step.loss for step in train(prepare(make_spec(), dataset), {"n": lambda moment: moment.labels.sum()[None]})
    ]
    assert plain == probed


def test_an_evaluation_between_two_steps_changes_nothing(make_spec: MakeSpec, dataset: Dataset) -> None:
    training = prepare(make_spec(epochs=1), dataset)
    steps = list(train(training))
    assert training.model.training
    assert all(module.training for module in training.model.modules())
    assert math.isfinite(steps[-1].evaluation[0].loss)


def test_a_run_at_its_end_has_no_more_steps(make_spec: MakeSpec, dataset: Dataset) -> None:
    training = prepare(make_spec(epochs=1), dataset)
    list(train(training))
    assert list(train(training)) == []


def test_a_loss_that_is_no_number_stops_the_run_before_the_weights_are_spoilt(
    make_spec: MakeSpec, dataset: Dataset
) -> None:
    training = prepare(make_spec(), dataset)
    steps = train(training)
    next(steps)
    with torch.no_grad():
        training.model.get_submodule("fc1").bias.fill_(math.inf)
    weight = training.model.get_submodule("conv1").weight.clone()
    with pytest.raises(DivergedError) as caught:
        next(steps)
    assert caught.value.params["step"] == 2
    assert caught.value.params["loss"] == "nan"
    assert torch.equal(training.model.get_submodule("conv1").weight, weight)


def test_a_loss_that_stays_a_hundred_times_too_high_stops_the_run(make_spec: MakeSpec, dataset: Dataset) -> None:
    spec = make_spec(optimizer={"kind": "sgd", "learning_rate": 10}, schedule={"kind": "constant"}, epochs=40)
    training = prepare(spec, dataset)
    training.learning_rate_override = 1e4
    losses = []
    with pytest.raises(DivergedError) as caught:
        for step in train(training):
            losses.append(step.loss)
    assert all(math.isfinite(loss) for loss in losses)
    assert caught.value.params["step"] == len(losses) + 1 >= 20


def test_bfloat16_trains_too_and_repeats_itself(make_spec: MakeSpec, dataset: Dataset) -> None:
    spec = make_spec(precision="bfloat16")
    first, second = (list(train(prepare(spec, dataset))) for _ in range(2))
    assert first == second
    exact = list(train(prepare(make_spec(), dataset)))
    assert 0 < abs(first[0].loss - exact[0].loss) < 0.02
