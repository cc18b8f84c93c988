import pytest

from textcoder.language.redaction.persons import find_persons


def found(text: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in find_persons(text, ())]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ingen tid. stein er den eneste som kan arkivsystemet", "stein"),
        ("dag e einaste som kan låsen", "dag"),
        ("Vi mistet alt da liv slutta", "liv"),
        ("bjørn er sykmeldt og da stopper det", "bjørn"),
        ("mai er 58 og har sett alt før", "mai"),
        ("liv hadde en plan for uteområdet, men hun ble ikke hørt", "liv"),
        ("Det er dag på IKT som bremser", "dag"),
        ("Lite å si. liv på lønn forstår hva vi mener", "liv"),
        ("han even på teknisk har bygd den sjølv", "even"),
        ("kollega stein og jeg laget en mal", "stein"),
        ("enhetsleder mai jobber for oss", "mai"),
        ("vi har stein og Ingrid som drar lasset", "stein"),
        ("dag og roar på verkstedet er gode", "dag"),
        ("liv, stein og even er med i gruppa", "stein"),
    ],
)
def test_a_name_in_lower_case_that_is_a_word_is_found_where_only_somebody_can_be_meant(text, name):
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "mer liv på kultur hadde hjulpet oss",
        "hver dag på teknisk er lik",
        "det er liv og røre på natt",
        "bjørn på veien stoppet arbeidet",
        "dag og natt er like slitsomt",
        "mai er 31 dager og alle er fulle",
        "stein er tungt, men vi løfter",
        "Når dag slutter, begynner natt",
        "kassa er tom og ho blir ikke fylt",
        "Vi holdt sams møte med naboen",
        "han tør ikke si det i mai",
        "dag ut og dag inn er vi med",
    ],
)
def test_the_same_words_are_left_where_nobody_is_meant(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Alt må fra oss til marit før noe skjer", "marit"),
        ("Best i år var maritas lunsjmøter", "maritas"),
        ("Til syvende og sist er det gunnvor som gjør det", "gunnvor"),
        ("Bra folk (thomas b) hjelper", "thomas b"),
        ("Gammelsjefen, kåre m. vik, var god", "kåre m. vik"),
    ],
)
def test_a_name_in_lower_case_that_is_no_word_needs_a_hint_alone(text, name):
    assert found(text) == [name]
