import pytest

from textcoder.language.redaction.findings import Kind
from textcoder.language.redaction.numbers import find_numbers


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in find_numbers(text)]


@pytest.mark.parametrize(
    "written",
    [
        "91234567", "912 34 567", "91 23 45 67", "912 345 67", "9123 4567", "22 41 90 08", "912.34.567", "91-23-45-67",
        "+47 912 34 567", "+4791234567", "0047 91 23 45 67", "004791234567", "(+47) 91234567", "+47 91 23 45 67",
        "+47-912-34-567", "912 34567",
    ],
)  # fmt: skip
def test_a_phone_number_is_found_however_it_is_grouped(written):
    assert found(f"jeg er på {written} hele dagen") == [(Kind.PHONE, written)]


@pytest.mark.parametrize("written", ["25 123 456", "070-123 45 67", "5678-1234"])
def test_after_phone_other_groupings_are_phone_numbers_too(written):
    assert found(f"tlf. {written}")[0][0] == Kind.PHONE
    assert found(f"verdien {written}") == []


def test_several_phone_numbers_in_a_row_are_several():
    assert [said for _, said in found("912 34 567, 922 33 444 / 45 67 89 01")] == [
        "912 34 567", "922 33 444", "45 67 89 01"
    ]  # fmt: skip
    assert [said for _, said in found("91234567/92345678")] == ["91234567", "92345678"]


@pytest.mark.parametrize("written", ["95 88 1 22 4", "48 0 12 997", "91 2 33 4 55"])
def test_a_mobile_number_is_found_in_groups_that_nobody_else_would_make(written):
    assert found(f"spør Grete {written} om det") == [(Kind.PHONE, written)]


@pytest.mark.parametrize(
    "text",
    [
        "uke 47 48 49 50 51 er verst", "fra 9 8 7 6 5 4 3 2 til 1", "svarte 4 5 3 4 2 5 5 4 3 4 på skalaen",
        "svarte 4 5 3 5 4 4 5 3 på skalaen", "prioritering: 4 1 3 2 5 6 8 7", "ringvirkninger for 25 000 000 kroner",
        "et fond om 25 000 000 kroner", "mobilisering 25 000 000", "økning 9 10 2 30 50 av ansatte",
        "trinn 4 5 6 7 8 9 10", "40 1 200 30 kroner", "internasjonalt 450",
    ],
)  # fmt: skip
def test_what_is_counted_is_no_phone_number(text):
    assert found(text) == []


@pytest.mark.parametrize("written", ["22 33 44 56 linje 214", "22334456, ext. 12", "+47 22 33 44 56 intern 301"])
def test_an_extension_goes_with_its_number(written):
    assert found(f"sentralbordet {written} svarer ikke") == [(Kind.PHONE, written)]


@pytest.mark.parametrize("written", ["4417", "301"])
def test_an_extension_is_found_where_it_is_called_so(written):
    assert found(f"internnummer {written}, ring meg") == [(Kind.PHONE, written)]
    assert found(f"vedtak {written} gjelder") == []


def test_a_country_code_may_lack_its_plus_sign():
    assert found("47 48 22 70 91, helst etter lunsj") == [(Kind.PHONE, "47 48 22 70 91")]
