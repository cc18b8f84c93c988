from textcoder.language.redaction.findings import Kind
from textcoder.language.redaction.patterns import find_patterns


def kinds(text: str) -> list[Kind]:
    return [finding.kind for finding in find_patterns(text)]


def test_all_patterns_of_an_answer_are_found_in_order():
    text = "Ring 912 34 567, fnr 140578 12345, konto 1503.22.12346, a@b.no, www.b.no, Storgata 5, 0155 Oslo"

    assert kinds(text) == [Kind.PHONE, Kind.NATIONAL_ID, Kind.ACCOUNT, Kind.EMAIL, Kind.URL, Kind.ADDRESS]


def test_a_link_with_a_number_in_it_is_one_link():
    assert kinds("se https://x.no/91234567/140578-12345") == [Kind.URL]


def test_a_text_without_signs_of_a_pattern_has_none():
    assert kinds("for lite tid og for mange møter") == []
