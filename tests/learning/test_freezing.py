import dataclasses
import datetime as dt
import json
import stat

import pytest

from tests.builders import build_coded, build_codeframe
from textcoder.learning.errors import NothingToFreezeError, TestSetFrozenError
from textcoder.learning.freezing import Freezing, draw, freeze
from textcoder.learning.gathering import FileSource, Gathered, key_of
from textcoder.learning.promotions import Action, read_promotions
from textcoder.learning.test_set import read_test_set

NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
FRAME = build_codeframe()
CODED = tuple(
    build_coded(f"a{number:02}", text=f"svar nummer {number}", voice=f"v{number % 20:02}") for number in range(100)
)


def gathered(coded=CODED, surveys=None):
    return Gathered(tuple(coded), surveys or {}, (FileSource("codings.csv", "0" * 64),))


def voices(coded):
    return {one.answer.writer for one in coded}


def test_whole_voices_are_drawn_until_they_make_up_the_share():
    drawn = draw(CODED, 0.2, seed=1)

    assert len(drawn) == 20
    assert len(voices(drawn)) == 4
    assert {one for one in CODED if one.answer.writer in voices(drawn)} == set(drawn)


def test_the_seed_decides_and_not_the_order_of_the_codings():
    assert draw(CODED[::-1], 0.2, seed=1) == draw(CODED, 0.2, seed=1)
    assert draw(CODED, 0.2, seed=2) != draw(CODED, 0.2, seed=1)


def test_what_two_voices_wrote_word_for_word_is_left_to_learn_from():
    common = [
        build_coded(f"t{number}", text="Tid!" if number % 2 else "tid", voice=f"v{number:02}") for number in range(20)
    ]

    drawn = draw([*CODED, *common], 0.2, seed=1)

    assert len(drawn) >= 24
    assert not set(common) & set(drawn)


@pytest.mark.parametrize(("coded", "share"), [((), 0.2), (CODED[:5], 0.2), (CODED, 0.9)])
def test_where_too_little_would_be_left_to_learn_from_nothing_is_drawn(coded, share):
    with pytest.raises(NothingToFreezeError, match="--share"):
        draw(coded, share, seed=1)


def test_what_is_frozen_is_read_back_with_where_it_came_from(tmp_path):
    first = key_of(draw(CODED, 0.2, seed=1)[0])

    frozen = freeze(tmp_path, gathered(surveys={first: "barriere-2025"}), FRAME, Freezing(by="kari"), now=NOW)

    assert read_test_set(tmp_path, FRAME) == frozen
    assert list(frozen.coded) == draw(CODED, 0.2, seed=1)
    assert {name: frozen.about[name] for name in ("frozen_at", "by", "seed", "codings", "voices", "sources")} == {
        "frozen_at": "2026-11-22T09:30:00+00:00",
        "by": "kari",
        "seed": 1,
        "codings": 20,
        "voices": 4,
        "sources": [{"name": "codings.csv", "sha256": "0" * 64, "kind": "file"}],
    }
    assert frozen.about["codes"]["time"] == 20
    rows = [json.loads(line) for line in (tmp_path / "test-set.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row.get("survey") for row in rows] == ["barriere-2025"] + [None] * 19


def test_only_its_owner_may_read_the_answers(tmp_path):
    freeze(tmp_path, gathered(), FRAME, Freezing(), now=NOW)

    assert stat.S_IMODE((tmp_path / "test-set.jsonl").stat().st_mode) == 0o600


def test_what_is_frozen_is_not_drawn_again(tmp_path):
    freeze(tmp_path, gathered(), FRAME, Freezing(), now=NOW)
    before = (tmp_path / "test-set.jsonl").read_bytes()

    with pytest.raises(TestSetFrozenError, match=r"since 2026-11-22.*--anew --why"):
        freeze(tmp_path, gathered(), FRAME, Freezing(seed=2), now=NOW)
    assert (tmp_path / "test-set.jsonl").read_bytes() == before


def test_a_test_set_whose_description_is_lost_is_not_written_over_either(tmp_path):
    freeze(tmp_path, gathered(), FRAME, Freezing(), now=NOW)
    (tmp_path / "test-set.json").unlink()

    with pytest.raises(TestSetFrozenError):
        freeze(tmp_path, gathered(), FRAME, Freezing(seed=2), now=NOW)


def test_another_one_takes_its_place_where_somebody_says_why_and_that_is_on_the_log(tmp_path):
    first = freeze(tmp_path, gathered(), FRAME, Freezing(by="kari"), now=NOW)
    wish = Freezing(seed=2, by="ola", anew=True, why="ny kodebok")
    second = freeze(tmp_path, gathered(), FRAME, wish, now=NOW)

    assert read_test_set(tmp_path, FRAME) == second
    assert [dataclasses.astuple(one)[1:6] for one in read_promotions(tmp_path)] == [
        ("kari", Action.FREEZE, None, first.name, ""),
        ("ola", Action.FREEZE, first.name, second.name, "ny kodebok"),
    ]
