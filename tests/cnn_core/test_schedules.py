"""Schedules against torch's own, and inside their bounds wherever a run may stand."""

from typing import get_args

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from cnn_core.schedules import SCHEDULES, AnySchedule, ConstantSpec, OneCycleSpec


@pytest.mark.parametrize("total_steps", [10, 37, 400])
def test_one_cycle_draws_torchs_curve(total_steps: int) -> None:
    spec = OneCycleSpec(warm_up=0.25, start=0.1, end=0.001)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=1.0,
        total_steps=total_steps,
        pct_start=0.25,
        div_factor=10,
        final_div_factor=100,
        cycle_momentum=False,
    )
    for step in range(total_steps):
        assert spec.factor(step, total_steps) == pytest.approx(theirs.get_last_lr()[0], abs=1e-12)
        optimizer.step()
        if step < total_steps - 1:
            theirs.step()


@given(
    total=st.integers(1, 10_000),
    share=st.floats(0, 1),
    warm_up=st.floats(0.01, 0.99),
    start=st.floats(0, 1),
    end=st.floats(0, 1),
)
def test_every_step_of_every_cycle_gets_a_share_between_its_ends_and_one(
    total: int, share: float, warm_up: float, start: float, end: float
) -> None:
    step = min(int(share * total), total - 1)
    factor = OneCycleSpec(warm_up=warm_up, start=start, end=end).factor(step, total)
    assert min(start, end) - 1e-12 <= factor <= 1


@given(total=st.integers(3, 10_000))
def test_a_cycle_ends_where_it_says(total: int) -> None:
    assert OneCycleSpec(end=0.02).factor(total - 1, total) == pytest.approx(0.02)


def test_constant_is_constant() -> None:
    assert {ConstantSpec().factor(step, 9) for step in range(9)} == {1.0}


def test_the_union_the_table_and_the_kinds_agree() -> None:
    assert set(get_args(get_args(AnySchedule)[0])) == set(SCHEDULES.values())
    for kind, schedule in SCHEDULES.items():
        spec = schedule.parse({"kind": kind})
        assert TypeAdapter(AnySchedule).validate_json(spec.to_json()) == spec
        assert schedule.reference
