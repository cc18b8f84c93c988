from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_code, build_coded, build_codeframe
from tests.labelling.changes.versions import versions, versions_with_codes
from textcoder.codings import Coding, Source, check_code_set
from textcoder.errors import CodeSetError, UnknownCodeError
from textcoder.labelling.changes.kinds import Effect
from textcoder.labelling.changes.moving import (
    Moved,
    Reason,
    Recode,
    Stale,
    Tally,
    count_consequences,
    effect_of,
    move,
    moved_codings,
    outcomes,
)
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step

OLD = build_codeframe("salary", "bonus", "work", "weather", "other", "dont_know!")
NEW = build_codeframe("pay", "load", "shifts", "other!", "dont_know!", version=2, max_codes=2, min_codes=1)
STEPS = (Step("merge", ("salary", "bonus"), ("pay",)), Step("split", ("work",), ("load", "shifts")))
PLAN = plan_changes(OLD, NEW, STEPS)


@given(versions_with_codes())
def test_a_set_that_the_new_version_refuses_is_never_taken_to_stand(given_set):
    old, new, steps, codes = given_set

    found = move(codes, plan_changes(old, new, steps))

    if isinstance(found, Moved):
        assert check_code_set(found.code_ids, new) == found.code_ids


@given(versions_with_codes())
def test_a_set_is_stale_only_for_a_retired_code_or_a_broken_rule(given_set):
    old, new, steps, codes = given_set
    plan = plan_changes(old, new, steps)

    found = move(codes, plan)

    if isinstance(found, Stale):
        into = [plan.successors[code] for code in codes]
        if all(into):
            with pytest.raises(CodeSetError):
                check_code_set({code for (code,) in into}, new)
        else:
            assert found.reason is Reason.RETIRED


@given(versions_with_codes())
def test_a_set_goes_to_the_queue_just_where_it_has_a_split_code(given_set):
    old, new, steps, codes = given_set
    split = {step.codes[0] for step in steps if step.verb == "split"}

    found = move(codes, plan_changes(old, new, steps))

    assert isinstance(found, Recode) == bool(codes & split)
    if isinstance(found, Recode):
        assert set(found.split) == codes & split
        assert set(found.choose_from) | set(found.keep) <= set(new.code_ids)


@given(versions_with_codes())
def test_a_set_that_is_allowed_stays_when_nothing_changes(given_set):
    old, _, _, codes = given_set
    found = move(codes, plan_changes(old, old))

    try:
        check_code_set(codes, old)
    except CodeSetError:
        assert isinstance(found, Stale)
    else:
        assert found == Moved(codes, is_same=True)


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["bonus"], Moved(frozenset({"pay"}), is_same=False)),
        (["salary", "bonus"], Moved(frozenset({"pay"}), is_same=False)),
        (["1", "2"], Moved(frozenset({"pay"}), is_same=False)),
        (["dont_know"], Moved(frozenset({"dont_know"}), is_same=True)),
        (["work"], Recode(("work",), ("load", "shifts"), ())),
        (["work", "bonus"], Recode(("work",), ("load", "shifts"), ("pay",))),
        (["work", "weather"], Recode(("work",), ("load", "shifts"), ())),
        (["weather"], Stale(Reason.RETIRED, "weather is retired", ())),
        (["weather", "bonus"], Stale(Reason.RETIRED, "weather is retired", ("pay",))),
        (
            ["other", "bonus"],
            Stale(Reason.EXCLUSIVE, "code 'other' is exclusive and cannot stand beside pay", ("pay", "other")),
        ),
        ([], Stale(Reason.TOO_FEW, "0 codes given; codeframe 'reasons' takes at least 1", ())),
    ],
)
def test_a_set_fares_as_the_changes_say(codes, found):
    assert move(codes, PLAN) == found


def test_a_set_that_has_become_too_large_is_stale_and_one_that_a_merge_makes_smaller_is_not():
    old = build_codeframe("time", "money", "grants")
    tighter = build_codeframe("time", "money", "grants", version=2, max_codes=2)
    merged = build_codeframe("time", "money", version=2, max_codes=2)

    assert move(old.code_ids, plan_changes(old, tighter)).reason is Reason.TOO_MANY
    assert isinstance(move(old.code_ids, plan_changes(old, merged, [Step("merge", ("grants",), ("money",))])), Moved)


def test_a_code_that_has_another_number_is_the_same_code():
    old = build_codeframe(build_code("time", 1), build_code("money", 2))
    new = build_codeframe(build_code("time", 2), build_code("money", 1), version=2)

    assert move(["1"], plan_changes(old, new)) == Moved(frozenset({"time"}), is_same=True)


def test_a_code_that_never_was_is_refused():
    with pytest.raises(UnknownCodeError):
        move(["pay"], PLAN)


def test_outcomes_come_one_by_one_in_order():
    def endless():
        while True:
            yield build_coded(code_ids=["bonus"])
            yield build_coded(code_ids=["weather"])

    found = outcomes(endless(), PLAN)

    assert [effect_of(next(found)[1]) for _ in range(3)] == [Effect.MOVE, Effect.STALE, Effect.MOVE]


def test_a_coding_that_lists_its_codes_in_order_fares_like_any_other():
    @dataclass(frozen=True)
    class Kept:
        code_ids: tuple[str, ...]

    found = [outcome for _, outcome in outcomes([Kept(("bonus", "work")), Kept(("work", "bonus"))], PLAN)]

    assert found == [move(["bonus", "work"], PLAN)] * 2


def test_new_codings_differ_from_the_old_ones_in_their_codes_only():
    bonus = Coding(frozenset({"bonus"}), "human:kari", Source.HUMAN)
    stale = Coding(frozenset({"weather"}), "human:kari", Source.HUMAN)

    (moved,) = moved_codings([bonus, stale], PLAN)

    assert moved == Coding(frozenset({"pay"}), "human:kari", Source.HUMAN)
    assert bonus.code_ids == {"bonus"}


def test_consequences_are_counted_for_all_codings_by_code_and_by_reason():
    sets = [["bonus"], ["salary", "bonus"], ["work", "bonus"], ["weather"], ["other", "bonus"], ["dont_know"], [], []]
    codings = [build_coded(str(n), codes) for n, codes in enumerate(sets)]

    found = count_consequences(outcomes(codings, PLAN), PLAN)

    assert found.overall == Tally(codings=8, stay=1, move=2, stale=4, recode=1)
    assert found.codes["bonus"] == Tally(codings=4, stay=0, move=2, stale=1, recode=1)
    assert found.codes["work"] == Tally(codings=1, stay=0, move=0, stale=0, recode=1)
    assert list(found.codes) == list(OLD.code_ids)
    assert found.stale == {Reason.TOO_FEW: 2, Reason.RETIRED: 1, Reason.EXCLUSIVE: 1}
    assert next(iter(found.stale)) is Reason.TOO_FEW


@given(versions(), st.data())
def test_no_coding_is_lost_from_the_count(pair, data):
    plan = plan_changes(*pair)
    sets = data.draw(st.lists(st.frozensets(st.sampled_from(plan.old.code_ids)), max_size=20))
    codings = [build_coded(code_ids=codes) for codes in sets]

    found = count_consequences(outcomes(codings, plan), plan)

    assert found.overall.codings == len(codings)
    for tally in (found.overall, *found.codes.values()):
        assert tally.codings == tally.stay + tally.move + tally.stale + tally.recode
    assert {code: tally.codings for code, tally in found.codes.items() if tally.codings} == dict(
        Counter(code for codes in sets for code in codes)
    )
    assert sum(found.stale.values()) == found.overall.stale
