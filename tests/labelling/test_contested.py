import pytest

from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office
from textcoder.labelling.adjudicating import Adjudication
from textcoder.labelling.queues import DOUBTFUL
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding


@pytest.fixture
def store(tmp_path):
    """One answer on which kari and ola disagreed and marit decided; another that nobody but kari coded."""
    with open_office(tmp_path) as store:
        background = {"variety": "nn"}
        store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("001", "for lite tid", background)])
        code(store, "001", "kari", "time")
        code(store, "001", "ola", "money")
        code(store, "001", "marit", "time", kind=Kind.ADJUDICATION)
        code(store, "002", "kari", "money")
        yield store


def code(store, answer_id: str, coder: str, code_id: str, **how) -> None:
    key = store.answers.with_id(SURVEY, QUESTION, answer_id).key
    store.codings.add(NewCoding(key, [code_id], f"human:{coder}", **how))


def adjudicate(store) -> Adjudication:
    return Adjudication(store, SURVEY, QUESTION, "human:anna")


def test_an_adjudication_that_is_coded_otherwise_since_a_model_doubted_it_comes_again(store):
    assert adjudicate(store).current is None
    code(store, "001", "ola", "skill", chosen=DOUBTFUL)

    adjudication = adjudicate(store)

    assert codes_of(store)["001"] == ("time",)  # until somebody settles it
    assert adjudication.left == 1
    assert {coder: set(codes) for coder, codes in adjudication.current.disagreement.codings.items()} == {
        "kari": {"time"}, "marit (settled)": {"time"}, "ola": {"skill"},
    }  # fmt: skip
    adjudication.settle(["skill"])
    assert codes_of(store)["001"] == ("skill",)
    assert adjudicate(store).current is None


def test_the_adjudicator_himself_may_see_it_otherwise(store):
    code(store, "001", "marit", "money", chosen=DOUBTFUL)

    assert set(adjudicate(store).current.disagreement.codings) == {"kari", "marit", "marit (settled)", "ola"}


def test_one_that_is_confirmed_or_coded_otherwise_for_another_reason_stays_settled(store):
    code(store, "001", "ola", "time", chosen=DOUBTFUL)
    assert adjudicate(store).current is None

    code(store, "001", "kari", "skill", chosen="random")

    assert adjudicate(store).current is None


def test_what_two_adjudicators_have_before_them_is_settled_by_the_first_alone(store):
    code(store, "001", "ola", "skill", chosen=DOUBTFUL)
    first, second = adjudicate(store), adjudicate(store)
    first.settle(["money"])

    assert second.settle(["skill"]) == "Somebody else has settled this one meanwhile; nothing was saved."
    assert codes_of(store)["001"] == ("money",)
