"""What this process has done so far, in numbers for its operator.

Counts only: of whom, of which filters or of which figures is not in them.
"""

import threading
from bisect import bisect_left
from collections import Counter

BOUNDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Seconds up to which answers are counted together; the last group has no bound."""

OUTCOMES = ("computed", "cached", "refused", "stopped", "failed")
"""Refused: the data or the metric has no such figure, and the reader is told."""


class Tally:
    """Counters that many threads add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._within: Counter[int] = Counter()
        self._seconds = 0.0

    def add(self, what: str) -> None:
        """Counts one more rerun, error, or answer of an outcome."""
        with self._lock:
            self._counts[what] += 1

    def took(self, seconds: float) -> None:
        """Counts how long an answer that was not in the cache has taken."""
        with self._lock:
            self._within[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds

    def __getitem__(self, what: str) -> int:
        with self._lock:
            return self._counts[what]

    def times(self) -> tuple[list[int], float]:
        """Answers up to each bound and at all, and the sum of their seconds."""
        with self._lock:
            within = [self._within[group] for group in range(len(BOUNDS) + 1)]
            return [sum(within[: n + 1]) for n in range(len(within))], self._seconds


PROCESS = Tally()
"""The one of this process."""
