import pytest

from textcoder.language.redaction.contacts import find_contacts
from textcoder.language.redaction.findings import Kind, without_overlaps


def found(text: str) -> list[tuple[str, str]]:
    findings = without_overlaps(text, find_contacts(text))
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in findings]


@pytest.mark.parametrize(
    "written",
    [
        "kari@kommune.no", "kari.nordmann@fjellvikdal.kommune.no", "POST@NORDVANGEN.KOMMUNE.NO", "k_n+x@a-b.co.uk",
        "kåre@sør-våge.kommune.no", "kari(at)kommune.no", "kari (at) kommune.no", "kari [at] kommune.no",
        "kari @ kommune.no", "kari krøllalfa kommune.no", "kari krøllalfa kommune punktum no",
        "kari (at) kommune (dot) no", "kari@kommunen", "kari@fjellvik.kommune.n o", "KARI@FJELLVIK.KOMMUNE,NO",
        "kari . nordmann @ fjellvik.kommune.no", "kari @ fjellvik .kommune.no", "kari@fjellvik\n.kommune.no",
        "kari.nordmann at kommune.no",
    ],
)  # fmt: skip
def test_an_e_mail_address_is_found_as_it_is_spelt_out(written):
    assert found(f"skriv til {written}, takk") == [(Kind.EMAIL, written)]


def test_the_next_sentence_stays_outside_an_address():
    assert found("skriv til post@kommunen.no. No er vi ferdige") == [(Kind.EMAIL, "post@kommunen.no")]
    assert found("skriv til post@kommunen.no, no er vi ferdige") == [(Kind.EMAIL, "post@kommunen.no")]


@pytest.mark.parametrize("text", ["han sier at kommune.no er nede", "9 @ kr 100", "vi vet at det går", "(at det går)"])
def test_at_is_a_word_as_well(text):
    assert not any(kind == Kind.EMAIL for kind, _ in found(text))


@pytest.mark.parametrize(
    "written",
    [
        "https://www.fjellvikdal.kommune.no/innovasjon/2023/rapport.pdf", "http://intranett.fjellvikdal.no/ide",
        "www.smartebygder.no", "ideportalen.no/forslag", "facebook.com/nyskaping", "skjema.tindefjord.no",
        "https://skjema.tindefjord.no/r?id=4471&x=ja", "https://no.wikipedia.org/wiki/Lean_(metode)", "HTTPS://A.NO/B",
        "uppsala.se/projekt", "nav.no", "example.com:8080/x",
    ],
)  # fmt: skip
def test_a_link_is_found_without_the_punctuation_around_it(written):
    assert found(f"se {written}.") == [(Kind.URL, written)]
    assert found(f"(se {written}), ja") == [(Kind.URL, written)]


@pytest.mark.parametrize(
    "text",
    ["for lite tid.me har ikkje", "penger.de bryr seg", "f.eks. m.m. bl.a.", "ASP.NET", "4.2.5", "kompetanse.se på"],
)
def test_a_forgotten_space_makes_no_link(text):
    assert found(text) == []


@pytest.mark.parametrize("written", ["+46 70 123 45 67", "+44 20 7946 0958", "0046 70 123 45 67", "+45 12 34 56 78"])
def test_a_foreign_phone_number_is_found(written):
    assert found(f"ring {written} heller") == [(Kind.PHONE, written)]


def test_an_iban_is_an_account():
    assert found("konto NO93 8601 1117 947 takk") == [(Kind.ACCOUNT, "NO93 8601 1117 947")]
    assert found("konto NO9386011117947") == [(Kind.ACCOUNT, "NO9386011117947")]
    assert found("modell AB12 3456 7890") == []
