import numpy as np
import pytest

from textcoder.learning.drift.shares import compare_referred, compare_shares, share_recalled


def test_the_models_codes_then_are_compared_with_the_models_codes_now_and_not_with_peoples(build_wave):
    then = build_wave([[1, 0]] * 30 + [[0, 1]] * 70)
    now = build_wave([[1, 0]] * 60 + [[0, 1]] * 40)
    human = np.ones((100, 2), dtype=bool)

    time, money = compare_shares(then, human, now, ("time", "money"), among=2)

    assert (time.code_id, time.human, time.share.before, time.share.after) == ("time", 1.0, 0.3, 0.6)
    assert time.share.value == pytest.approx(0.3)
    assert money.share.value == pytest.approx(-0.3)
    assert time.share.is_sure
    assert money.share.is_sure


def test_what_is_referred_is_a_share_too(build_wave):
    then, now = (
        build_wave([[1]] * 40, referred=[1] * 4 + [0] * 36),
        build_wave([[1]] * 40, referred=[1] * 30 + [0] * 10),
    )

    assert compare_referred(then, now, among=1).is_sure
    assert share_recalled(now) == 0.0
