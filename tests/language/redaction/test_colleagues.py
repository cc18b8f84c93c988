import pytest

from textcoder.language.redaction.persons import find_persons


def found(text: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in find_persons(text, ())]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vi kaller ham bare Lynet på lageret", "Lynet"),
        ("Vi kaller henne berre Data-Turid", "Data-Turid"),
        ("Pusur, som alle kaller han, ordner opp", "Pusur"),
        ("Ifølge N.T. i ledelsen er alt bra", "N.T"),
        ("Dag er den eneste som kan systemet", "Dag"),
        ("Even kommer med forslagene", "Even"),
        ("Liv på kjøkkenet har løst det", "Liv"),
        ("Haugen på plan og Moen på byggesak er uenige", "Haugen"),
        ("Uten Lund (arkiv) hadde det stoppet", "Lund"),
        ("Vik sier nei og Lund sier ja", "Vik"),
    ],
)
def test_turns_of_phrase_tell_of_a_colleague(text, name):
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Liv i organisasjonen er bra",
        "Dag er det bare én av",
        "Haugen på toppen av kommunen",
        "Even fordeling er det eneste som hjelper",
        "ved per dag å telle mister vi tid",
        "Strand (ved sjøen) er fin",
    ],
)
def test_the_same_words_without_a_colleague_are_left(text):
    assert found(text) == []
