import pytest

from textcoder.labelling.pace import Pace, in_words


def test_the_pace_is_not_told_before_there_is_one():
    pace = Pace()
    pace.add(10)

    assert (pace.an_hour, pace.left(5)) == (None, None)


def test_time_away_does_not_count():
    pace = Pace()
    for seconds in (10, 12, 4000, 14):
        pace.add(seconds)

    assert pace.seconds == 12
    assert pace.an_hour == 300
    assert pace.left(10) == 120


@pytest.mark.parametrize(
    ("seconds", "said"), [(20, "under a minute"), (720, "12 min"), (21900, "6 h 5 min"), (7200, "2 h")]
)
def test_time_in_words(seconds, said):
    assert in_words(seconds) == said
