"""Finding out the encoding of a text file."""

import codecs
from pathlib import Path

from textcoder.errors import FileProblemError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# What Norwegian files are written in when they are not UTF-8: Windows, old Mac, DOS (Nordic and Western).
_LEGACY = {
    "cp1252": "Windows-1252",
    "latin_1": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp865": "DOS Nordic (865)",
    "cp850": "DOS Western (850)",
}
_SAMPLE_BYTES = 200_000
_NORWEGIAN_LETTERS = frozenset("æøåÆØÅéèêòóôäöüÄÖÜÉ–—’‘“”«»…• ")


def find_encoding(path: Path) -> tuple[str, str]:
    """Name the encoding of a text file.

    UTF-8 is told for certain, by decoding the whole file. A legacy encoding is chosen as the one in which
    the non-ASCII letters are those Norwegian uses; charset-normalizer settles what that leaves open.

    Returns:
        Python's name for the codec, and the name people use.

    Raises:
        FileProblemError: The file is empty or holds no text.
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
    shares = {codec: _norwegian_share(telling, codec) for codec in _LEGACY}
    best = max(shares.values())
    candidates = [codec for codec, share in shares.items() if share == best]
    if len({_LEGACY[codec] for codec in candidates}) > 1:
        # Imported here: only files in a doubtful encoding need it.
        import charset_normalizer

        guess = charset_normalizer.from_bytes(telling, cp_isolation=candidates).best()
        candidates = [guess.encoding] if guess else candidates
    return candidates[0], _LEGACY[candidates[0]]


def _norwegian_share(sample: bytes, codec: str) -> float:
    """Share of the non-ASCII characters that Norwegian text is made of; -1 where the codec cannot decode."""
    try:
        foreign = [character for character in sample.decode(codec) if not character.isascii()]
    except UnicodeDecodeError:
        return -1.0
    return sum(character in _NORWEGIAN_LETTERS for character in foreign) / max(len(foreign), 1)
