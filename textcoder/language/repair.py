"""Repairing text that files and programs have damaged, before anything reads it."""

import re

# Nothing to do: letters as Norwegian writes them, single spaces, plain punctuation.
_CLEAN = re.compile(r"[!-;=?-~æøåÆØÅéèêòóôäöüÉ§€«»–—…]+(?: [!-;=?-~æøåÆØÅéèêòóôäöüÉ§€«»–—…]+)*\Z")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES = re.compile(r"(?:\s|<br ?/?>)+", re.IGNORECASE)
_MOST_ROUNDS = 5
"""What one round brings to light, as an entity within an entity, the next one mends."""


def _read_as(encoding: str, letter: str) -> str:
    """What becomes of a letter in UTF-8 that is read in another encoding."""
    # The few bytes that Windows-1252 leaves undefined are read as control characters.
    return "".join(
        bytes([byte]).decode(encoding, "ignore") or bytes([byte]).decode("latin-1") for byte in letter.encode()
    )


# UTF-8 read as something else, letter by letter: ftfy sees no sign of damage in a lone "Ã¥", and no Norwegian
# writes one. Letters whose first byte is read as Å are left out: "PÅ" before a hard space is no "PŠ".
_LETTERS = "æøåÆØÅéèêëòóôöäüÉÈÖÄÜáÁčČđĐ«»–—…‘’“”§€°½\u00a0"
_MISREAD = {
    _read_as(encoding, letter): letter
    for encoding in ("windows-1252", "latin-1", "mac-roman", "cp850")
    for letter in _LETTERS
}
_MISREAD_LETTERS = re.compile("|".join(map(re.escape, _MISREAD)))

# Letters of another code page, read as Windows-1252: DOS (850, 865) and old Mac.
_DOS_AS_WINDOWS = str.maketrans("‘›†’\u009d\u008f‚•", "æøåÆØÅéò")
_MAC_AS_WINDOWS = str.maketrans("¾¿Œ®¯\u0081Ž˜", "æøåÆØÅéò")
# ‘ is also an apostrophe; as a letter it mostly stands before r (lærer, næring, særlig).
_DOS_LETTERS = re.compile(
    r"[A-Za-zæøå](?:›(?=[a-zæøå])|†|‘(?=r))|(?<!\S)(?:[›\x8f\x9d]|† ?)(?=[A-Za-zæøå])|[A-ZÆØÅ][\x8f\x9d]"
)
_MAC_LETTERS = re.compile(r"[A-Za-zæøå](?:[¾¿](?=[a-zæøå])|Œ)|(?<!\S)(?:[¾¿¯®\x81]|Œ ?)(?=[A-Za-zæøå])|[A-ZÆØÅ]\x81")
_STRAIGHT_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")


def repair(text: str) -> str:
    """Undo broken encodings and odd characters; the words stay as they were written.

    Mended are UTF-8 read as Windows-1252 (``Ã¸konomi``), DOS and Mac letters read as Windows-1252
    (``›konomi``, ``¿konomi``) and HTML entities. Curly quotation marks become straight, invisible
    characters go, and every run of white space and line breaks becomes one space.
    """
    for _ in range(_MOST_ROUNDS):
        if _CLEAN.match(text) and "&" not in text:
            break
        before, text = text, _mended(text)
        if text == before:
            break
    return text


def _mended(text: str) -> str:
    if not text.isascii() or "&" in text:
        # Imported here: clean text, which most is, needs no repair library.
        import ftfy

        # It would take Å before a symbol for half a letter ("inconsistent"), a habit that it only drops where it
        # explains itself, and straighten quotation marks that are letters to DOS.
        text = ftfy.fix_text(
            text, explain=True, unescape_html=True, decode_inconsistent_utf8=False, uncurl_quotes=False
        )
        text = _with_norwegian_letters(text).translate(_STRAIGHT_QUOTES)
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def _with_norwegian_letters(text: str) -> str:
    text = _MISREAD_LETTERS.sub(lambda match: _MISREAD[match[0]], text)
    if _DOS_LETTERS.search(text):
        return text.translate(_DOS_AS_WINDOWS)
    if _MAC_LETTERS.search(text):
        return text.translate(_MAC_AS_WINDOWS)
    return text
