"""Images per second of all loops, measured in turns, as ratios."""

import contextlib
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import contestants


@dataclass(frozen=True)
class Throughput:
    """Images per second of one case, medians over the turns; ratios are medians of the turns' own ratios."""

    case: str
    precision: str
    threads: int
    turns: dict[str, list[float]]

    def median(self, name: str) -> float:
        return statistics.median(self.turns[name])

    def ratio(self, over: str, under: str) -> float:
        """Of two loops measured one after the other; robust against what the machine does in the long run."""
        pairs = zip(self.turns[over], self.turns[under], strict=True)
        return statistics.median(one / other for one, other in pairs)


def measure(
    case: str, precision: str, threads: int, *, seconds: float, rounds: int, with_runner: bool = True
) -> Throughput:
    """Every loop gets `rounds` turns of so many seconds, in changing order."""
    with contextlib.ExitStack() as stack:
        players = {
            name: stack.enter_context(contestants.loop(name, case, precision, threads))
            for name in ("textbook", "bare", "bare_with_probes", "our_loop")
        }
        if with_runner:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            players["runner"] = stack.enter_context(contestants.runner(case, precision, threads, home))
        turns: dict[str, list[float]] = {name: [] for name in players}
        for player in players.values():  # one turn to warm up, not counted
            player(seconds / 4)
        for turn in range(rounds):
            names = list(players) if turn % 2 == 0 else list(reversed(players))
            for name in names:
                turns[name].append(players[name](seconds))
    return Throughput(case, precision, threads, turns)
