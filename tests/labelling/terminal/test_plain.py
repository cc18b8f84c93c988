import io

import pytest

from tests.labelling.offices import codes_of, open_office, sit_down, suggest_by_words
from textcoder.labelling.keys import assign_keys
from textcoder.labelling.queues import Listed
from textcoder.labelling.terminal.plain import PlainSitting


@pytest.fixture
def store(tmp_path):
    texts = ["for lite tid", "for lite penger", "mangler mot", "For lite tid.", "penger for lite"]
    with open_office(tmp_path, texts) as store:
        yield store


def heard(sitting, typed: str) -> list[str]:
    """The lines that a sitting says while this is typed."""
    screen = io.StringIO()
    PlainSitting(sitting, assign_keys(sitting.frame), screen, io.StringIO(typed)).run("Welcome back.")
    return screen.getvalue().split("\n")


EVERYTHING = "?\nd\n/ lite\nn\nf\nc later\n1 2\nu\ne\nb\ne\nr\ns\ns\ns\ns\nq\n"


def test_a_line_holds_one_thing_and_nothing_is_drawn(store):
    lines = heard(sit_down(store, suggester=suggest_by_words), EVERYTHING)

    # A screen reader spells out boxes and bars, and reads a line anew that is drawn anew.
    signs = set("".join(lines))
    assert not {one for one in signs if "\u2500" <= one <= "\u259f" or one in "·\r\b\x1b\t"}
    assert "barometer" in lines
    assert "queue: in order" in lines
    assert "  1 time" in lines
    assert "  Enter/e save" in lines
    assert "id 001" in lines
    assert "×2 identical" in lines


def test_the_answer_comes_after_what_is_known_of_it_and_before_what_is_chosen(store):
    lines = heard(sit_down(store, suggester=suggest_by_words), "")

    places = [lines.index(one) for one in ("id 001", "×2 identical", "Answer: for lite tid", "Chosen: time")]
    assert places == sorted(places)


def test_an_answer_drawn_at_random_is_said_to_be_and_help_says_why_it_comes(store):
    (first, second, *_) = (one.key for one in sit_down(store, []).overview.answers)
    queue = Listed("uncertain", [first, second], reasons={first: "audit", second: "rare"})

    lines = heard(sit_down(store, queue), "1 e\n?\n")

    assert lines.count("random order; the sample is all of it coded so far") == 1
    assert any(one.startswith("Why this answer: the model is in doubt") for one in lines)
    assert set(codes_of(store)) == {"001", "004"}
