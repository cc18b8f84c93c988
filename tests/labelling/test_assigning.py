# ruff: noqa: F811 - what tests ask for by name are fixtures
from collections import Counter

import pytest

from tests.labelling.offices import different_texts
from tests.labelling.store.conftest import bare, clock, frame, migrated, postgres, store, timed, url  # noqa: F401
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.codings import Source
from textcoder.labelling.assigning import Standing, carry_out, draw_audit, draw_double, draw_repeats, standings
from textcoder.labelling.draws import Size
from textcoder.labelling.errors import (
    BlankCoderError,
    GroupSizeError,
    NothingToAssignError,
    NothingToRepeatError,
    ShareError,
    TwiceNamedError,
)
from textcoder.labelling.independent import read_survey
from textcoder.labelling.overview import Overview
from textcoder.labelling.queues import random_queue, with_assignments
from textcoder.labelling.store.records import Purpose

ANNA, BERIT, CATO = "human:anna", "human:berit", "human:cato"
MODEL = {"coder": "model:v1", "source": Source.MODEL}


def look(store) -> Overview:
    return Overview(store, SURVEY, QUESTION)


@pytest.fixture
def keys(store) -> list[int]:
    """Thirty answers, no two of which are alike."""
    return list(bring_in(store, **{f"a{n:02}": text for n, text in enumerate(different_texts(30))}).values())


def assign(store, coders=(ANNA, BERIT), size=None, **how):
    draw = draw_double(look(store), store, coders, size or Size(0.2), **how)
    carry_out(store, draw)
    return draw


def held(store, coder: str, purpose: Purpose = Purpose.DOUBLE) -> set[int]:
    return {one.answer for one in store.assignments.of(SURVEY, QUESTION, coder=coder, purpose=purpose)}


# --- double coding ---------------------------------------------------------------------------------


def test_a_share_of_the_different_answers_is_assigned_to_each(store, keys):
    draw = assign(store)

    assert (len(draw.drawn), draw.of, draw.new) == (6, 30, 6)
    assert held(store, ANNA) == held(store, BERIT) == {one.answer for one in draw.drawn}


def test_a_draw_that_is_not_carried_out_assigns_nothing(store, keys):
    draw_double(look(store), store, [ANNA, BERIT], Size(0.2))

    assert store.assignments.of(SURVEY, QUESTION) == []


def test_the_smaller_draw_is_part_of_the_larger_and_nothing_is_taken_away(store, keys):
    at_once = {one.answer for one in draw_double(look(store), store, [ANNA, BERIT], Size(0.4)).drawn}
    other = {one.answer for one in draw_double(look(store), store, [ANNA, BERIT], Size(0.4), seed=2).drawn}
    few = {one.answer for one in assign(store).drawn}
    for key in few:
        store.codings.add(coding(key, "time", coder=ANNA))

    more = assign(store, size=Size(0.4))
    fewer = assign(store, size=Size(0.1))

    assert few < {one.answer for one in more.drawn} == at_once != other
    assert (len(more.drawn), more.new, fewer.new) == (12, 6, 0)
    assert held(store, BERIT) == at_once


def test_identical_answers_count_once_and_blank_ones_and_those_a_rule_settles_not_at_all(store):
    found = bring_in(store, a1="for lite tid", a2="For lite tid!", a3="penger", a4="", a5="vet ikke")
    store.codings.add(coding(found["a5"], "dont_know", coder="rule", source=Source.RULE))

    draw = assign(store, size=Size(1))

    assert (len(draw.drawn), draw.of, draw.standing_for) == (2, 2, 3)


def test_what_a_rule_would_settle_is_not_drawn_though_nobody_has_coded_it_by_that_rule(store):
    found = bring_in(store, a1="for lite tid", a2="....", a3="penger")

    draw = assign(store, size=Size(1), settled=lambda text: text == "....")

    assert {one.answer for one in draw.drawn} == {found["a1"], found["a3"]}
    assert draw.of == 2


