"""Which words are ordinary ones, by the dictionaries of both standards."""

from functools import lru_cache

_SHORTEST_PART, _SHORTEST_HEAD = 3, 5
"""Letters of the first and the last part of a compound. Many surnames are compounds with a shorter last part:
"Skogstad", "Nordby"."""


@lru_cache(maxsize=20_000)
def is_word(form: str) -> bool:
    """Whether a form in lower case is in a Norwegian dictionary. Common names are, too."""
    # Imported here: the dictionaries take a second to unpack, and most answers never ask.
    from simplemma import is_known

    return bool(is_known(form, lang=("nb", "nn")))


@lru_cache(maxsize=20_000)
def is_word_or_compound(form: str) -> bool:
    """The same, or whether it is put together of two such words."""
    splits = range(_SHORTEST_PART, len(form) - _SHORTEST_HEAD + 1)
    return is_word(form) or any(is_word(form[at:]) and is_word(form[:at].removesuffix("s")) for at in splits)
