"""The store, on every database it runs on."""

import itertools
import json
import math
import threading
from collections.abc import Callable

import pytest

from cnn_core.runs.errors import (
    NetworkTooLargeError,
    NotResumableError,
    QueueFullError,
    QuotaExceededError,
    StorageFullError,
    TooManyCommandsError,
    TooManyNetworksError,
    UnknownCommandError,
    UnknownNetworkError,
    UnknownRunError,
)
from cnn_core.runs.records import Command, KeptNetwork, Progress, Row, RunnerStatus, StoredEvaluation, Workspace
from cnn_core.runs.store import RunStore
from cnn_core.runs.store.leases import LEASE_SECONDS
from cnn_core.runs.store.networks import LARGEST_NETWORK
from cnn_core.runs.store.requests import MOST_WAITING_WORDS
from tests.cnn_core.runs.conftest import AnySpec, Clock

SPEC = AnySpec()


def row(step: int, loss: float = 0.5) -> Row:
    return Row(step, 0, loss, 0.25, 0.125, (1.0, 0.5, 1e-7))


def claimed(store: RunStore, workspace: str = "ana") -> str:
    run_id = store.submit(workspace, SPEC)
    claim = store.claim("runner")
    assert claim is not None and claim.run_id == run_id
    return run_id


# Workspaces


def test_a_workspace_is_made_when_first_asked_for_and_keeps_what_it_is_given(store: RunStore, clock: Clock) -> None:
    assert store.workspace("ana") == Workspace("ana", None, None, None, None, clock.now, None)
    store.update_workspace("ana", network_json="{}", language="es")
    store.update_workspace("ana", run_id="r")
    assert store.workspace("ana") == Workspace("ana", "{}", None, "r", "es", clock.now, None)


def test_a_workspace_has_no_other_fields(store: RunStore) -> None:
    with pytest.raises(TypeError):
        store.update_workspace("ana", created_at="now")


def test_the_newest_drawing_is_kept(store: RunStore) -> None:
    assert store.drawing("ana") is None
    store.save_drawing("ana", b"\x00one")
    store.save_drawing("ana", b"\xfftwo")
    assert store.drawing("ana") == b"\xfftwo"


# Networks


def test_a_kept_network_comes_back_as_it_was(store: RunStore, clock: Clock) -> None:
    kept = store.keep_network("ana", name="mine", spec_json="{}")
    assert store.network("ana", kept) == KeptNetwork(kept, "ana", "mine", "{}", clock.now)
    assert store.networks("ana") == [store.network("ana", kept)] and store.networks("ben") == []
    assert len(kept) == 24


def test_the_network_changed_last_comes_first(store: RunStore, clock: Clock) -> None:
    first, second = (store.keep_network("ana", name=name, spec_json="{}") for name in ("a", "b"))
    clock.now += 1
    assert store.keep_network("ana", name="c", spec_json="[]", network_id=first) == first
    assert [(each.id, each.name, each.spec_json) for each in store.networks("ana")] == [
        (first, "c", "[]"),
        (second, "b", "{}"),
    ]


def test_a_forgotten_network_can_come_back_under_its_id(store: RunStore) -> None:
    kept = store.keep_network("ana", name="mine", spec_json="{}")
    assert store.forget_network("ana", kept) and not store.forget_network("ana", kept)
    with pytest.raises(UnknownNetworkError):
        store.network("ana", kept)
    store.keep_network("ana", name="mine", spec_json="{}", network_id=kept)
    assert store.network("ana", kept).name == "mine"


def test_a_network_is_nobody_elses(store: RunStore) -> None:
    kept = store.keep_network("ana", name="mine", spec_json="{}")
    with pytest.raises(UnknownNetworkError):
        store.network("ben", kept)
    with pytest.raises(UnknownNetworkError):
        store.keep_network("ben", name="his", spec_json="{}", network_id=kept)
    assert not store.forget_network("ben", kept)
    assert store.network("ana", kept).name == "mine"


