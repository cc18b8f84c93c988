import pytest

from tests.builders import build_codeframe
from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office
from textcoder.codings import Source
from textcoder.errors import CodeSetError, NotFoundError
from textcoder.labelling.adjudicating import Adjudication
from textcoder.labelling.store.records import Kind, NewCoding

FRAME = build_codeframe("time", "money", "skill", "dont_know!")
GIVEN = [
    {"kari": "time", "ola": "time"},
    {"kari": "time", "ola": "time money"},
    {"kari": "time", "ola": "dont_know"},
    {"kari": "money"},
]


@pytest.fixture
def store(tmp_path):
    """Answers 002 and 003 are in dispute, and 003 more; the model differs from everybody."""
    with open_office(tmp_path, ["en", "to", "tre", "fire"], frame=FRAME) as store:
        for answer, codings in zip(store.answers.of(SURVEY, QUESTION), GIVEN, strict=True):
            store.codings.add(NewCoding(answer.key, ["skill"], "model:v1", Source.MODEL))
            for coder, codes in codings.items():
                store.codings.add(NewCoding(answer.key, codes.split(), f"human:{coder}"))
        yield store


def adjudicate(store, coder: str = "marit", **how) -> Adjudication:
    return Adjudication(store, SURVEY, QUESTION, f"human:{coder}", **how)


def ids_of(adjudication: Adjudication) -> list[str]:
    found = []
    while adjudication.current:
        found.append(adjudication.current.answer.id)
        adjudication.skip()
    return found


def test_what_people_disagree_on_comes_with_the_most_in_dispute_first(store):
    adjudication = adjudicate(store)

    assert adjudication.left == 2
    assert list(adjudication.current.disagreement.codings) == ["kari", "ola"]
    assert ids_of(adjudication) == ["003", "002"]


def test_a_decision_is_saved_at_once_and_goes_before_all_others(store):
    seconds = iter([0.0, 2.5, 2.5])
    adjudication = adjudicate(store, clock=lambda: next(seconds))

    adjudication.take(1)

    assert codes_of(store)["003"] == ("dont_know",)
    (saved,) = [one for one in store.codings.since() if one.kind is Kind.ADJUDICATION]
    assert (saved.coder, saved.seconds, saved.source) == ("human:marit", 2.5, Source.HUMAN)
    assert adjudication.settled == 1


def test_a_decision_is_said_and_told_until_it_is_undone(store):
    adjudication = adjudicate(store)

    assert adjudication.settle(["2", "1"]) == "Saved for 003: time, money. z takes it back."
    assert [(one.id, one.codes) for one in adjudication.decisions] == [("003", ("time", "money"))]
    adjudication.undo()
    assert adjudication.decisions == []


def test_whose_own_disagreement_it_is_can_be_told(store):
    assert adjudicate(store, "ola").is_own
    assert not adjudicate(store).is_own


def test_the_union_is_taken_where_it_is_legal_and_refused_where_not(store):
    adjudication = adjudicate(store)

    with pytest.raises(CodeSetError):
        adjudication.take(-1)
    assert adjudication.current.answer.id == "003"
    adjudication.skip()
    adjudication.take(-1)

    assert codes_of(store)["002"] == ("time", "money")


def test_ones_own_codes_by_number_and_none_at_all(store):
    adjudication = adjudicate(store)

    adjudication.settle(["3", "2"])
    adjudication.settle([])

    assert (codes_of(store)["003"], codes_of(store)["002"]) == (("money", "skill"), ())


def test_what_is_settled_does_not_come_again_and_what_was_skipped_does(store):
    first = adjudicate(store)
    first.take(0)
    first.skip()

    assert (first.current, first.left, first.settled, first.skipped) == (None, 0, 1, 1)
    assert ids_of(adjudicate(store)) == ["002"]


def test_undo_goes_back_over_decisions_and_skips_to_the_first(store):
    before = codes_of(store)
    adjudication = adjudicate(store)
    adjudication.take(0)
    adjudication.skip()

    assert [adjudication.undo(), adjudication.undo()] == ["Undone.", "Undone."]
    assert "nothing to undo" in adjudication.undo()
    assert adjudication.current.answer.id == "003"
    assert codes_of(store) == before
    assert adjudication.settled == 0


def test_nobody_is_overruled_by_one_who_adjudicates_at_the_same_time(store):
    one, other = adjudicate(store), adjudicate(store, "per")
    one.take(0)

    said = other.take(1)

    assert "Somebody else" in said
    assert codes_of(store)["003"] == ("time",)
    assert (other.current.answer.id, other.settled) == ("002", 0)


def test_what_others_have_settled_is_passed_by(store):
    one, other = adjudicate(store), adjudicate(store, "per")
    one.skip()
    one.take(0)

    other.take(0)

    assert other.current is None


def test_where_nothing_is_left_keys_do_nothing(store):
    adjudication = adjudicate(store)
    ids_of(adjudication)

    assert {adjudication.take(0), adjudication.settle(["1"]), adjudication.skip()} == {
        "There is nothing left to settle."
    }


def test_an_unknown_question_is_not_found(store):
    with pytest.raises(NotFoundError):
        Adjudication(store, SURVEY, "Q99", "human:marit")
