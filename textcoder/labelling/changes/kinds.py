"""One change between two versions of a codeframe, and what it does to codings."""

from dataclasses import dataclass
from enum import StrEnum

from textcoder.codeframe import Texts


class Effect(StrEnum):
    """What becomes of codings that a change concerns."""

    MOVE = "move"
    """They get other codes, and nobody need look at them."""
    RECODE = "recode"
    """The answers go to a queue, since only a person can tell which of the new codes is meant."""
    STALE = "stale"
    """They stand as long as the new rules allow them, and otherwise count no longer."""
    STAY = "stay"


class Kind(StrEnum):
    """What can change."""

    MERGED = "merged"
    NEW_ID = "new_id"
    """The same code, called otherwise by codings from now on."""
    SPLIT = "split"
    RETIRED = "retired"
    ADDED = "added"
    RENAMED = "renamed"
    """The same id with another label."""
    REDEFINED = "redefined"
    RENUMBERED = "renumbered"
    NUMBER_REUSED = "number_reused"
    """A number that stood for another code before, so that two files say different things by it."""
    EXCLUSIVE = "exclusive"
    ROLE = "role"
    KEY = "key"
    INCLUDE = "include"
    EXCLUDE = "exclude"
    ORDER = "order"
    MAX_CODES = "max_codes"
    MIN_CODES = "min_codes"
    TITLE = "title"
    NET_ADDED = "net_added"
    NET_REMOVED = "net_removed"
    NET_CODES = "net_codes"
    NET_RENAMED = "net_renamed"
    NET_ORDER = "net_order"


_CONCERN_MODELS = frozenset(
    {Kind.MERGED, Kind.NEW_ID, Kind.RETIRED, Kind.ADDED, Kind.RENUMBERED, Kind.EXCLUSIVE, Kind.ROLE, Kind.ORDER}
    | {Kind.MAX_CODES, Kind.MIN_CODES}
)
_CHANGE_MEANING = frozenset({Kind.SPLIT, Kind.REDEFINED, Kind.INCLUDE, Kind.EXCLUDE})

Value = str | int | bool | None | Texts | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two versions of a codeframe."""

    kind: Kind
    name: str
    """The code or net, by its id in the new version, if it is there; or the codeframe."""
    before: Value
    after: Value
    effect: Effect = Effect.STAY
    note: str = ""
    """What whoever reads the list should know besides."""

    @property
    def unfits_models(self) -> bool:
        """Whether models of the old version refuse the new one for it.

        Splitting a code does so only through the codes that come and go with it, which are changes of their own.
        """
        return self.kind in _CONCERN_MODELS or (self.kind is Kind.SPLIT and self.name not in _names(self.after))

    @property
    def changes_meaning(self) -> bool:
        """Whether a model that still fits has learned a code as it no longer is."""
        return self.kind in _CHANGE_MEANING


def _names(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
