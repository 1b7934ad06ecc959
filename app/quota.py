"""A quota: how often one address may ask for what writes, kept in memory and forgotten with time."""

from collections import deque
from threading import Lock
from time import monotonic


class Quota:
    """So many times in so many seconds for each address."""

    def __init__(self, number: int, seconds: float) -> None:
        self._number, self._seconds = number, seconds
        self._times: dict[str, deque[float]] = {}
        self._lock = Lock()

    def allow(self, address: str) -> bool:
        """Whether this address may ask once more; then the time is noted."""
        with self._lock:
            now = monotonic()
            for other in [name for name, times in self._times.items() if now - times[-1] > self._seconds]:
                del self._times[other]
            times = self._times.setdefault(address, deque(maxlen=self._number))
            if len(times) == self._number and now - times[0] <= self._seconds:
                return False
            times.append(now)
            return True
