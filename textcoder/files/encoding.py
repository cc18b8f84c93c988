"""Finding out the encoding of a text file."""

import codecs
import re
from pathlib import Path

from textcoder.errors import FileProblemError

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# What Norwegian files are written in when they are not UTF-8: Windows, old Mac, DOS (Nordic and Western). The
# likeliest stands first and wins where several read the file as good Norwegian.
_LEGACY = {
    "cp1252": "Windows-1252",
    "latin_1": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp865": "DOS Nordic (865)",
    "cp850": "DOS Western (850)",
}
_SAMPLE_BYTES = 200_000
_NORWEGIAN = frozenset("æøåÆØÅ")
_BORROWED = frozenset("éèêëáàâóòôäöüçñšžµÉÈÊÁÀÓÒÔÄÖÜŠŽ")
_SIGNS = frozenset("–—’‘“”„«»…•€§°½¼²³´·×£\u00a0")
_OPENING = frozenset("‘“„")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_LEAST_PLAUSIBLE = 0.5


def find_encoding(path: Path) -> tuple[str, str]:
    """Name the encoding of a text file.

    UTF-8 is told for certain, by decoding the whole file. A legacy encoding is chosen as the one in which
    the non-ASCII characters are those of Norwegian, at places where Norwegian has them; charset-normalizer is
    asked about a file which is Norwegian in none.

    Returns:
        Python's name for the codec, and the name people use.

    Raises:
        FileProblemError: The file is empty, holds no text, or is UTF-8 with damaged characters.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    if not head.strip():
        raise FileProblemError(path, "the file is empty")
    for bom, codec, name in _BOMS:
        if head.startswith(bom):
            return codec, name
    if b"\0" in head:
        raise FileProblemError(path, "this is no text file; give a CSV, XLSX or JSONL file")
    if _is_utf8(path):
        return "utf-8", "UTF-8"
    return _legacy_encoding(path)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _legacy_encoding(path: Path) -> tuple[str, str]:
    # Only the lines with foreign bytes tell anything, so look at those, from the whole file.
    with path.open("rb") as file:
        telling = b"".join(line for line in file if not line.isascii())[:_SAMPLE_BYTES]
    _refuse_damaged_utf8(path, telling)
    scores = {codec: _plausibility(telling, codec) for codec in _LEGACY}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] < _LEAST_PLAUSIBLE:
        # Imported here: only files that are not in Norwegian need it.
        import charset_normalizer

        guess = charset_normalizer.from_bytes(telling).best()
        if guess is not None:
            return guess.encoding, guess.encoding
    return best, _LEGACY[best]


def _refuse_damaged_utf8(path: Path, telling: bytes) -> None:
    """Refuse what is UTF-8 but for a few bytes: any legacy encoding would turn all its letters into others."""
    characters = _FOREIGN.findall(telling.decode("utf-8", errors="replace"))
    if 2 * characters.count("\ufffd") >= len(characters):
        return
    with path.open("rb") as file:
        number = next(number for number, line in enumerate(file, start=1) if "\ufffd" in line.decode(errors="replace"))
    raise FileProblemError(path, f"is UTF-8, but line {number} has a broken character; mend it, or save the file anew")


def _plausibility(sample: bytes, codec: str) -> float:
    """How like Norwegian a sample is, 0 to 2 for each non-ASCII character; -1 where the codec cannot decode it."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return -1.0
    weights = [_weight(text, match.start()) for match in _FOREIGN.finditer(text)]
    return sum(weights) / max(len(weights), 1)


def _weight(text: str, place: int) -> int:
    character, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if not character.isalpha():
        return int(character in _SIGNS and not (character in _OPENING and before.isalpha()))
    if (character.isupper() and before.islower()) or (character.islower() and after.isupper()):
        return 0  # a capital inside a word is a letter or a sign of another encoding
    in_word = before.isalpha() or after.isalpha()
    return 1 + in_word if character in _NORWEGIAN else int(character in _BORROWED)
