import time

from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.redaction.findings import Finding, Kind, without_overlaps

TEXT = "Kari Nordmann, Storgata 5, kari@x.no"


def test_the_stronger_kind_stays_whole_and_what_sticks_out_of_the_other_is_kept():
    person, address = Finding(0, 23, Kind.PERSON, 0.9), Finding(15, 25, Kind.ADDRESS, 0.8)

    assert without_overlaps(TEXT, [person, address]) == [Finding(0, 13, Kind.PERSON, 0.9), address]


def test_a_name_inside_an_e_mail_address_is_part_of_it():
    email = Finding(27, 36, Kind.EMAIL, 0.9)

    assert without_overlaps(TEXT, [Finding(27, 31, Kind.PERSON, 1.0), email]) == [email]


def test_among_equals_the_surer_wins():
    account, phone = Finding(0, 11, Kind.ACCOUNT, 0.9), Finding(0, 11, Kind.PHONE, 0.8)

    assert without_overlaps("12345678901", [phone, account]) == [account]


def test_every_kind_has_a_placeholder_of_its_own():
    assert len({kind.placeholder for kind in Kind}) == len(Kind)


@given(
    st.text("ab ,1", max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from(Kind), st.floats(0, 1)), max_size=8),
)
def test_every_letter_that_was_found_stays_covered_once(text, spans):
    given_ = [Finding(start, min(start + length, len(text)), kind, sure) for start, length, kind, sure in spans]
    given_ = [finding for finding in given_ if finding.start < finding.end]

    kept = without_overlaps(text, given_)

    covered = [place for finding in kept for place in range(finding.start, finding.end)]
    wanted = {place for finding in given_ for place in range(finding.start, finding.end) if text[place].isalnum()}
    assert covered == sorted(set(covered))
    assert wanted <= set(covered)


SPANS = st.lists(
    st.builds(
        lambda start, length, kind, confidence: Finding(start, start + length, kind, confidence),
        st.integers(0, 30),
        st.integers(1, 8),
        st.sampled_from([Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.PERSON]),
        st.sampled_from([0.7, 0.9]),
    ),
    max_size=12,
)


@given(SPANS)
def test_what_was_found_stays_covered_once_and_in_order(findings):
    text = "abcdefghij" * 4
    kept = without_overlaps(text, findings)

    covered = [place for one in kept for place in range(one.start, one.end)]
    assert covered == sorted({place for one in findings for place in range(one.start, one.end)})


def test_very_many_findings_take_no_long_time():
    findings = [Finding(5 * number, 5 * number + 4, Kind.PERSON, 0.9) for number in range(20_000)]
    began = time.perf_counter()

    assert len(without_overlaps("Kari " * 20_000, findings)) == 20_000
    assert time.perf_counter() - began < 5  # comparing each with all takes minutes
