"""Column names that SPSS takes: ASCII, a letter first, at most 64 bytes."""

import re
import unicodedata

MOST_BYTES = 64
_ROOM_FOR_ENDINGS = 16
"""Bytes kept free for what is added to a question's name, as ``_98_p`` or ``_status``."""
_RESERVED = frozenset(["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"])
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})


def spss_name(text: str) -> str:
    """A legal SPSS variable name as like the text as can be: ``Økonomi (annet)`` becomes ``Okonomi_annet``."""
    ascii_text = unicodedata.normalize("NFKD", text.translate(_NORWEGIAN)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_]+", "_", ascii_text).strip("_")
    if not name or not name[0].isalpha() or name.lower() in _RESERVED:
        name = f"q_{name}".rstrip("_")
    return name[: MOST_BYTES - _ROOM_FOR_ENDINGS].rstrip("_")
