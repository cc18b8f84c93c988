import re

from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.redaction.findings import Finding, Kind, without_overlaps
from textcoder.language.redaction.replacing import replace


def redacted(*texts: str, kind: Kind = Kind.PERSON) -> list[str]:
    """What stands in {braces} is found, as one kind."""
    plain, findings = [], []
    for text in texts:
        found: list[Finding] = []
        for match in re.finditer(r"\{(.*?)\}", text):
            start = match.start() - 2 * len(found)
            found.append(Finding(start, start + len(match[1]), kind, 1.0))
        plain.append(re.sub("[{}]", "", text))
        findings.append(found)
    return replace(plain, findings)


def test_the_first_person_has_no_number_and_the_second_has():
    assert redacted("{Kari} og {Ola} og {Kari}") == ["[NAVN] og [NAVN-2] og [NAVN]"]


def test_a_person_keeps_the_placeholder_by_part_of_the_name_too_in_every_text():
    assert redacted("{Karis} idé", "{Ola Hansen}, {Kari Nordmann}", "{Nordmann}, {K. Nordmann} og {HANSEN}") == [
        "[NAVN] idé", "[NAVN-2], [NAVN]", "[NAVN], [NAVN] og [NAVN-2]"
    ]  # fmt: skip


def test_two_with_the_same_family_name_are_two():
    assert redacted("{Kari Nordmann} og {Ola Nordmann}") == ["[NAVN] og [NAVN-2]"]


def test_a_name_that_ends_in_s_is_no_genitive():
    assert redacted("{Lars} og {Lars'} og {Lars Hansen}") == ["[NAVN] og [NAVN] og [NAVN]"]


def test_a_number_is_the_same_however_it_is_written():
    assert redacted("{+47 912 34 567}, {91234567}, {92345678}", kind=Kind.PHONE) == [
        "[TELEFON], [TELEFON], [TELEFON-2]"
    ]
    assert redacted("{1503.22.12346} {15032212346}", kind=Kind.ACCOUNT) == ["[KONTONUMMER] [KONTONUMMER]"]
    assert redacted("{140578 12345} {14057812345}", kind=Kind.NATIONAL_ID) == ["[FØDSELSNUMMER] [FØDSELSNUMMER]"]


def test_an_address_is_the_same_however_it_is_written():
    assert redacted("{a@b.no} {A (at) b.no} {a krøllalfa b punktum no}", kind=Kind.EMAIL) == [
        "[E-POST] [E-POST] [E-POST]"
    ]
    assert redacted("{https://www.b.no/} {b.no} {b.no/x}", kind=Kind.URL) == ["[LENKE] [LENKE] [LENKE-2]"]
    assert redacted("{Storgata 5, 0155 Oslo} {storgata 5} {Storgata 5B}", kind=Kind.ADDRESS) == [
        "[ADRESSE] [ADRESSE] [ADRESSE-2]"
    ]


def test_each_kind_counts_for_itself():
    findings = [Finding(0, 4, Kind.PERSON, 1.0), Finding(5, 13, Kind.PHONE, 1.0), Finding(14, 17, Kind.PERSON, 1.0)]

    assert replace(["Kari 91234567 Ola"], [findings]) == ["[NAVN] [TELEFON] [NAVN-2]"]


def test_another_respondent_is_counted_anew():
    assert redacted("{Ola}") == redacted("{Kari}") == ["[NAVN]"]


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8), st.sampled_from(Kind)), max_size=6)


@given(st.lists(st.tuples(st.text(max_size=30), SPANS), max_size=4))
def test_all_text_outside_the_findings_is_left_as_it_was(answers):
    texts = [text for text, _ in answers]
    findings = [
        without_overlaps(text, [Finding(s, min(s + n, len(text)), kind, 1.0) for s, n, kind in spans if s < len(text)])
        for text, spans in answers
    ]

    for text, found, result in zip(texts, findings, replace(texts, findings), strict=True):
        ends = [0, *(finding.end for finding in found)]
        starts = [*(finding.start for finding in found), len(text)]
        outside = [text[end:start] for end, start in zip(ends, starts, strict=True)]
        between = r"\[[A-ZØ-]+(?:-[0-9]+)?\]"
        assert re.fullmatch(between.join(map(re.escape, outside)), result)
