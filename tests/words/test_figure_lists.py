from pathlib import Path
from unicodedata import is_normalized

import pytest

import textcoder.language.redaction
from textcoder.language.redaction.words import line_list, word_list

_WORDS = Path(textcoder.language.redaction.__file__).parent / "words"


@pytest.mark.parametrize(("name", "fewest"), [("figures", 800), ("brands", 100), ("storms", 30)])
def test_a_list_says_what_it_is_and_is_sorted_without_doubles(name, fewest):
    text = (_WORDS / f"{name}.txt").read_text(encoding="utf-8")
    head, *lines = text.splitlines()

    assert head.startswith("# ")
    assert lines == sorted(set(lines))
    assert all(line == line.strip() for line in lines)
    assert is_normalized("NFC", text)
    assert len(lines) >= fewest


@pytest.mark.parametrize("name", ["henrik ibsen", "askeladden", "reodor felgen", "maslow", "kari og ola nordmann"])
def test_figures_of_many_kinds_are_known(name):
    assert name in line_list("figures")


def test_no_figure_is_a_given_name_alone_that_many_bear():
    assert line_list("figures").isdisjoint(word_list("given") - word_list("family"))


def test_storms_have_given_names():
    assert all(name.isalpha() or "-" in name for name in word_list("storms"))
