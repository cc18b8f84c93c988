"""What is new since a model was trained: codings that have come, gone or changed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from textcoder.codings import CodedAnswer
from textcoder.language.identity import fingerprint

NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Change:
    """Codings of one kind, before and now. What is None is not known."""

    name: str
    """A coder, question or variety; ``all`` for all of them."""
    before: int | None
    now: int
    added: int | None = None
    withdrawn: int | None = None
    changed: int | None = None
    """The answer has other codes, another text or another weight than it had."""


@dataclass(frozen=True, slots=True)
class News:
    """What a model will learn from, beside what the current one has learnt from."""

    since: str | None
    """The current model; None: there is none yet."""
    all: Change
    coders: tuple[Change, ...]
    questions: tuple[Change, ...]
    varieties: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Moved:
    """A coding before and now; None where it was not, or is no more."""

    before: CodedAnswer | None
    now: CodedAnswer | None


def news_since(
    model: str | None,
    before: Sequence[CodedAnswer] | None,
    now: Sequence[CodedAnswer],
    *,
    counts: Mapping[str, Mapping[str, int]] | None = None,
) -> News:
    """Compare what is to be learnt from with what a model has learnt from.

    Args:
        model: The current model; None: there is none.
        before: What it learnt from; None: it was not kept.
        now: What is to be learnt from.
        counts: How many codings the model learnt from where ``before`` was not kept: under ``all``, ``coders`` and
            ``varieties``, by name.
    """
    if before is None:
        return _counted(model, now, counts or {})
    moved = list(_moved(before, now))
    return News(
        model,
        _change("all", moved, before, now),
        _changes(moved, before, now, _coder),
        _changes(moved, before, now, _question),
        _changes(moved, before, now, _variety),
    )


def _counted(model: str | None, now: Sequence[CodedAnswer], counts: Mapping[str, Mapping[str, int]]) -> News:
    """What is there now; beside what a model from before snapshots says of what it learnt from."""

    def changes(name: str, of: Callable[[CodedAnswer], str]) -> tuple[Change, ...]:
        here, there = Counter(map(of, now)), counts.get(name)
        names = sorted({*here, *(there or {})})
        return tuple(Change(one, None if there is None else there.get(one, 0), here[one]) for one in names)

    total = counts.get("all", {}).get("all")
    return News(
        model,
        Change("all", total, len(now)),
        changes("coders", _coder),
        changes("questions", _question),
        changes("varieties", _variety),
    )


def _moved(before: Sequence[CodedAnswer], now: Sequence[CodedAnswer]) -> Iterator[_Moved]:
    """Each coding beside what it was: by answer, and where several have coded it, by coder."""
    was, is_now = _by_answer(_under_ids_of(before, now)), _by_answer(now)
    for answer in {**was, **is_now}:
        old, new = dict(was.get(answer, {})), dict(is_now.get(answer, {}))
        for coder in [one for one in old if one in new]:
            yield _Moved(old.pop(coder), new.pop(coder))
        if len(old) == len(new) == 1:
            # Somebody else has decided since, as when people disagreed: it is the same coding, changed or not.
            yield _Moved(*old.values(), *new.values())
            continue
        yield from (_Moved(one, None) for one in old.values())
        yield from (_Moved(None, one) for one in new.values())


def _under_ids_of(before: Sequence[CodedAnswer], now: Sequence[CodedAnswer]) -> list[CodedAnswer]:
    """What was, under the ids that the same answers have now: with their survey before them, or no more so.

    The same answers may have come out of a file once and out of a label store now, and models that were trained before
    put only the second of two surveys before its ids.
    """
    there = {(one.answer.question, one.answer.id) for one in before}
    fresh = [one.answer for one in now if (one.answer.question, one.answer.id) not in there]
    names: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for answer in fresh:
        names[answer.question, answer.id.rpartition("/")[2], fingerprint(answer.text)].add(answer.id)
    still = {(one.answer.question, one.answer.id) for one in now}
    renamed = []
    for one in before:
        answer = one.answer
        found = names.get((answer.question, answer.id.rpartition("/")[2], fingerprint(answer.text)), set())
        fits = [name for name in found if name.endswith(f"/{answer.id}") or answer.id.endswith(f"/{name}")]
        is_gone = (answer.question, answer.id) not in still
        renamed.append(replace(one, answer=replace(answer, id=fits[0])) if is_gone and len(fits) == 1 else one)
    return renamed


def _by_answer(coded: Sequence[CodedAnswer]) -> dict[tuple[str, str], dict[str, CodedAnswer]]:
    found: dict[tuple[str, str], dict[str, CodedAnswer]] = defaultdict(dict)
    for one in coded:
        found[one.answer.question, one.answer.id][one.coder] = one
    return found


def _is_changed(one: _Moved) -> bool:
    if one.before is None or one.now is None:
        return False
    return _matter(one.before) != _matter(one.now)


def _matter(one: CodedAnswer) -> tuple[frozenset[str], str, float]:
    return one.code_ids, one.answer.text, one.weight


def _changes(
    moved: Sequence[_Moved], before: Sequence[CodedAnswer], now: Sequence[CodedAnswer], of: Callable[[CodedAnswer], str]
) -> tuple[Change, ...]:
    names = sorted({of(one) for one in (*before, *now)})
    by_name: dict[str, list[_Moved]] = defaultdict(list)
    for one in moved:
        shown = one.now or one.before
        assert shown is not None  # it was, or is
        by_name[of(shown)].append(one)
    return tuple(
        _change(
            name, by_name[name], [one for one in before if of(one) == name], [one for one in now if of(one) == name]
        )
        for name in names
    )


def _change(name: str, moved: Sequence[_Moved], before: Sequence[CodedAnswer], now: Sequence[CodedAnswer]) -> Change:
    return Change(
        name,
        len(before),
        len(now),
        added=sum(one.before is None for one in moved),
        withdrawn=sum(one.now is None for one in moved),
        changed=sum(_is_changed(one) for one in moved),
    )


def _coder(one: CodedAnswer) -> str:
    return one.coder or NOT_SAID


def _question(one: CodedAnswer) -> str:
    return one.answer.question or NOT_SAID


def _variety(one: CodedAnswer) -> str:
    return one.answer.variety or NOT_SAID
