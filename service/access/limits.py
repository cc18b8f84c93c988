"""How often a key may be used, and how often somebody may try without one that counts."""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from service.errors import TooManyFailuresError, TooManyRequestsError

_MINUTE: Final = 60.0
_MOST_ADDRESSES: Final = 10_000
"""Remembered; the one that has tried least lately is forgotten first."""


class RateLimits:
    """Counts requests for each key over a sliding minute. In memory: each process counts its own.

    Two counters for each key, and not the moment of every request: of those many are kept where much is allowed.

    Args:
        per_minute: Most requests in a minute.
        failures_per_minute: Most requests in a minute from one address without a key that counts.
    """

    def __init__(self, per_minute: int, failures_per_minute: int = 100) -> None:
        self.failures = Failures(failures_per_minute)
        self._item = RateLimitItemPerMinute(per_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, key_id: str) -> None:
        """Another request with this key.

        Raises:
            TooManyRequestsError: There were too many.
        """
        if not self._limiter.hit(self._item, key_id):
            reset = self._limiter.get_window_stats(self._item, key_id).reset_time
            raise TooManyRequestsError(self._item.amount, max(1, math.ceil(reset - time.time())))


class Failures:
    """Counts requests without a key that counts, for each address they come from, minute by minute.

    A key that counts is let in from any address, whatever others try from there: they may share it, as all do behind
    a proxy that does not say for whom it asks. Nobody guesses a key; what is held off is the noise.

    Args:
        per_minute: Most in a minute.
        most_addresses: Most that are remembered.
        clock: Seconds, from wherever.
    """

    def __init__(
        self, per_minute: int, *, most_addresses: int = _MOST_ADDRESSES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = per_minute
        self._most_addresses = most_addresses
        self._clock = clock
        self._since: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._counting = threading.Lock()

    def count(self, address: str) -> None:
        """Another one from this address.

        Raises:
            TooManyFailuresError: There were too many.
        """
        now, network = self._clock(), _network_of(address)
        with self._counting:
            began, times = self._since.pop(network, (now, 0))
            if now - began >= _MINUTE:
                began, times = now, 0
            self._since[network] = (began, times + 1)
            if len(self._since) > self._most_addresses:
                self._since.popitem(last=False)
        if times >= self._per_minute:
            raise TooManyFailuresError(self._per_minute, max(1, math.ceil(began + _MINUTE - now)))


def _network_of(address: str) -> str:
    """The address, or for IPv6 the network that one customer has all addresses of."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))  # noqa: PLR2004
