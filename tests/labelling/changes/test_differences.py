from dataclasses import replace

import pytest
from hypothesis import given

from tests.builders import build_code, build_codeframe
from tests.labelling.changes.versions import frames, near_versions, versions
from textcoder.codeframe import Net
from textcoder.labelling.changes.kinds import Change, Effect, Kind
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step


def changes(old, new, *steps):
    return plan_changes(old, new, steps).changes


def only(old, new, *steps):
    (change,) = changes(old, new, *steps)
    return change


@given(frames())
def test_a_codeframe_does_not_differ_from_itself(frame):
    assert changes(frame, frame) == ()


@given(versions() | near_versions())
def test_nothing_differs_just_where_everything_is_the_same(pair):
    old, new, _ = pair

    assert (changes(old, new) == ()) == (replace(new, version=old.version).hash == old.hash)


@given(versions())
def test_every_code_that_is_gone_is_told_of(pair):
    old, new, steps = pair
    found = changes(old, new, *steps)

    told = {change.before if isinstance(change.before, str) else "" for change in found}
    told |= {code for change in found if change.kind is Kind.MERGED for code in change.before}
    assert set(old.code_ids) - set(new.code_ids) <= told


@given(versions())
def test_every_code_that_is_new_is_told_of(pair):
    old, new, steps = pair
    kinds = (Kind.ADDED, Kind.MERGED, Kind.NEW_ID)

    told = {change.name for change in changes(old, new, *steps) if change.kind in kinds}
    assert set(new.code_ids) - set(old.code_ids) <= told


@pytest.mark.parametrize(
    ("fields", "kind", "before", "after", "effect"),
    [
        ({"label": {"nb": "Tid"}}, Kind.RENAMED, {"nb": "time"}, {"nb": "Tid"}, Effect.STAY),
        ({"definition": {"nb": "Timer"}}, Kind.REDEFINED, {}, {"nb": "Timer"}, Effect.STAY),
        ({"number": 7}, Kind.RENUMBERED, 1, 7, Effect.STAY),
        ({"exclusive": True}, Kind.EXCLUSIVE, False, True, Effect.STALE),
        ({"role": "dont_know"}, Kind.ROLE, None, "dont_know", Effect.STAY),
        ({"include": ("tid",)}, Kind.INCLUDE, (), ("tid",), Effect.STAY),
        ({"exclude": ("tid",)}, Kind.EXCLUDE, (), ("tid",), Effect.STAY),
        ({"key": "t"}, Kind.KEY, None, "t", Effect.STAY),
    ],
)
def test_a_code_that_keeps_its_id_is_the_same_code_whatever_else_changes(fields, kind, before, after, effect):
    old = build_codeframe(build_code("time", 1), build_code("money", 2))
    new = build_codeframe(build_code("time", **{"number": 1, **fields}), build_code("money", 2), version=2)

    assert only(old, new) == Change(kind, "time", before, after, effect)


@pytest.mark.parametrize(
    ("before", "after", "kind", "effect"),
    [
        ({"max_codes": None}, {"max_codes": 2}, Kind.MAX_CODES, Effect.STALE),
        ({"max_codes": 3}, {"max_codes": 2}, Kind.MAX_CODES, Effect.STALE),
        ({"max_codes": 2}, {"max_codes": None}, Kind.MAX_CODES, Effect.STAY),
        ({"min_codes": 0}, {"min_codes": 1}, Kind.MIN_CODES, Effect.STALE),
        ({"min_codes": 1}, {"min_codes": 0}, Kind.MIN_CODES, Effect.STAY),
        ({"title": {"nb": "Hva?"}}, {"title": {"nb": "Hvorfor?"}}, Kind.TITLE, Effect.STAY),
    ],
)
def test_only_stricter_rules_make_codings_stale(before, after, kind, effect):
    change = only(build_codeframe(**before), build_codeframe(version=2, **after))

    assert (change.kind, change.effect) == (kind, effect)


def test_an_exclusive_code_that_may_stand_with_others_makes_nothing_stale():
    old, new = build_codeframe("time", "other!"), build_codeframe("time", "other", version=2)

    assert only(old, new) == Change(Kind.EXCLUSIVE, "other", True, False, Effect.STAY)


def test_a_code_gone_without_a_word_is_retired_and_said_to_be():
    change = only(build_codeframe("time", "money"), build_codeframe("time", version=2))

    assert change == Change(Kind.RETIRED, "money", "money", None, Effect.STALE, "gone without a word")