def test_networks_are_bounded_in_number_and_length(open_store: Callable[..., RunStore]) -> None:
    store = open_store(networks_per_workspace=2)
    kept = [store.keep_network("ana", name="n" * 99, spec_json="{}") for _ in range(2)]
    with pytest.raises(TooManyNetworksError):
        store.keep_network("ana", name="n", spec_json="{}")
    store.keep_network("ana", name="replaced", spec_json="{}", network_id=kept[0])
    store.keep_network("ben", name="n", spec_json="{}")
    with pytest.raises(NetworkTooLargeError):
        store.keep_network("ana", name="n", spec_json=" " * (LARGEST_NETWORK + 1), network_id=kept[0])
    assert sorted(len(each.name) for each in store.networks("ana")) == [8, 60]


def test_what_can_be_read_can_be_kept() -> None:
    from cnn_core.architecture.reading import LONGEST  # here, so that this module starts without torch

    assert LARGEST_NETWORK == LONGEST


# Asking for runs


def test_a_new_run_waits(store: RunStore) -> None:
    run = store.run(store.submit("ana", SPEC))
    assert (run.state, run.step, run.attempt, run.paused, run.spec_json) == ("queued", 0, 0, False, SPEC.text)
    assert [one.id for one in store.runs("ana")] == [run.id]
    assert store.runs("ben") == []


def test_ids_cannot_be_guessed(store: RunStore) -> None:
    ids = {store.submit("ana", SPEC) for _ in range(5)}
    assert len(ids) == 5 and all(len(one) == 24 for one in ids)


def test_an_unknown_run_is_told_apart(store: RunStore) -> None:
    for ask in (store.run, store.resume_failed, lambda one: store.command(one, "stop")):
        with pytest.raises(UnknownRunError):
            ask("nobody")


def test_each_workspace_has_its_quota(open_store: Callable[..., RunStore]) -> None:
    store = open_store(active_per_workspace=2)
    first = store.submit("ana", SPEC)
    store.submit("ana", SPEC)
    with pytest.raises(QuotaExceededError):
        store.submit("ana", SPEC)
    store.submit("ben", SPEC)
    store.command(first, "stop")
    store.submit("ana", SPEC)


def test_the_queue_is_bounded(open_store: Callable[..., RunStore]) -> None:
    store = open_store(queue=2)
    store.submit("ana", SPEC)
    store.submit("ben", SPEC)
    with pytest.raises(QueueFullError):
        store.submit("eve", SPEC)


