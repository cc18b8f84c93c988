import codecs

import pytest

from textcoder.errors import FileProblemError
from textcoder.files.encoding import find_encoding

PANGRAM = "id;svar\n1;Får ikke tak i folk på økonomi, altfor lite tid\n2;Ærlig talt: Å ønske seg bedre ledelse\n"


def write(tmp_path, content: bytes):
    path = tmp_path / "svar.csv"
    path.write_bytes(content)
    return path


def decoded(path) -> str:
    return path.read_bytes().decode(find_encoding(path)[0])


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
        ("latin_1", "Windows-1252"),
        ("mac_roman", "Mac Roman"),
        ("cp865", "DOS Nordic (865)"),
    ],
)
def test_norwegian_text_is_read_in_the_encoding_it_was_written_in(tmp_path, codec, name):
    path = write(tmp_path, PANGRAM.encode(codec))

    assert find_encoding(path)[1] == name
    assert decoded(path) == PANGRAM


def test_big_endian_utf16_is_known_by_its_mark(tmp_path):
    path = write(tmp_path, codecs.BOM_UTF16_BE + PANGRAM.encode("utf-16-be"))

    assert decoded(path) == PANGRAM


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp865", "cp850"])
@pytest.mark.parametrize(
    "word", ["lære", "må", "gjør", "Ærlig talt", "Økonomi", "ÅPENHET", "FÅ FOLK", "å lære øl", "fôr"]
)
def test_a_single_word_is_enough_to_tell_a_legacy_encoding(tmp_path, codec, word):
    assert decoded(write(tmp_path, f"svar\n{word}\n".encode(codec))) == f"svar\n{word}\n"


@pytest.mark.parametrize(
    "sign", ["det’s", "“sitat”", "2019–2024", "§ 3", "½ stilling", "20 °C", "€ 20", "Müller", "én"]
)
def test_a_file_with_one_sign_and_no_norwegian_letter_is_taken_to_be_from_windows(tmp_path, sign):
    assert decoded(write(tmp_path, f"svar\n{sign}\n".encode("cp1252"))) == f"svar\n{sign}\n"


@pytest.mark.parametrize("codec", ["cp865", "cp850"])
def test_a_degree_sign_is_no_letter_before_a_capital(tmp_path, codec):
    assert decoded(write(tmp_path, "svar\n20 °C\n".encode(codec))) == "svar\n20 °C\n"


def test_the_only_telling_line_counts_however_far_down_it_stands(tmp_path):
    content = "id;svar\n" + "1;tid\n" * 100_000 + "2;få folk\n"

    assert decoded(write(tmp_path, content.encode("mac_roman"))) == content
    assert decoded(write(tmp_path, content.encode())) == content


def test_utf8_with_half_an_emoji_is_refused_with_its_line_rather_than_read_as_something_else(tmp_path):
    content = "id;svar\n1;på åtte år har vi lært økonomi\n2;bra ".encode() + b"\xf0\x9f\x98" + b"\n3;ok\n"

    with pytest.raises(FileProblemError, match="UTF-8, but line 3 has a broken character"):
        find_encoding(write(tmp_path, content))


def test_a_language_written_in_none_of_the_known_encodings_is_still_given_one_that_can_decode_it(tmp_path):
    text = "id;odpowiedź\n" + "1;Brakuje pieniędzy, ludzi i życzliwości; większość się śmieje\n" * 20
    path = write(tmp_path, text.encode("cp1250"))

    codec, _ = find_encoding(path)

    assert len(path.read_bytes().decode(codec)) == len(text)


@pytest.mark.parametrize("content", [b"", b"\n \r\n"])
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(FileProblemError, match="empty"):
        find_encoding(write(tmp_path, content))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04\x14\0\x06\0", bytes(range(256))])
def test_a_binary_file_is_refused(tmp_path, content):
    with pytest.raises(FileProblemError, match="no text file"):
        find_encoding(write(tmp_path, content))