def test_what_people_have_coded_is_not_drawn_unless_it_is_asked_for(store, keys):
    store.codings.add_many([coding(key, "time", coder=CATO) for key in keys[:25]])

    short = assign(store, size=Size(answers=8))
    assert {one.answer for one in short.drawn} == set(keys[25:])
    assert (short.wanted, short.of) == (8, 30)
    with pytest.raises(NothingToAssignError, match=r"anna, berit: 5 were assigned before"):
        assign(store, size=Size(answers=8))
    assert len(assign(store, size=Size(answers=8), coded_too=True).drawn) == 8


def test_of_identical_answers_the_one_that_a_coder_has_coded_is_drawn(store):
    found = bring_in(store, a1="tid", a2="tid", a3="tid")
    store.codings.add(coding(found["a2"], "time", coder=ANNA))

    assign(store, size=Size(1), coded_too=True)

    assert held(store, BERIT) == {found["a2"]}
    assert standings(look(store), store) == [
        Standing(ANNA, Purpose.DOUBLE, 1, 1),
        Standing(BERIT, Purpose.DOUBLE, 1, 0),
    ]


def test_pairs_are_spread_so_that_every_two_coders_meet(store, keys):
    draw = assign(store, (ANNA, BERIT, CATO), Size(0.5), per_answer=2)

    assert Counter(one.new for one in draw.drawn) == {(ANNA, BERIT): 5, (ANNA, CATO): 5, (BERIT, CATO): 5}
    more = assign(store, (ANNA, BERIT, CATO), Size(0.7), per_answer=2)
    assert [more.of_coder(coder) for coder in (ANNA, BERIT, CATO)] == [14, 14, 14]


def test_a_third_coder_joins_in_on_what_the_others_have(store, keys):
    first = {one.answer for one in assign(store).drawn}
    store.codings.add_many([coding(key, "time", coder=ANNA) for key in first])

    draw = assign(store, (ANNA, BERIT, CATO))

    assert held(store, CATO) == held(store, ANNA) == first
    assert all(one.new == (CATO,) for one in draw.drawn)


def test_what_is_set_aside_for_others_is_left_to_them(store, keys):
    assign(store, size=Size(0.5))

    assign(store, (CATO, "human:dina"), Size(0.5))

    assert (len(held(store, CATO)), held(store, CATO) & held(store, ANNA)) == (15, set())


@pytest.mark.parametrize(
    ("coders", "how", "error"),
    [
        ([ANNA], {}, GroupSizeError),
        ([ANNA, BERIT], {"per_answer": 3}, GroupSizeError),
        ([ANNA, BERIT], {"per_answer": 1}, GroupSizeError),
        ([ANNA, "human:anna "], {}, TwiceNamedError),
        ([ANNA, "human: "], {}, BlankCoderError),
        ([], {}, BlankCoderError),
    ],
)
def test_who_cannot_code_together_is_refused(store, keys, coders, how, error):
    with pytest.raises(error):
        draw_double(look(store), store, coders, Size(), **how)


@pytest.mark.parametrize("share", [0, -0.1, 1.01, float("nan")])
def test_a_share_is_above_nothing_and_at_most_all(share):
    with pytest.raises(ShareError):
        Size(share)


# --- repeats ---------------------------------------------------------------------------------------


def repeat(store, *coders: str, size=None, **how):
    draws = draw_repeats(look(store), store, coders, size or Size(0.2), **how)
    for draw in draws:
        carry_out(store, draw)
    return draws


def test_a_coder_gets_answers_of_his_own_again_but_not_the_last_ones(timed, keys, clock):
    timed.codings.add_many([coding(key, "time", coder=ANNA) for key in keys[:28]])
    clock.forward(1)

    (draw,) = repeat(timed, ANNA, size=Size(1))

    assert held(timed, ANNA, Purpose.CONSISTENCY) == set(keys[:8])
    assert draw.of == 8
    assert set(with_assignments(random_queue(look(timed)), timed, look(timed), ANNA).repeats) == set(keys[:8])


def test_what_was_repeated_is_compared_with_what_the_coder_gave_before(timed, keys, clock):
    timed.codings.add_many([coding(key, "time", coder=ANNA) for key in keys])
    clock.forward(1)
    (draw,) = repeat(timed, ANNA, size=Size(answers=2))
    clock.forward(1)
    timed.codings.add_many([coding(one.answer, "money", coder=ANNA) for one in draw.drawn])

    compared = read_survey(timed, SURVEY).repeated

    assert [sorted(one.code_ids) for one in compared] == [["time"], ["money"]] * 2
    assert standings(look(timed), timed) == [Standing(ANNA, Purpose.CONSISTENCY, 2, 2)]