def test_two_who_ask_at_once_do_not_share_the_last_place(open_store: Callable[..., RunStore]) -> None:
    stores = [open_store(active_per_workspace=3) for _ in range(4)]
    outcomes: list[str] = []

    def ask(store: RunStore) -> None:
        for _ in range(3):
            try:
                outcomes.append(store.submit("ana", SPEC))
            except QuotaExceededError:
                outcomes.append("refused")

    threads = [threading.Thread(target=ask, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("refused") == 9 and len(outcomes) == 12


def test_nothing_is_started_on_a_full_disk(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("full")
    store = RunStore(f"sqlite:///{folder / 'store.sqlite3'}", reserve_bytes=2**60)
    store.migrate()
    assert store.storage_full
    with pytest.raises(StorageFullError):
        store.submit("ana", SPEC)
    assert store.runs("ana") == []
    store.close()


# The queue


def test_the_queue_is_fair_among_workspaces_and_first_come_within_one(store: RunStore) -> None:
    a1, a2, a3 = (store.submit("ana", SPEC) for _ in range(3))
    b1, b2 = (store.submit("ben", SPEC) for _ in range(2))
    places = {run: store.queue_place(run) for run in (a1, b1, a2, b2, a3)}
    assert [place.place for place in places.values() if place] == [1, 2, 3, 4, 5]
    claims = [store.claim("runner") for _ in range(5)]
    assert [claim.run_id for claim in claims if claim] == [a1, b1, a2, b2, a3]
    assert store.claim("runner") is None


def test_who_waits_is_told_why(open_store: Callable[..., RunStore], clock: Clock) -> None:
    store = open_store(running_per_workspace=1)
    first, second, other = store.submit("ana", SPEC), store.submit("ana", SPEC), store.submit("ben", SPEC)

    def reason(run_id: str) -> str | None:
        place = open_store(running_per_workspace=1).queue_place(run_id)
        return place.reason if place else None

    assert reason(second) == "no_runner"
    store.beat(RunnerStatus("runner", slots=0, ready=False, seen_at=0))
    assert reason(second) == "runner_starting"
    store.beat(RunnerStatus("runner", slots=1, ready=True, seen_at=0))
    assert reason(second) == "slots_busy"
    store.claim("runner")
    assert (reason(first), reason(second), reason(other)) == (None, "own_quota", "slots_busy")
    claim = store.claim("runner")
    assert claim is not None and claim.run_id == other, "her own second run waits, his first does not"
    assert store.claim("runner") is None
    clock.now += 60
    assert reason(second) == "no_runner"


# Words


@pytest.mark.parametrize("word", ["pause", "resume", "step", "stop"])
def test_a_running_run_hears_words_through_its_runner_in_order_and_once(store: RunStore, word: str) -> None:
    run_id = claimed(store)
    assert store.command(run_id, "set_learning_rate", 0.5)
    assert store.command(run_id, word)  # type: ignore[arg-type]
    assert store.take_commands("somebody else") == []
    assert store.take_commands("runner") == [
        Command(run_id, "set_learning_rate", 0.5),
        Command(run_id, word, None),  # type: ignore[arg-type]
    ]
    assert store.take_commands("runner") == []


@pytest.mark.parametrize(
    ("word", "value"),
    [("faster", None), ("pause", 1.0), ("set_learning_rate", None)]
    + [("set_learning_rate", value) for value in (0.0, -1.0, math.nan, math.inf, 1001.0, 10**400)],
)
def test_wrong_words_are_refused(store: RunStore, word: str, value: float | None) -> None:
    run_id = claimed(store)
    with pytest.raises(UnknownCommandError):
        store.command(run_id, word, value)  # type: ignore[arg-type]
    assert store.take_commands("runner") == []


def test_a_waiting_run_stops_at_once(store: RunStore) -> None:
    run_id = store.submit("ana", SPEC)
    assert store.command(run_id, "stop")
    assert store.run(run_id).state == "cancelled"
    assert store.claim("runner") is None


def test_a_paused_run_in_the_queue_is_passed_over_until_it_is_resumed(store: RunStore) -> None:
    run_id = store.submit("ana", SPEC)
    store.command(run_id, "pause")
    assert store.run(run_id).paused and store.queue_place(run_id) is None
    assert store.claim("runner") is None
    store.command(run_id, "resume")
    claim = store.claim("runner")
    assert claim is not None and not claim.paused


def test_one_step_of_a_paused_run_in_the_queue_starts_it_paused_with_the_word_waiting(store: RunStore) -> None:
    run_id = store.submit("ana", SPEC)
    store.command(run_id, "step")
    claim = store.claim("runner")
    assert claim is not None and claim.paused
    assert store.take_commands("runner") == [Command(run_id, "step", None)]


def test_words_to_an_ended_run_come_too_late(store: RunStore) -> None:
    run_id = claimed(store)
    store.finish(run_id, "done", owner="runner")
    assert not store.command(run_id, "stop")
    assert store.run(run_id).state == "done"


def words(store: RunStore, owner: str = "runner") -> list[tuple[str, float | None]]:
    return [(one.word, one.value) for one in store.take_commands(owner)]


def test_the_same_word_again_replaces_the_one_before_but_steps_count(store: RunStore) -> None:
    run_id = claimed(store)
    for word, value in [("set_learning_rate", 0.1), ("set_learning_rate", 0.2), ("pause", None), ("pause", None)]:
        store.command(run_id, word, value)  # type: ignore[arg-type]
    for _ in range(3):
        store.command(run_id, "step")
    assert words(store) == [("set_learning_rate", 0.2), ("pause", None), *[("step", None)] * 3]


def test_a_run_that_hears_nothing_is_not_flooded_and_can_always_be_stopped(store: RunStore) -> None:
    run_id = claimed(store)
    for _ in range(MOST_WAITING_WORDS):
        store.command(run_id, "step")
    with pytest.raises(TooManyCommandsError):
        store.command(run_id, "step")
    store.command(run_id, "stop")
    assert words(store) == [("step", None)] * MOST_WAITING_WORDS + [("stop", None)]


def test_a_worker_whose_runner_missed_a_renewal_hears_the_pause_all_the_same(store: RunStore, clock: Clock) -> None:
    run_id = claimed(store)
    clock.now += LEASE_SECONDS + 1
    store.command(run_id, "pause")
    assert store.renew("runner") == {run_id}
    assert words(store) == [("pause", None)] and store.run(run_id).paused


@pytest.mark.parametrize("way_back", ["hand_back", "died", "expired"])
def test_words_that_nobody_heard_hold_for_the_next_attempt_and_later_ones_win(
    store: RunStore, clock: Clock, way_back: str
) -> None:
    run_id = claimed(store)
    store.command(run_id, "set_learning_rate", 0.5)
    store.command(run_id, "pause")
    give_back(store, clock, run_id, way_back)
    assert (store.run(run_id).state, store.run(run_id).paused) == ("queued", True)
    store.command(run_id, "resume")
    claim = store.claim("next")
    assert claim is not None and not claim.paused
    assert words(store, "next") == [("set_learning_rate", 0.5)], "no stale pause"


@pytest.mark.parametrize(
    ("said", "paused", "left"),
    [
        (["pause", "step"], True, [("step", None)]),
        (["step", "step", "resume"], False, []),
        (["resume", "pause"], True, []),
        (["pause", "resume", "step"], True, [("step", None)]),
    ],
)
def test_steps_that_nobody_heard_are_kept_unless_the_run_goes_on(
    store: RunStore, said: list[str], paused: bool, left: list[tuple[str, None]]
) -> None:
    run_id = claimed(store)
    for word in said:
        store.command(run_id, word)  # type: ignore[arg-type]
    store.hand_back(run_id, owner="runner", paused=not paused)
    assert store.run(run_id).paused is paused
    claim = store.claim("next")
    assert (claim is not None) is (not paused or bool(left))
    assert words(store, "next") == left


def test_a_waiting_run_that_goes_on_forgets_the_steps_asked_before(store: RunStore) -> None:
    run_id = store.submit("ana", SPEC)
    store.command(run_id, "step")
    store.command(run_id, "resume")
    claim = store.claim("runner")
    assert claim is not None and not claim.paused and words(store) == []


def test_words_to_runs_that_cannot_hear_stay(store: RunStore) -> None:
    run_id = claimed(store)
    store.command(run_id, "pause")
    assert store.take_commands("runner", but_of=[run_id]) == []
    assert words(store) == [("pause", None)]


def test_only_what_is_over_is_forgotten(store: RunStore) -> None:
    over, again = claimed(store), store.submit("ana", SPEC)
    store.finish(over, "done", owner="runner")
    assert store.forget([over, again]) == [over]
    assert [run.id for run in store.runs("ana")] == [again]


def give_back(store: RunStore, clock: Clock, run_id: str, way: str) -> None:
    if way == "hand_back":
        store.hand_back(run_id, owner="runner")
    elif way == "died":
        store.died(run_id, "worker_died", {}, owner="runner")
    else:
        clock.now += LEASE_SECONDS + 1
        assert store.requeue_expired() == [run_id]


def test_a_stop_ends_a_run_whose_runner_is_silent(store: RunStore, clock: Clock) -> None:
    run_id = claimed(store)
    clock.now += LEASE_SECONDS + 1
    store.command(run_id, "stop")
    assert store.run(run_id).state == "cancelled"


@pytest.mark.parametrize("way_back", ["hand_back", "died", "expired"])
def test_a_stop_survives_the_runner_it_was_said_to(store: RunStore, clock: Clock, way_back: str) -> None:
    run_id = claimed(store)
    store.command(run_id, "stop")
    if way_back == "hand_back":
        store.hand_back(run_id, owner="runner")
    elif way_back == "died":
        store.died(run_id, "worker_died", {}, owner="runner")
    else:
        clock.now += LEASE_SECONDS + 1
        store.requeue_expired()
    assert store.run(run_id).state == "cancelled"


# The curve


def test_rows_come_back_as_they_were_written(store: RunStore) -> None:
    run_id = claimed(store)
    written = [row(1), row(2, math.nan), row(3, 1e-300)]
    assert store.write(run_id, written, owner="runner")
    read = store.rows(run_id)
    assert [one.step for one in read] == [1, 2, 3]
    assert math.isnan(read[1].loss) and read[2].loss == 1e-300
    assert read[0].gradient_norms == pytest.approx(written[0].gradient_norms, rel=1e-7)


def test_the_same_step_twice_is_one_row(store: RunStore) -> None:
    run_id = claimed(store)
    store.write(run_id, [row(1), row(2)], owner="runner")
    store.write(run_id, [row(2, 0.75), row(3)], owner="runner")
    assert [(one.step, one.loss) for one in store.rows(run_id)] == [(1, 0.5), (2, 0.75), (3, 0.5)]


@pytest.mark.parametrize("count", [1, 9, 10, 11, 19, 20, 21, 1000])
@pytest.mark.parametrize("at_most", [1, 2, 10])
def test_long_curves_are_thinned_evenly_to_the_newest(store: RunStore, count: int, at_most: int) -> None:
    run_id = claimed(store)
    store.write(run_id, [row(step) for step in range(1, count + 1)], owner="runner")
    steps = [one.step for one in store.rows(run_id, at_most=at_most)]
    assert steps[-1] == count and len(steps) <= at_most
    assert len({later - earlier for earlier, later in itertools.pairwise(steps)}) <= 1
    assert len(steps) >= min(count, at_most / 2)


def test_only_rows_after_the_last_known_are_sent(store: RunStore) -> None:
    run_id = claimed(store)
    store.write(run_id, [row(step) for step in range(1, 51)], owner="runner")
    assert [one.step for one in store.rows(run_id, after=48)] == [49, 50]
    assert store.rows(run_id, after=50) == []


def test_evaluations_carry_their_confusion_matrix(store: RunStore) -> None:
    run_id = claimed(store)
    confusion = ((5, 1), (0, 70_000))
    store.write(run_id, [], [StoredEvaluation(9, 0, "validation", 0.5, 0.9, confusion)], owner="runner")
    store.write(run_id, [], [StoredEvaluation(9, 0, "test", 0.5, 0.8, confusion)], owner="runner")
    assert [(one.split, one.confusion) for one in store.evaluations(run_id)] == [
        ("test", confusion),
        ("validation", confusion),
    ]
    assert store.run(run_id).test_accuracy == 0.8


def test_progress_is_kept_and_never_goes_back(store: RunStore) -> None:
    run_id = claimed(store)
    known = Progress(step=7, epoch=1, total_steps=9, layers=("conv1",), threads=2, device="cpu", precision="float32")
    store.write(run_id, progress=known, owner="runner")
    store.write(run_id, progress=Progress(step=5, epoch=0, images_per_second=3.5), owner="runner")
    run = store.run(run_id)
    assert (run.step, run.epoch, run.total_steps, run.layers, run.threads) == (7, 1, 9, ("conv1",), 2)
    assert run.images_per_second == 3.5


# Leases


def test_only_the_holder_of_the_lease_may_change_a_run(store: RunStore, clock: Clock) -> None:
    run_id = claimed(store)
    assert not store.write(run_id, [row(1)], owner="thief")
    assert not store.finish(run_id, "done", owner="thief")
    assert not store.hand_back(run_id, owner="thief")
    assert not store.died(run_id, "worker_died", {}, owner="thief")
    assert store.rows(run_id) == [] and store.run(run_id).state == "running"


def test_a_renewed_lease_does_not_run_out(store: RunStore, clock: Clock) -> None:
    run_id = claimed(store)
    clock.now += LEASE_SECONDS - 1
    assert store.renew("runner") == {run_id}
    clock.now += LEASE_SECONDS - 1
    assert store.requeue_expired() == []
    clock.now += 2
    assert store.requeue_expired() == [run_id]
    assert store.renew("runner") == set()


def test_there_are_two_attempts(store: RunStore, clock: Clock) -> None:
    run_id = claimed(store)
    clock.now += LEASE_SECONDS + 1
    store.requeue_expired()
    assert store.run(run_id).state == "queued"
    claim = store.claim("runner")
    assert claim is not None and claim.attempt == 2
    store.died(run_id, "worker_died", {"reason": "SIGKILL"}, owner="runner")
    run = store.run(run_id)
    assert (run.state, run.error_code, run.error_params) == (
        "failed",
        "worker_died",
        {"reason": "SIGKILL", "attempt": 2},
    )


def test_handing_back_spends_no_attempt(store: RunStore) -> None:
    run_id = claimed(store)
    for _ in range(5):
        store.hand_back(run_id, owner="runner")
        claim = store.claim("runner")
        assert claim is not None and claim.attempt == 1
    assert store.run(run_id).state == "running"


def test_the_runs_of_a_runner_known_to_be_gone_come_back_before_their_lease_ends(store: RunStore) -> None:
    run_id = claimed(store)
    assert store.requeue_expired(gone="run%") == []
    assert store.requeue_expired(gone="run") == [run_id]


def test_a_failed_run_can_be_resumed_with_new_attempts(store: RunStore) -> None:
    run_id = claimed(store)
    store.write(run_id, [row(1)], progress=Progress(step=1, threads=2), owner="runner")
    store.finish(run_id, "failed", "worker_died", {"reason": "SIGKILL"}, owner="runner")
    store.resume_failed(run_id)
    run = store.run(run_id)
    assert (run.state, run.attempt, run.error_code, run.error_params, run.finished_at) == ("queued", 0, None, {}, None)
    claim = store.claim("runner")
    assert claim is not None and (claim.attempt, claim.threads) == (1, 2)
    assert [one.step for one in store.rows(run_id)] == [1]


def test_other_ends_are_final(store: RunStore) -> None:
    for state, code in (("done", None), ("cancelled", None), ("failed", "diverged")):
        run_id = claimed(store)
        store.finish(run_id, state, code, {"step": 3}, owner="runner")  # type: ignore[arg-type]
        before = store.run(run_id)
        with pytest.raises(NotResumableError):
            store.resume_failed(run_id)
        assert not store.finish(run_id, "failed", owner="runner")
        assert not store.write(run_id, [row(1)], owner="runner")
        assert store.run(run_id) == before


def test_the_oldest_ended_runs_beyond_the_number_kept_are_surplus(open_store: Callable[..., RunStore]) -> None:
    store = open_store(kept_per_workspace=2)
    ids = []
    for _ in range(5):
        ids.append(claimed(store))
        store.write(ids[-1], [row(1)], owner="runner")
        store.finish(ids[-1], "done", owner="runner")
    store.update_workspace("ana", run_id=ids[0])
    assert sorted(store.surplus()) == sorted(ids[1:3])
    store.forget(store.surplus())
    assert {run.id for run in store.runs("ana")} == {ids[0], *ids[3:]}
    assert store.rows(ids[1]) == []


def test_thirty_writers_at_once_lose_nothing(open_store: Callable[..., RunStore]) -> None:
    store = open_store(active_per_workspace=64, running_per_workspace=64)
    ids = [claimed(store) for _ in range(10)]
    failures: list[Exception] = []

    def write(run_id: str) -> None:
        try:
            for step in range(1, 21):
                assert store.write(run_id, [row(step)], progress=Progress(step=step), owner="runner")
                store.rows(run_id)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(run_id,)) for run_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all(len(store.rows(run_id)) == 20 for run_id in ids)


def test_parameters_of_errors_are_json(store: RunStore) -> None:
    run_id = claimed(store)
    store.finish(run_id, "failed", "diverged", {"loss": "nan", "step": 3}, owner="runner")
    assert json.dumps(store.run(run_id).error_params) == '{"loss": "nan", "step": 3}'
