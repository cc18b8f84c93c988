"""Which key does what while coding. The keys everybody relies on never move; the rest give way to a code's own key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase

from textcoder.codeframe import Code, Codeframe, in_language


class Act(StrEnum):
    """What a key can do besides choosing a code."""

    NONE = "none"
    SAVE = "save"
    ACCEPT = "accept"
    CLEAR = "clear"
    SKIP = "skip"
    UNDO = "undo"
    BACK = "back"
    FLAG = "flag"
    COMMENT = "comment"
    SEARCH = "search"
    BACKGROUND = "background"
    ALIKE = "alike"
    REFRESH = "refresh"
    HELP = "help"
    QUIT = "quit"


_FIXED: Mapping[str, Act] = {
    "0": Act.NONE,
    "enter": Act.SAVE,
    "a": Act.ACCEPT,
    "x": Act.CLEAR,
    "s": Act.SKIP,
    "space": Act.SKIP,
    "u": Act.UNDO,
    "b": Act.BACK,
    "left": Act.BACK,
    "f": Act.FLAG,
    "c": Act.COMMENT,
    "/": Act.SEARCH,
    "r": Act.REFRESH,
    "?": Act.HELP,
    "q": Act.QUIT,
}
_YIELDING: Mapping[Act, str] = {
    # A twin for Enter, which not every line passes on; then what a coder needs now and then.
    Act.SAVE: "ewjp",
    Act.HELP: "hy",
    Act.BACKGROUND: "dglz",
    Act.ALIKE: "ngmz",
}
_SPELT = {"enter": "Enter", "space": "Space", "left": "←"}


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one codeframe."""

    codes: Mapping[str, str]
    """Key to code id."""
    acts: Mapping[str, Act]
    """Key to act; ``enter``, ``space`` and ``left`` are spelt out."""
    refused: tuple[str, ...] = ()
    """Codes whose own key is one that everybody relies on; they have another."""

    def of_code(self, code_id: str) -> tuple[str, ...]:
        """The keys of a code, its digit first; none where there are more codes than keys."""
        return tuple(key for key, code in self.codes.items() if code == code_id)

    def of_act(self, act: Act) -> str:
        """The keys of an act as people read them: ``b/←``."""
        return "/".join(_SPELT.get(key, key) for key in sorted(self.acts, key=_letters_last) if self.acts[key] is act)


def assign_keys(frame: Codeframe) -> Keys:
    """Give every code a key, as far as keys go.

    A code has the digit of its number, if that is 1 to 9; where no code has such a number, the first nine have the
    digits in order. It also has the key its codeframe names. Codes that have none of these get a letter, of their
    label if one is free. What is left is found with the search.
    """
    digits = {str(code.number): code.id for code in frame.codes if 1 <= code.number <= 9}  # noqa: PLR2004
    digits = digits or {str(place): code.id for place, code in enumerate(frame.codes[:9], start=1)}
    own = {code.key.lower(): code.id for code in frame.codes if code.key and _is_free(code.key.lower(), digits)}
    refused = tuple(code.id for code in frame.codes if code.key and own.get(code.key.lower()) != code.id)
    acts = dict(_FIXED)
    for act, letters in _YIELDING.items():
        key = _first_free(letters + ascii_lowercase, own, acts)
        if key:
            acts[key] = act
    codes = digits | own
    for code in frame.codes:
        if code.id not in codes.values():
            key = _first_free(_letters_of(code) + ascii_lowercase, codes, acts)
            if key:
                codes[key] = code.id
    return Keys(codes, acts, refused)


def _is_free(key: str, digits: Mapping[str, str]) -> bool:
    return key not in _FIXED and key not in digits


def _first_free(wanted: Iterable[str], *taken: Mapping[str, object]) -> str | None:
    return next((key for key in wanted if not any(key in keys for keys in taken)), None)


def _letters_of(code: Code) -> str:
    return "".join(one for one in in_language(code.label).lower() if one in ascii_lowercase)


def _letters_last(key: str) -> tuple[bool, str]:
    # The keys that say what they do by name come first: Enter/e, but b/←.
    return key not in ("enter",), key if len(key) == 1 else "~" + key
