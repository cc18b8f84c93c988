import pytest

from service.access.limits import Failures, RateLimits
from service.errors import TooManyFailuresError, TooManyRequestsError


def test_so_many_requests_a_minute_and_no_more_for_each_key():
    limits = RateLimits(2)
    limits.count("a")
    limits.count("a")
    limits.count("b")

    with pytest.raises(TooManyRequestsError, match="More than 2 requests") as caught:
        limits.count("a")
    assert 1 <= caught.value.retry_after_s <= 60


def test_an_address_may_fail_so_often_a_minute_and_the_next_minute_again():
    now = [0.0]
    failures = Failures(2, clock=lambda: now[0])
    failures.count("10.0.0.1")
    now[0] = 20.5
    failures.count("10.0.0.1")
    failures.count("10.0.0.2")

    with pytest.raises(TooManyFailuresError, match="from this address") as caught:
        failures.count("10.0.0.1")
    assert caught.value.retry_after_s == 40
    now[0] = 60.0
    failures.count("10.0.0.1")


def test_addresses_of_one_network_count_together_as_one_customer_has_them_all():
    failures = Failures(1)
    failures.count("2001:db8:1:2::1")
    failures.count("2001:db8:1:3::1")

    with pytest.raises(TooManyFailuresError):
        failures.count("2001:db8:1:2:ffff::9")


def test_however_many_addresses_fail_only_so_many_are_remembered():
    failures = Failures(1, most_addresses=2)
    for address in ("a", "b", "c"):
        failures.count(address)

    failures.count("a")  # forgotten for c
    with pytest.raises(TooManyFailuresError):
        failures.count("c")
