"""Drawing answers for double coding, as repeats and for the audit, and saying who is to code them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from textcoder.codings import Source
from textcoder.labelling.draws import Draw, Found, Size, lot, make_draw
from textcoder.labelling.errors import BlankCoderError, GroupSizeError, NothingToRepeatError, TwiceNamedError
from textcoder.labelling.overview import Overview
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Purpose

NEWEST = 20
"""A coder's latest decisions, which never come again so soon: he would remember them."""
_TOGETHER = 2
"""The fewest who can agree or not."""
Settled = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a coder has come with what he was assigned for one purpose."""

    coder: str
    purpose: Purpose
    assigned: int
    done: int
    """In an audit also what somebody else has decided meanwhile."""


def draw_double(
    overview: Overview,
    store: Store,
    coders: Sequence[str],
    size: Size,
    *,
    per_answer: int | None = None,
    coded_too: bool = False,
    settled: Settled = lambda _: False,
    seed: int = 1,
) -> Draw:
    """Draw different answers that several coders are to code, each for himself.

    Those that one of the coders has already come first, so that another coder joins in on what the others have.
    Blank answers and those that a rule settles are not drawn; nor do they count in the share.

    Args:
        overview: Of the question.
        store: The label store.
        coders: ``human:<name>``, two at least.
        size: As a share of the different answers.
        per_answer: Coders for one answer, so that any two meet equally often; None for all.
        coded_too: Draw from answers too that people have coded.
        settled: Says of a text whether a rule settles it, so that nobody need code it.
        seed: Of the draw.

    Raises:
        BlankCoderError, TwiceNamedError: The coders are not so many people.
        GroupSizeError: An answer is to be coded by fewer than two, or by more than there are.
        NothingToAssignError: More is wanted, and there is nothing to draw from.
    """
    each = len(coders) if per_answer is None else per_answer
    _check(coders)
    if not _TOGETHER <= each <= len(coders):
        raise GroupSizeError(each, len(coders))
    texts = _texts(overview, settled)
    found = _open_to_double(overview, store, frozenset(coders), texts, coded_too=coded_too)
    in_order = sorted(found, key=lambda one: (-len(one.has), lot(overview, Purpose.DOUBLE, seed, one.key)))
    return make_draw(overview, Purpose.DOUBLE, coders, each, in_order, size, len(texts))


def draw_repeats(
    overview: Overview, store: Store, coders: Sequence[str], size: Size, *, back: int = NEWEST, seed: int = 1
) -> list[Draw]:
    """Draw, for each coder, different answers that he has coded himself and is to be handed again.

    Args:
        overview: Of the question.
        store: The label store.
        coders: ``human:<name>``.
        size: As a share of what each has coded.
        back: How many of his latest decisions are left out; never fewer than :data:`NEWEST`.
        seed: Of the draw.

    Raises:
        BlankCoderError, TwiceNamedError: The coders are not so many people.
        NothingToRepeatError: One of them has coded nothing so long ago.
        NothingToAssignError: More is wanted, and one of them has been assigned all he has coded so long ago.
    """
    _check(coders)
    had = _holders(store, overview, Purpose.CONSISTENCY)
    return [_repeats_of(overview, store, coder, had, size, back=back, seed=seed) for coder in coders]


def draw_audit(overview: Overview, store: Store, coders: Sequence[str], size: Size, *, seed: int = 1) -> Draw:
    """Draw answers that a model has coded without a human, each for one of the coders, to see how often it errs.

    Every answer has the same chance, identical ones too: what is estimated is a share of answers. Identical ones go
    to one coder, who decides on them once.

    Args:
        overview: Of the question.
        store: The label store.
        coders: ``human:<name>``.
        size: As a share of these answers, those that were assigned for the audit before counted in.
        seed: Of the draw.

    Raises:
        BlankCoderError, TwiceNamedError: The coders are not so many people.
        NothingToAssignError: More is wanted, and there is nothing to draw from.
    """
    _check(coders)
    had = _holders(store, overview, Purpose.AUDIT)
    aside = {overview.text_key(key) for key in _holders(store, overview, Purpose.DOUBLE)}
    by_model = [one.key for one in overview.answers if overview.source(one.key) is Source.MODEL]
    free = [key for key in by_model if key not in had and overview.text_key(key) not in aside]
    free.sort(key=lambda key: lot(overview, Purpose.AUDIT, seed, key))
    found = _found(overview, had, free)
    return make_draw(overview, Purpose.AUDIT, coders, 1, found, size, len(found))


def carry_out(store: Store, draw: Draw) -> int:
    """Assign what was drawn. What is assigned already stays as it is.

    Returns:
        How many assignments are new.
    """
    by_coders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for one in draw.drawn:
        if one.new:
            by_coders[one.new].append(one.answer)
    return sum(store.assignments.assign(keys, coders, draw.purpose) for coders, keys in by_coders.items())


def standings(overview: Overview, store: Store) -> list[Standing]:
    """Who has how much of what, by coder and then by purpose."""
    counts: dict[tuple[str, Purpose], list[bool]] = defaultdict(list)
    for one in store.assignments.of(overview.survey, overview.question):
        settled = one.purpose is Purpose.AUDIT and overview.is_decided(one.answer)
        counts[one.coder, one.purpose].append(one.done or settled)
    in_order = sorted(counts.items(), key=lambda item: (item[0][0], list(Purpose).index(item[0][1])))
    return [Standing(coder, purpose, len(done), sum(done)) for (coder, purpose), done in in_order]


def _repeats_of(
    overview: Overview,
    store: Store,
    coder: str,
    had: Mapping[int, frozenset[str]],
    size: Size,
    *,
    back: int,
    seed: int,
) -> Draw:
    made = store.codings.by_coder(overview.survey, overview.question, coder)
    by_text: dict[str, int] = {}
    for one in sorted((one for one in made if one.source is Source.HUMAN), key=lambda one: one.key):
        by_text.pop(one.text_key, None)  # the order is that of the last decision on each text
        by_text[one.text_key] = one.answer
    mine = {key: frozenset([coder]) for key, holders in had.items() if coder in holders}
    texts_had = {overview.text_key(key) for key in mine}
    long_ago = list(by_text.items())[: -max(back, NEWEST)]
    free = [key for text_key, key in long_ago if text_key not in texts_had]
    if not long_ago and not mine:
        raise NothingToRepeatError(coder, len(by_text), max(back, NEWEST))
    free.sort(key=lambda key: lot(overview, Purpose.CONSISTENCY, seed, key))
    found = _found(overview, mine, free)
    return make_draw(overview, Purpose.CONSISTENCY, [coder], 1, found, size, len(found))


def _open_to_double(
    overview: Overview, store: Store, coders: frozenset[str], texts: Mapping[str, Sequence[int]], *, coded_too: bool
) -> list[Found]:
    held = _holders(store, overview, Purpose.DOUBLE)
    audited = _holders(store, overview, Purpose.AUDIT)
    coded: dict[int, set[str]] = defaultdict(set)
    for one in store.codings.by_coder(overview.survey, overview.question):
        coded[one.answer].add(one.coder)
    found: list[Found] = []
    for text_key, keys in texts.items():
        # Codings are compared answer by answer, so of identical ones that is drawn which the coders have coded.
        rank = {key: (len(held[key] & coders), len(coded[key] & coders)) for key in keys}
        key = max(keys, key=rank.__getitem__)
        has = held[key] & coders
        aside = any(held[one] or audited[one] for one in keys)
        if has or coded_too or not (aside or overview.is_decided(key)):
            found.append(Found(key, text_key, has))
    return found


def _found(overview: Overview, had: Mapping[int, frozenset[str]], free: Sequence[int]) -> list[Found]:
    before = [Found(key, overview.text_key(key), holders) for key, holders in had.items()]
    return [*before, *(Found(key, overview.text_key(key)) for key in free)]


def _texts(overview: Overview, settled: Settled) -> dict[str, list[int]]:
    """Keys of identical answers, by what they have in common; without those that a rule settles or that are blank."""
    found: dict[str, list[int]] = defaultdict(list)
    for one in overview.answers:
        # What came in coded by a rule need not be one of those that ours would settle.
        if one.text.strip() and overview.source(one.key) is not Source.RULE and not settled(one.text):
            found[one.text_key].append(one.key)
    return dict(found)


def _holders(store: Store, overview: Overview, purpose: Purpose) -> defaultdict[int, frozenset[str]]:
    found: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for one in store.assignments.of(overview.survey, overview.question, purpose=purpose):
        found[one.answer] |= {one.coder}
    return found


def _check(coders: Collection[str]) -> None:
    names = [one.removeprefix("human:").strip() for one in coders]
    if not names or not all(names):
        raise BlankCoderError
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise TwiceNamedError(twice)