def test_what_was_coded_anew_just_now_is_not_repeated(store, keys):
    store.codings.add_many([coding(key, "time", coder=ANNA) for key in keys[:25]])
    store.codings.add(coding(keys[0], "money", coder=ANNA))

    (draw,) = repeat(store, ANNA, size=Size(1))

    assert {one.answer for one in draw.drawn} == set(keys[1:6])


def test_each_answer_is_repeated_once_and_more_can_be_asked_for(store, keys):
    store.codings.add_many([coding(key, "time", coder=ANNA) for key in keys])
    (few,) = repeat(store, ANNA, size=Size(answers=2))

    (more,) = repeat(store, ANNA, size=Size(answers=5))

    assert {one.answer for one in few.drawn} < {one.answer for one in more.drawn}
    assert (more.new, more.of) == (3, 10)
    with pytest.raises(NothingToAssignError):
        repeat(store, ANNA, size=Size(answers=6), back=30)


def test_for_one_who_has_coded_nothing_long_ago_nobody_gets_repeats(store, keys):
    store.codings.add_many([coding(key, "time", coder=ANNA) for key in keys])

    with pytest.raises(NothingToRepeatError, match="berit has coded nothing here himself"):
        repeat(store, ANNA, BERIT)

    assert store.assignments.of(SURVEY, QUESTION) == []


# --- the audit -------------------------------------------------------------------------------------


def audit(store, *coders: str, size=None):
    draw = draw_audit(look(store), store, coders, size or Size(0.5))
    carry_out(store, draw)
    return draw


def test_what_a_model_has_coded_without_a_human_goes_to_one_coder_each(store, keys):
    store.codings.add_many([coding(key, "time", **MODEL) for key in keys[:22]])
    store.codings.add_many([coding(key, "time", referred=True, **MODEL) for key in keys[22:]])
    store.codings.add_many([coding(key, "money", coder=CATO) for key in keys[:2]])

    draw = audit(store, ANNA, BERIT)

    mine, hers = held(store, ANNA, Purpose.AUDIT), held(store, BERIT, Purpose.AUDIT)
    assert (draw.of, len(mine), len(hers), mine & hers) == (20, 5, 5, set())
    assert mine | hers <= set(keys[2:22])


def test_an_audit_grows_by_what_is_asked_for_more_also_when_some_is_done(store, keys):
    store.codings.add_many([coding(key, "time", **MODEL) for key in keys[:20]])
    first = {one.answer for one in audit(store, ANNA).drawn}
    store.codings.add(coding(min(first), "money", coder=BERIT))

    more = audit(store, ANNA, size=Size(0.75))

    assert (more.of, len(more.drawn), more.new) == (20, 15, 5)
    assert first < {one.answer for one in more.drawn}
    assert standings(look(store), store) == [Standing(ANNA, Purpose.AUDIT, 15, 1)]


def test_identical_answers_in_an_audit_go_to_one_coder(store):
    found = bring_in(store, **{f"a{n}": ("tid", "penger")[n % 2] for n in range(8)})
    store.codings.add_many([coding(key, "time", **MODEL) for key in found.values()])

    draw = audit(store, ANNA, BERIT, size=Size(1))

    assert len(draw.drawn) == 8
    assert held(store, ANNA, Purpose.AUDIT) in ({found[f"a{n}"] for n in range(start, 8, 2)} for start in (0, 1))
    assert len(held(store, BERIT, Purpose.AUDIT)) == 4


def test_what_is_coded_twice_is_no_part_of_an_audit_nor_the_other_way_round(store, keys):
    store.codings.add_many([coding(key, "time", **MODEL) for key in keys])
    audit(store, CATO)
    assign(store, size=Size(1))

    with pytest.raises(NothingToAssignError):
        audit(store, CATO, size=Size(answers=20))

    assert held(store, ANNA) == set(keys) - held(store, CATO, Purpose.AUDIT)
