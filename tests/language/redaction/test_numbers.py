import pytest

from textcoder.language.redaction.findings import Kind
from textcoder.language.redaction.numbers import find_numbers


def found(text: str) -> list[tuple[str, str]]:
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in find_numbers(text)]


@pytest.mark.parametrize(
    "written",
    [
        "14057812345", "140578 12345", "140578-12345", "140578.12345", "140578/12345", "14.05.78-12345",
        "140578 – 12345", "14 05 78 12345", "140578 123 45", "14.05.1978 12345", "54057812345", "14457812345",
        "14857812345", "140578\u00a012345",
    ],
)  # fmt: skip
def test_a_fodselsnummer_is_found_however_it_is_grouped(written):
    assert found(f"sto det {written} i skjemaet") == [(Kind.NATIONAL_ID, written)]


def test_control_digits_raise_confidence_and_never_reject():
    right, wrong = next(find_numbers("15108695088")), next(find_numbers("15108695077"))

    assert right.kind is wrong.kind is Kind.NATIONAL_ID
    assert right.confidence > wrong.confidence


@pytest.mark.parametrize("written", ["99999912345", "010090 12345", "12345678901", "000000 00000"])
def test_where_the_words_say_so_any_eleven_digits_are_a_fodselsnummer(written):
    assert found(f"fødselsnummeret mitt er {written}") == [(Kind.NATIONAL_ID, written)]
    assert not any(kind == Kind.NATIONAL_ID for kind, _ in found(written))


def test_the_five_last_digits_alone_are_found_after_their_name():
    assert found("personnummer 12345") == [(Kind.NATIONAL_ID, "12345")]
    assert found("innbyggertallet er 12345") == []


@pytest.mark.parametrize("written", ["1503.22.12346", "1503 22 12346", "1503-22-12346"])
def test_a_grouped_account_number_is_found_without_more(written):
    assert found(f"pengene kom aldri, {written}") == [(Kind.ACCOUNT, written)]


def test_an_ungrouped_account_number_asks_for_words_or_control_digits():
    assert found("kontonr 15032212346") == [(Kind.ACCOUNT, "15032212346")]
    assert found("konto: 1503 2212346") == [(Kind.ACCOUNT, "1503 2212346")]
    assert found("se 96032212346") == []
    assert found("se 86011117947") == [(Kind.ACCOUNT, "86011117947")]


def test_after_account_a_number_that_could_be_a_date_is_an_account():
    assert found("kontonummer 14057812345") == [(Kind.ACCOUNT, "14057812345")]


@pytest.mark.parametrize(
    "text",
    [
        "fra 2019 til 2022", "2019-2022", "2019–2022", "2023/2024", "2018 2019", "01.01.2024", "24.12.2023",
        "20240115", "24122023", "25 000 000 kr", "kr 45000000", "2 300 000 kroner", "1 500 000", "kr 91234567",
        "91234567 kroner", "45 230 120,50", "12,5 %", "20 30 40 50 60 prosent", "sak 23/1234", "sak 21/4417",
        "2022/08814", "saksnr 20231234", "prosjekt nr 40218877", "prosjektnummer 20230415", "fakturanr. 91234567",
        "ordre 45678901", "jnr 2022/12345678", "org.nr 974 760 673", "org nr 987654321", "923 609 016",
        "(987 654 321)", "974760673", "8 av 10", "0800-1530", "08.00 til 15.30", "kl. 10:15-11:45", "§ 12-3",
        "kap. 4.2.5", "9788205123456", "4,5 millioner", "gnr 45 bnr 123", "1 240 til 1 105", "10.20.30.40",
        "22.10.20.24", "5000-6000", "12 450 kr per innbygger", "1881", "116 117", "tlf 02800", "ring 113",
        "9000 innbyggere", "20232024", "KID 12345678901234567",
    ],
)  # fmt: skip
def test_what_is_no_personal_number_is_left(text):
    assert found(text) == []
