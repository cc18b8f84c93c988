"""All that differs between two versions of a codeframe, given which code has become which."""

from collections.abc import Callable, Iterator, Mapping

from textcoder.codeframe import Code, Codeframe
from textcoder.labelling.changes.kinds import Change, Effect, Kind, Value

Successors = Mapping[str, tuple[str, ...]]


def differences(old: Codeframe, new: Codeframe, successors: Successors, *, told: frozenset[str]) -> tuple[Change, ...]:
    """List the changes: first those of codings, then of codes in the order of the new version, then the rest.

    Args:
        old: One version.
        new: A later one.
        successors: For every old code the new ones it goes to.
        told: Old codes of which somebody has said what becomes of them.

    Returns:
        Nothing if the two differ in their version only, and no code is split.
    """
    heirs = _heirs(old, new, successors)
    return (
        *_moves(new, heirs),
        *_splits(old, successors),
        *_retirements(old, new, successors, told),
        *_additions(new, old, heirs, successors),
        *(change for code in new.codes if code.id in heirs for change in _of_code(heirs[code.id], code, old)),
        *_reused_numbers(old, new, successors),
        *_of_rules(old, new),
        *_of_nets(old, new),
    )


def _heirs(old: Codeframe, new: Codeframe, successors: Successors) -> dict[str, tuple[Code, ...]]:
    """For each new code the old ones that are now it; first itself, where it was there before."""
    heirs: dict[str, tuple[Code, ...]] = {}
    for code in new.codes:
        before = [one for one in old.codes if successors[one.id] == (code.id,) or one.id == code.id]
        if before:
            heirs[code.id] = tuple(sorted(before, key=lambda one: one.id != code.id))
    return heirs


def _moves(new: Codeframe, heirs: Mapping[str, tuple[Code, ...]]) -> Iterator[Change]:
    for code_id in new.code_ids:
        before = tuple(code.id for code in heirs.get(code_id, ()))
        if len(before) > 1:
            yield Change(Kind.MERGED, code_id, before, code_id, Effect.MOVE)
        elif before and before[0] != code_id:
            yield Change(Kind.NEW_ID, code_id, before[0], code_id, Effect.MOVE)


def _splits(old: Codeframe, successors: Successors) -> Iterator[Change]:
    for code_id in old.code_ids:
        if len(successors[code_id]) > 1:
            yield Change(Kind.SPLIT, code_id, code_id, successors[code_id], Effect.RECODE)


def _retirements(old: Codeframe, new: Codeframe, successors: Successors, told: frozenset[str]) -> Iterator[Change]:
    for code in old.codes:
        if not successors[code.id]:
            note = "" if code.id in told else "gone without a word" + _namesake(code, old, new)
            yield Change(Kind.RETIRED, code.id, code.id, None, Effect.STALE, note)


def _namesake(code: Code, old: Codeframe, new: Codeframe) -> str:
    """A hint, where a new code looks like the one that is gone."""
    for other in new.codes:
        shared = "label" if other.label == code.label else "number" if other.number == code.number else ""
        if shared and other.id not in old.code_ids:
            return f"; {other.id!r} has its {shared}: if it is the same code, say {{rename: {code.id}, to: {other.id}}}"
    return ""


def _additions(
    new: Codeframe, old: Codeframe, heirs: Mapping[str, tuple[Code, ...]], successors: Successors
) -> Iterator[Change]:
    for code in new.codes:
        if code.id not in heirs:
            origins = [one for one in old.code_ids if code.id in successors[one]]
            note = f"split from {', '.join(origins)}" if origins else "answers coded before were not read for it"
            yield Change(Kind.ADDED, code.id, None, code.number, note=note)


_FIELDS: tuple[tuple[Kind, Callable[[Code], Value]], ...] = (
    (Kind.RENAMED, lambda code: code.label),
    (Kind.RENUMBERED, lambda code: code.number),
    (Kind.EXCLUSIVE, lambda code: code.exclusive),
    (Kind.ROLE, lambda code: code.role),
    (Kind.REDEFINED, lambda code: code.definition),
    (Kind.INCLUDE, lambda code: code.include),
    (Kind.EXCLUDE, lambda code: code.exclude),
    (Kind.KEY, lambda code: code.key),
)


def _of_code(before: tuple[Code, ...], after: Code, old: Codeframe) -> Iterator[Change]:
    # A new code that several others became has no one to be compared with.
    if len(before) > 1 and after.id not in old.code_ids:
        return
    for kind, value in _FIELDS:
        was, is_now = value(before[0]), value(after)
        if was != is_now:
            stale = kind is Kind.EXCLUSIVE and is_now is True
            yield Change(kind, after.id, was, is_now, Effect.STALE if stale else Effect.STAY)


def _reused_numbers(old: Codeframe, new: Codeframe, successors: Successors) -> Iterator[Change]:
    meant = {code.number: code.id for code in old.codes}
    for code in new.codes:
        was = meant.get(code.number)
        if was is not None and was != code.id and code.id not in successors[was]:
            note = f"{code.number} stood for {was!r} in version {old.version}: never mix their files by number"
            yield Change(Kind.NUMBER_REUSED, code.id, was, code.id, note=note)


def _of_rules(old: Codeframe, new: Codeframe) -> Iterator[Change]:
    was = tuple(code_id for code_id in old.code_ids if code_id in new.code_ids)
    is_now = tuple(code_id for code_id in new.code_ids if code_id in old.code_ids)
    if was != is_now:
        yield Change(Kind.ORDER, new.id, was, is_now)
    if old.max_codes != new.max_codes:
        fewer = new.max_codes is not None and (old.max_codes is None or new.max_codes < old.max_codes)
        effect = Effect.STALE if fewer else Effect.STAY
        yield Change(Kind.MAX_CODES, new.id, old.max_codes, new.max_codes, effect)
    if old.min_codes != new.min_codes:
        effect = Effect.STALE if new.min_codes > old.min_codes else Effect.STAY
        yield Change(Kind.MIN_CODES, new.id, old.min_codes, new.min_codes, effect)
    if old.title != new.title:
        yield Change(Kind.TITLE, new.id, old.title, new.title)


def _of_nets(old: Codeframe, new: Codeframe) -> Iterator[Change]:
    before, after = ({net.id: net for net in frame.nets} for frame in (old, new))
    for net_id, net in before.items():
        if net_id not in after:
            yield Change(Kind.NET_REMOVED, net_id, net.codes, None)
    for net_id, net in after.items():
        was = before.get(net_id)
        if was is None:
            yield Change(Kind.NET_ADDED, net_id, None, net.codes)
            continue
        if was.codes != net.codes:
            yield Change(Kind.NET_CODES, net_id, was.codes, net.codes)
        if was.label != net.label:
            yield Change(Kind.NET_RENAMED, net_id, was.label, net.label)
    order = [tuple(net_id for net_id in nets if net_id in before and net_id in after) for nets in (before, after)]
    if order[0] != order[1]:
        yield Change(Kind.NET_ORDER, new.id, order[0], order[1])
