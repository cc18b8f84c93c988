import html
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textcoder.language.repair import repair

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåéòABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
WORDS = st.text(LETTERS, min_size=1, max_size=12)
MARKS = st.sampled_from(["", "", "", ".", ",", "!", "?", ":", ";", "/", "-", " –", "…", ")", "»", "%", " &"])
CLEAN = st.lists(st.tuples(WORDS, MARKS), max_size=12).map(lambda words: " ".join("".join(word) for word in words))
PIECES = "økonomi Ã¸ Ã¥ â€™ &amp; &oslash; &am p; › † ‘ ¿ Œ Å <br> “ ’ ﬁ a\u030a ½ ° ☺ \u200b \xad \x9d \x86 \ud83d \0"
DAMAGED = st.lists(st.sampled_from([*PIECES.split(" "), " ", "\n", "\xa0"]), max_size=8).map("".join)


def misread(text: str, wrote: str, read: str) -> str:
    """Bytes that one program wrote and another read; where a byte means nothing, it became a control character."""
    return "".join(
        bytes([byte]).decode(read, "ignore") or bytes([byte]).decode("latin-1") for byte in text.encode(wrote)
    )


@given(CLEAN)
@example("PÅ TOPPEN: «få folk», 100 % – R&D, c/o KS, 1/2-stilling, e-post, kl. 8-16; §5 é ò ê ü")
def test_clean_norwegian_is_left_as_it_was_written(text):
    assert repair(text) == text


@given(CLEAN)
@example("Ã")
@example("ÅRSBUDSJETT PÅ ØYA ER FÅ ÆRLIG")
def test_utf8_read_as_windows_is_mended(text):
    assert repair(misread(text, "utf-8", "cp1252")) == repair(text)


@given(CLEAN)
def test_utf8_read_as_windows_twice_is_mended(text):
    assert repair(misread(misread(text, "utf-8", "cp1252"), "utf-8", "cp1252")) == repair(text)


@given(st.text(max_size=30) | DAMAGED)
@example("&am\u200bp;amp;")
@example("l\x91rer p\x86 \x9bkonomi")
def test_what_is_repaired_needs_no_repair(text):
    assert repair(repair(text)) == repair(text)


@given(st.text(max_size=30) | DAMAGED)
def test_no_invisible_characters_and_no_double_spaces_are_left(text):
    repaired = repair(text)

    assert repaired == " ".join(repaired.split())
    assert not set(repaired) & set("\u200b\u200c\u200d\u2060\ufeff\xad\u202e\ufe0f\x00\x07")
    repaired.encode()  # no half of a surrogate pair, which spaCy cannot read


@pytest.mark.parametrize(
    "damaged", ["FÃ¥ folk", "Ã…", "Ã¥", "PÃ¥ tide", "Ã˜KONOMI Ã¥ nei", "først Ã¥ fremst", "\xc3\x85"]
)
def test_a_lone_letter_is_mended_too_also_beside_whole_ones(damaged):
    assert "Ã" not in repair(damaged)
    assert set(repair(damaged)) & set("åÅ")


@pytest.mark.parametrize("read", ["cp1252", "latin-1"])
@pytest.mark.parametrize("wrote", ["cp850", "cp865", "mac-roman"])
@pytest.mark.parametrize(
    "text",
    [
        "Økonomi", "økonomi", "næring", "Særlig lærerne", "må få på plass", "også", "til å tenke", "Når skal vi", "år",
        "ny måte å løse oppgåver på", "PÅ", "Ålesund", "mer òg bærekraft på øya", "idé for små kommuner",
    ],
)  # fmt: skip
def test_dos_and_mac_letters_read_as_windows_are_mended(text, wrote, read):
    assert repair(misread(text, wrote, read)) == text


@pytest.mark.parametrize(
    "text",
    ["ha'kke tid", "3¾ stilling", "½ stilling", "R&D", "A & B", "50°", "«ja»", "KS' tilskot", "hvorfor?!", "<3", "a<b"],
)
def test_what_looks_like_damage_and_is_none_stays(text):
    assert repair(text) == text


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("ki‘en og ta‘kke", "ki'en og ta'kke"),
        ("sier ‘nei’ til “alt”", "sier 'nei' til \"alt\""),
        ("PÅ\xa0TOPPEN", "PÅ TOPPEN"),
        ("  tid  \n\n og\tpenger ", "tid og penger"),
        ("tid<br/>penger<BR>folk", "tid penger folk"),
        ("tid\u2028penger", "tid penger"),
        ("\ufeffTid", "Tid"),
        ("kompe\xadtanse", "kompetanse"),
        ("tid\u200b", "tid"),
        ("tid\x00\x07", "tid"),
        ("tid \ud83d", "tid �"),
        ("", ""),
        (" \u200b\n", ""),
    ],
)
def test_odd_characters_become_plain_ones(typed, repaired):
    assert repair(typed) == repaired


@given(CLEAN)
def test_html_entities_are_read(text):
    assert repair("".join(f"&#{ord(letter)};" if letter.isalpha() else letter for letter in text)) == repair(text)
    assert repair(html.escape(html.escape(text))) == repair(text)


def test_html_entities_are_read_beside_tags_too():
    assert repair("tid &amp; <b>&oslash;konomi</b>") == "tid & <b>økonomi</b>"


@given(CLEAN)
def test_letters_with_loose_rings_become_whole(text):
    assert repair(unicodedata.normalize("NFD", text)) == repair(text)
