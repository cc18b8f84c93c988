"""What the coder has chosen for the answer in front of him, kept legal at every key press."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from textcoder.codeframe import Codeframe, in_language
from textcoder.codings import check_code_set
from textcoder.errors import CodeSetError


@dataclass(frozen=True, slots=True)
class Choice:
    """Codes that are chosen and not saved yet. Together they are always legal, but for there being none."""

    code_ids: frozenset[str] = frozenset()
    none_applies: bool = False
    """The coder has said that no code applies; not the same as having chosen nothing."""
    untouched: bool = True
    """It is as it was put before the coder: nothing, the suggestion, or what he gave before."""

    @property
    def is_empty(self) -> bool:
        """Nothing has been said yet."""
        return not self.code_ids and not self.none_applies


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice after a key, and what there is to tell about it."""

    choice: Choice
    note: str = ""
    """One sentence where more happened than what was asked for, or less; else empty."""


NOTHING = Choice()


def toggle(choice: Choice, code_id: str, frame: Codeframe) -> Chosen:
    """Choose a code, or take it out if it is chosen.

    An exclusive code clears the others, and any other clears it. Where an answer takes one code only, the new one
    takes the place of the old one; where it takes several and has them all, nothing changes.
    """
    if code_id in choice.code_ids:
        return Chosen(Choice(choice.code_ids - {code_id}, untouched=False))
    exclusive = frame.exclusive_ids
    if code_id in exclusive:
        cleared = choice.code_ids
        why = f"{_name(code_id, frame)} stands alone"
    elif frame.max_codes == 1:
        cleared = choice.code_ids
        why = "An answer takes one code here"
    else:
        cleared = choice.code_ids & exclusive
        why = ""
    kept = choice.code_ids - cleared
    if frame.max_codes is not None and len(kept) >= frame.max_codes:
        return Chosen(choice, f"An answer takes at most {frame.max_codes} codes: take one out first.")
    note = _told(why, named(cleared, frame)) if cleared else ""
    return Chosen(Choice(kept | {code_id}, untouched=False), note)


def _told(why: str, cleared: str) -> str:
    return f"{why}: {cleared} cleared." if why else f"{cleared} cleared: it stands alone."


def toggle_none(choice: Choice, frame: Codeframe) -> Chosen:
    """Say that no code applies, or take it back."""
    if choice.none_applies:
        return Chosen(Choice(untouched=False))
    if frame.min_codes:
        return Chosen(choice, "Every answer has a code in this codeframe: choose one, or skip the answer.")
    note = f"None applies: {named(choice.code_ids, frame)} cleared." if choice.code_ids else ""
    return Chosen(Choice(none_applies=True, untouched=False), note)


def clear() -> Choice:
    """Choose nothing."""
    return Choice(untouched=False)


def put_before(code_ids: Collection[str]) -> Choice:
    """Codes that are proposed to the coder; he can save them as they are."""
    return Choice(frozenset(code_ids))


def is_legal(code_ids: Iterable[str], frame: Codeframe) -> bool:
    """Whether one answer can have these codes; another model's or version's may not fit."""
    try:
        check_code_set(code_ids, frame)
    except CodeSetError:
        return False
    return True


def named(code_ids: Collection[str], frame: Codeframe) -> str:
    """Codes by their labels, in codeframe order."""
    return ", ".join(_name(code_id, frame) for code_id in frame.in_order(frozenset(code_ids)))


def _name(code_id: str, frame: Codeframe) -> str:
    return in_language(frame.code(code_id).label) or code_id