def test_a_code_that_is_retired_in_so_many_words_needs_no_remark():
    change = only(build_codeframe("time", "money"), build_codeframe("time", version=2), Step("retire", ("money",)))

    assert change.note == ""


def test_a_new_code_with_the_label_of_one_that_is_gone_is_pointed_out():
    old = build_codeframe("time", build_code("money", 2, label={"nb": "Penger"}))
    new = build_codeframe("time", build_code("economy", 3, label={"nb": "Penger"}), version=2)

    (retired,) = (change for change in changes(old, new) if change.kind is Kind.RETIRED)

    assert "'economy' has its label" in retired.note
    assert "{rename: money, to: economy}" in retired.note


def test_a_code_that_was_there_before_is_nobody_in_disguise():
    old = build_codeframe(build_code("time", 1), build_code("money", 2, label={"nb": "Penger"}))
    new = build_codeframe(build_code("time", 1, label={"nb": "Penger"}), version=2)

    assert [change.note for change in changes(old, new) if change.kind is Kind.RETIRED] == ["gone without a word"]


def test_the_same_code_under_a_new_id_is_compared_with_what_it_was():
    old = build_codeframe("time", "money")
    new = build_codeframe("time", build_code("economy", 5), version=2)

    found = {change.kind: change for change in changes(old, new, Step("rename", ("money",), ("economy",)))}

    assert found[Kind.NEW_ID] == Change(Kind.NEW_ID, "economy", "money", "economy", Effect.MOVE)
    assert (found[Kind.RENUMBERED].before, found[Kind.RENUMBERED].after) == (2, 5)
    assert set(found) == {Kind.NEW_ID, Kind.RENUMBERED, Kind.RENAMED}


def test_a_merge_into_a_code_that_stays_names_that_one_too():
    old, new = build_codeframe("time", "money", "grants"), build_codeframe("time", "money", version=2)

    change = only(old, new, Step("merge", ("grants",), ("money",)))

    assert change == Change(Kind.MERGED, "money", ("money", "grants"), "money", Effect.MOVE)


def test_codes_that_come_of_a_split_say_from_which():
    old = build_codeframe("time", "work")
    new = build_codeframe("time", build_code("load", 3), build_code("shifts", 4), version=2)

    split, *added = changes(old, new, Step("split", ("work",), ("load", "shifts")))

    assert split == Change(Kind.SPLIT, "work", "work", ("load", "shifts"), Effect.RECODE)
    assert [(change.name, change.note) for change in added] == [
        ("load", "split from work"),
        ("shifts", "split from work"),
    ]


def test_a_number_that_meant_another_code_is_warned_of():
    old = build_codeframe(build_code("time", 1), build_code("money", 2))
    new = build_codeframe(build_code("time", 1), build_code("skill", 2), version=2)

    (reused,) = (change for change in changes(old, new) if change.kind is Kind.NUMBER_REUSED)

    assert (reused.name, reused.before) == ("skill", "money")
    assert "2 stood for 'money' in version 1" in reused.note


def test_a_number_that_goes_over_with_a_merge_is_not_reused():
    old = build_codeframe(build_code("salary", 1), build_code("bonus", 2))
    new = build_codeframe(build_code("pay", 1), version=2)

    assert only(old, new, Step("merge", ("salary", "bonus"), ("pay",))).kind is Kind.MERGED


def test_another_order_of_codes_is_a_change():
    change = only(
        build_codeframe(build_code("time", 1), build_code("money", 2)),
        build_codeframe(build_code("money", 2), build_code("time", 1), version=2),
    )

    assert change == Change(Kind.ORDER, "reasons", ("time", "money"), ("money", "time"))


def test_nets_come_go_and_change_without_touching_codings():
    def net(net_id, *codes, label="x"):
        return Net(net_id, {"nb": label}, codes)

    old = build_codeframe("time", "money", nets=(net("a", "time"), net("b", "time"), net("c", "time")))
    new = build_codeframe(
        "time", "money", version=2, nets=(net("c", "time", label="y"), net("b", "time", "money"), net("d", "money"))
    )

    found = changes(old, new)

    assert [(change.kind, change.name) for change in found] == [
        (Kind.NET_REMOVED, "a"),
        (Kind.NET_RENAMED, "c"),
        (Kind.NET_CODES, "b"),
        (Kind.NET_ADDED, "d"),
        (Kind.NET_ORDER, "reasons"),
    ]
    assert {change.effect for change in found} == {Effect.STAY}
