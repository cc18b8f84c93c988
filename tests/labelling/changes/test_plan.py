import json
from dataclasses import replace

import pytest
from hypothesis import given

from tests.builders import build_codeframe
from tests.labelling.changes.versions import versions
from textcoder.labelling.changes.errors import CodeframeChangeError, MigrationRecordError
from textcoder.labelling.changes.plan import plan_changes, plan_of_record
from textcoder.labelling.changes.steps import Step

OLD = build_codeframe("salary", "bonus", "work", "weather")
NEW = build_codeframe("pay", "work", "shifts", version=2)
STEPS = (Step("merge", ("salary", "bonus"), ("pay",)), Step("split", ("work",), ("work", "shifts")))


def test_every_old_code_has_its_successors():
    plan = plan_changes(OLD, NEW, STEPS)

    assert plan.successors == {
        "salary": ("pay",),
        "bonus": ("pay",),
        "work": ("work", "shifts"),
        "weather": (),
    }


def test_a_code_that_others_are_merged_into_may_be_split_too():
    new = build_codeframe("work", "shifts", "bonus", version=2)
    steps = (Step("split", ("work",), ("work", "shifts")), Step("merge", ("work", "salary"), ("work",)))

    found = plan_changes(OLD, new, steps).successors

    assert (found["work"], found["salary"]) == (("work", "shifts"), ("work",))


@given(versions())
def test_successors_are_codes_of_the_new_version(pair):
    old, new, steps = pair
    plan = plan_changes(old, new, steps)

    assert tuple(plan.successors) == old.code_ids
    assert {code for into in plan.successors.values() for code in into} <= set(new.code_ids)


def test_two_codeframes_are_not_two_versions():
    with pytest.raises(CodeframeChangeError, match="'reasons' and 'barriers' are two codeframes"):
        plan_changes(OLD, replace(NEW, id="barriers"))


def test_steps_that_cannot_be_taken_are_all_named():
    steps = (Step("retire", ("work",)), Step("rename", ("bonus",), ("extra",)))

    with pytest.raises(CodeframeChangeError, match="from version 1 to 2") as caught:
        plan_changes(OLD, NEW, steps)

    assert len(caught.value.problems) == 2


@given(versions())
def test_a_plan_comes_back_from_its_record(pair):
    plan = plan_changes(*pair)

    assert plan_of_record(json.loads(json.dumps(plan.record)), plan.old, plan.new) == plan


def test_a_record_that_was_changed_is_refused():
    record = plan_changes(OLD, NEW, STEPS).record
    record["successors"]["weather"] = ["pay"]

    with pytest.raises(MigrationRecordError, match="has been changed"):
        plan_of_record(record, OLD, NEW)


@pytest.mark.parametrize(("old", "new", "side"), [(replace(OLD, min_codes=1), NEW, "from"), (OLD, OLD, "to")])
def test_a_record_of_other_codeframes_is_refused(old, new, side):
    with pytest.raises(MigrationRecordError, match=f"is not the one it goes {side}"):
        plan_of_record(plan_changes(OLD, NEW, STEPS).record, old, new)


@pytest.mark.parametrize("found", [0, 2, None])
def test_a_record_of_an_unknown_format_is_refused(found):
    with pytest.raises(MigrationRecordError, match=f"its format is {found}"):
        plan_of_record(plan_changes(OLD, NEW).record | {"format": found}, OLD, NEW)


def test_models_fit_as_long_as_codes_and_rules_are_the_same():
    relabelled = replace(OLD, version=2, title={"nb": "Hvorfor?"})

    assert plan_changes(OLD, relabelled).fits_models
    assert not plan_changes(OLD, NEW, STEPS).fits_models
