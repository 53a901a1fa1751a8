"""Who is next: fair among workspaces, first come first served within one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run in the queue; `number` grows with the time of submission."""

    number: int
    run_id: str
    workspace_id: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that decides the order.

    `running` counts the runs each workspace has in slots now, `last_start` is when its newest one started (seconds).
    """

    waiting: Sequence[Waiting]
    running: Mapping[str, int] = field(default_factory=dict)
    last_start: Mapping[str, float] = field(default_factory=dict)


def waiting_order(queue: Queue) -> list[Waiting]:
    """The waiting runs, next one first.

    A round robin: every workspace's first run comes before anybody's second one, and a run in a slot counts as the
    first. Among equals goes ahead whose last start lies further back, then who asked first.

    >>> queue = Queue([Waiting(1, "a1", "ana"), Waiting(2, "a2", "ana"), Waiting(3, "b1", "ben")])
    >>> [run.run_id for run in waiting_order(queue)]
    ['a1', 'b1', 'a2']
    """
    seen: dict[str, int] = dict(queue.running)
    keyed: list[tuple[tuple[int, float, int], Waiting]] = []
    for run in sorted(queue.waiting, key=lambda one: one.number):
        turn = seen.get(run.workspace_id, 0)
        seen[run.workspace_id] = turn + 1
        keyed.append(((turn, queue.last_start.get(run.workspace_id, 0.0), run.number), run))
    return [run for _, run in sorted(keyed, key=lambda pair: pair[0])]


def startable(queue: Queue, *, running_per_workspace: int) -> Waiting | None:
    """The first in the order whose workspace may still have one more in a slot."""
    for run in waiting_order(queue):
        if queue.running.get(run.workspace_id, 0) < running_per_workspace:
            return run
    return None
