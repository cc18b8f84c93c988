"""How often a key may be used."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from service.errors import TooManyRequestsError


class RateLimits:
    """Counts requests for each key over a sliding minute. In memory: each process counts its own.

    Two counters for each key, and not the moment of every request: of those many are kept where much is allowed.

    Args:
        per_minute: Most requests in a minute.
    """

    def __init__(self, per_minute: int) -> None:
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
