from dataclasses import replace

import pytest
from hypothesis import given

from tests.builders import build_code, build_codeframe
from tests.labelling.changes.versions import near_versions, versions
from textcoder.codeframe import Net
from textcoder.labelling.changes.kinds import Change, Effect, Kind
from textcoder.labelling.changes.plan import plan_changes

TIME, MONEY = build_code("time", 1), build_code("money", 2)


@given(versions() | near_versions())
def test_a_change_unfits_models_just_where_they_would_be_refused(pair):
    plan = plan_changes(*pair)

    assert any(change.unfits_models for change in plan.changes) == (not plan.fits_models)


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"title": {"nb": "Hvorfor?"}}, True),
        ({"nets": (Net("net", {}, ("time",)),)}, True),
        ({"codes": (replace(TIME, label={"nb": "Tid"}, definition={"nb": "Timer"}, include=("tid",)), MONEY)}, True),
        ({"codes": (replace(TIME, key="t"), MONEY)}, True),
        ({"codes": (replace(TIME, number=9), MONEY)}, False),
        ({"codes": (replace(TIME, exclusive=True), MONEY)}, False),
        ({"codes": (replace(TIME, role="no_answer"), MONEY)}, False),
        ({"codes": (MONEY, TIME)}, False),
        ({"codes": (TIME,)}, False),
        ({"codes": (TIME, MONEY, build_code("skill", 3))}, False),
        ({"max_codes": 1}, False),
        ({"min_codes": 1}, False),
    ],
)
def test_models_fit_whatever_is_no_code_number_order_or_rule(fields, fits):
    old = build_codeframe(TIME, MONEY)
    plan = plan_changes(old, replace(old, version=2, **fields))

    assert plan.changes
    assert plan.fits_models == fits
    assert any(change.unfits_models for change in plan.changes) != fits


def test_a_code_that_is_split_and_stays_unfits_no_model_and_means_something_else():
    split = Change(Kind.SPLIT, "work", "work", ("work", "load"), Effect.RECODE)

    assert (split.unfits_models, split.changes_meaning) == (False, True)


def test_another_label_changes_nothing_that_a_model_learned():
    renamed = Change(Kind.RENAMED, "pay", {"nb": "Lønn"}, {"nb": "Lønn og tillegg"})

    assert (renamed.unfits_models, renamed.changes_meaning) == (False, False)
