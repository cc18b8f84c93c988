import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_codeframe
from tests.labelling.changes.versions import plans_in_a_row
from textcoder.codings import check_code_set
from textcoder.labelling.changes.moving import Moved, move
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.changes.ways import Fate, follow, way_back

FIRST = build_codeframe("salary", "bonus", "work", "weather")
SECOND = build_codeframe("pay", "work", "shifts", "commute", version=2)
THIRD = build_codeframe("money", "load", "travel", "shifts", version=3, max_codes=1)
MERGED_AND_SPLIT = (Step("merge", ("salary", "bonus"), ("pay",)), Step("split", ("work",), ("work", "shifts")))
RENAMED_AND_SPLIT = (Step("rename", ("pay",), ("money",)), Step("split", ("work",), ("load", "travel")))
ONWARD = (plan_changes(FIRST, SECOND, MERGED_AND_SPLIT), plan_changes(SECOND, THIRD, RENAMED_AND_SPLIT))


@given(st.data())
def test_a_way_is_its_plans_in_a_row(data):
    way = data.draw(plans_in_a_row())
    codes = data.draw(st.frozensets(st.sampled_from(way[0].old.code_ids)))

    fate = follow(codes, way)

    first = move(codes, way[0])
    second = move(first.code_ids, way[1]) if isinstance(first, Moved) else first
    assert fate.counts == isinstance(second, Moved)
    if isinstance(second, Moved):
        assert frozenset(fate.code_ids) == second.code_ids


@given(st.data())
def test_whatever_becomes_of_codes_is_of_the_version_at_the_end(data):
    way = data.draw(plans_in_a_row())
    way = data.draw(st.sampled_from([way, way_back(way)]))
    codes = data.draw(st.frozensets(st.sampled_from(way[0].old.code_ids)))

    fate = follow(codes, way)

    end = way[-1].new
    assert {*(fate.code_ids or ()), *fate.keep, *fate.choose_from} <= set(end.code_ids)
    assert fate.counts or fate.because
    if fate.counts:
        assert check_code_set(fate.code_ids, end) == frozenset(fate.code_ids)


@pytest.mark.parametrize(
    ("codes", "fate"),
    [
        (["bonus", "salary"], Fate(("money",))),
        (["weather", "bonus"], Fate(None, "weather is retired", keep=("money",))),
        (["work", "salary"], Fate(None, "work was split", ("money",), ("load", "travel", "shifts"))),
        ([], Fate(())),
    ],
)
def test_what_stops_early_is_proposed_in_the_codes_of_the_end(codes, fate):
    assert follow(codes, ONWARD) == fate


@pytest.mark.parametrize(
    ("codes", "found"),
    [(["shifts"], ("work",)), (["load"], ("work",)), (["money"], None), ([], ())],
)
def test_back_what_was_split_is_one_again_and_what_was_merged_does_not_come_apart(codes, found):
    assert follow(codes, way_back(ONWARD)).code_ids == found


def test_back_what_was_added_is_gone():
    fate = follow(["commute", "pay"], way_back(ONWARD[:1]))

    assert not fate.counts
    assert "version 1" in fate.because


def test_back_a_way_begins_where_it_ended():
    assert [(plan.old.version, plan.new.version) for plan in way_back(ONWARD)] == [(3, 2), (2, 1)]
