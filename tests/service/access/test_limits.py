import pytest

from service.access.limits import RateLimits
from service.errors import TooManyRequestsError


def test_so_many_requests_a_minute_and_no_more_for_each_key():
    limits = RateLimits(2)
    limits.count("a")
    limits.count("a")
    limits.count("b")

    with pytest.raises(TooManyRequestsError, match="More than 2 requests") as caught:
        limits.count("a")
    assert 1 <= caught.value.retry_after_s <= 60
