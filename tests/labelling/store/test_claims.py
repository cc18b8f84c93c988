import pytest

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.codings import Source
from textcoder.labelling.store.errors import AnswerHeldError
from textcoder.labelling.store.records import IncomingAnswer, Kind, Purpose, StoredQuestion

KARI, OLA, EVA = "human:kari", "human:ola", "human:eva"


def take(store, keys, coder=KARI, sitting=None, **options) -> int | None:
    """Take the first free answer for a coder whose sitting has his name."""
    claim = store.claims.take(keys.values(), coder, sitting or coder, **options)
    return None if claim is None else claim.answer


@pytest.fixture
def keys(timed) -> dict[str, int]:
    return bring_in(timed, a1="tid", a2="penger", a3="folk")


def test_nobody_gets_an_answer_that_somebody_else_holds(timed, keys):
    assert take(timed, keys) == keys["a1"]
    assert take(timed, keys, OLA) == keys["a2"]
    assert take(timed, keys, EVA) == keys["a3"]
    assert take(timed, keys, "human:per") is None


def test_answers_are_handed_out_in_the_order_of_the_queue(timed, keys):
    backwards = dict(reversed(keys.items()))

    assert take(timed, backwards) == keys["a3"]
    assert take(timed, backwards, OLA) == keys["a2"]


def test_a_sitting_gets_what_it_holds_again(timed, keys):
    assert take(timed, keys) == take(timed, keys) == keys["a1"]


def test_two_sittings_of_one_coder_keep_out_of_each_others_way(timed, keys):
    assert take(timed, keys, sitting="desk") == keys["a1"]
    assert take(timed, keys, sitting="sofa") == keys["a2"]


def test_who_holds_an_answer_holds_those_that_are_identical(timed):
    keys = bring_in(timed, a1="tid", a2="Tid!", a3="penger")

    assert take(timed, keys) == keys["a1"]
    assert take(timed, keys, OLA) == keys["a3"]


def test_a_claim_runs_out(timed, clock, keys):
    take(timed, keys, seconds=60)
    clock.forward(59)
    assert take(timed, keys, OLA) == keys["a2"]

    clock.forward(1)

    assert take(timed, keys, EVA) == keys["a1"]


def test_a_renewed_claim_holds_on(timed, clock, keys):
    take(timed, keys, seconds=60)
    clock.forward(59)

    assert timed.claims.renew(KARI, seconds=60) == 1

    clock.forward(59)
    assert take(timed, keys, OLA) == keys["a2"]


def test_what_is_let_go_is_free_and_cannot_be_renewed(timed, keys):
    take(timed, keys)

    assert timed.claims.release(KARI, keys["a2"]) == 0
    assert timed.claims.release(KARI, keys["a1"]) == 1
    assert timed.claims.release(KARI) == 0
    assert timed.claims.renew(KARI) == 0
    assert take(timed, keys, OLA) == keys["a1"]


def test_the_claims_that_hold_can_be_listed(timed, clock, keys):
    take(timed, keys, seconds=60)
    take(timed, keys, OLA, seconds=600)
    clock.forward(60)
    take(timed, keys, EVA)

    assert [(one.answer, one.coder) for one in timed.claims.live()] == [(keys["a1"], EVA), (keys["a2"], OLA)]
    assert [one.sitting for one in timed.claims.live(OLA)] == [OLA]


def test_a_coded_answer_and_those_identical_to_it_are_handed_out_only_when_asked_for(timed):
    keys = bring_in(timed, a1="tid", a2="tid", a3="penger")
    saved = timed.codings.add(coding(keys["a1"], "time"))

    assert take(timed, keys, OLA) == keys["a3"]
    assert take(timed, keys, OLA, again=True) == keys["a1"]
    timed.codings.withdraw(saved.key, KARI)
    timed.claims.release(OLA)
    assert take(timed, keys, EVA) == keys["a1"]


def test_an_answer_is_not_coded_by_a_model_or_a_note_or_codes_that_are_gone(timed, keys):
    timed.codings.add(coding(keys["a1"], "time", coder="model:3", source=Source.MODEL))
    timed.codings.add(coding(keys["a2"], kind=Kind.NOTE, flag=True))
    timed.codings.add(coding(keys["a3"], "money"))
    timed.codeframes.add(build_codeframe("time", version=2))
    timed.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 2))

    assert [take(timed, keys, sitting=name) for name in "xyz"] == list(keys.values())


def test_free_answers_far_down_the_queue_are_found(timed):
    keys = bring_in(timed, **{f"a{number}": f"svar nummer {number}" for number in range(200)})
    timed.codings.add_many([coding(key, "time") for key in list(keys.values())[:-1]])

    assert take(timed, keys) == keys["a199"]


def test_keys_that_are_not_there_are_passed_over(timed, keys):
    assert take(timed, {"gone": 999} | keys) == keys["a1"]
    assert take(timed, {}) is None


def test_a_queue_may_mix_questions(timed, keys):
    timed.surveys.put_question(StoredQuestion(SURVEY, "Q25", "reasons", 1))
    timed.answers.upsert(SURVEY, "Q25", [IncomingAnswer("a1", "tid")])
    (other,) = timed.answers.of(SURVEY, "Q25")
    timed.codings.add(coding(keys["a1"], "time"))

    assert take(timed, {"mine": keys["a1"], "other": other.key, "next": keys["a2"]}) == other.key


def test_a_coding_on_somebody_elses_answer_is_refused(timed, keys):
    take(timed, keys)

    with pytest.raises(AnswerHeldError, match=str(keys["a1"])):
        timed.codings.add(coding(keys["a1"], "time", coder=OLA, sitting=OLA))

    assert timed.codings.history(keys["a1"]) == []


def test_who_comes_late_may_save_only_if_nobody_was_handed_the_answer_meanwhile(timed, clock, keys):
    take(timed, keys, seconds=60)
    take(timed, dict(list(keys.items())[1:]), OLA, seconds=60)
    clock.forward(3600)
    assert take(timed, keys, EVA) == keys["a1"]
    timed.codings.add(coding(keys["a1"], "time", coder=EVA, sitting=EVA))
    timed.claims.release(EVA)

    timed.codings.add(coding(keys["a2"], "money", coder=OLA, sitting=OLA))
    with pytest.raises(AnswerHeldError):
        timed.codings.add(coding(keys["a1"], "money", sitting=KARI))

    assert [one.coder for one in timed.codings.history(keys["a1"])] == [EVA]


def test_a_coder_may_save_undo_and_save_again_what_he_holds(timed, keys):
    take(timed, keys)
    first = timed.codings.add(coding(keys["a1"], "time", sitting=KARI))
    timed.codings.withdraw(first.key, KARI)

    assert take(timed, keys, OLA) == keys["a2"]  # undone, and still in Kari's hands
    timed.codings.add(coding(keys["a1"], "money", sitting=KARI))


def test_coders_who_code_twice_hold_the_same_answer_each_for_himself(timed, keys):
    timed.assignments.assign([keys["a1"]], [KARI, OLA], Purpose.DOUBLE)
    assert take(timed, keys, KARI) == take(timed, keys, OLA) == keys["a1"]

    timed.codings.add(coding(keys["a1"], "time", sitting=KARI))
    timed.codings.add(coding(keys["a1"], "money", coder=OLA, sitting=OLA))

    assert take(timed, keys, KARI) == keys["a2"]
    assert take(timed, keys, OLA) == keys["a3"]


def test_an_answer_set_aside_for_double_coding_is_handed_to_nobody_else(timed, keys):
    timed.assignments.assign([keys["a1"]], [KARI, OLA], Purpose.DOUBLE)

    assert take(timed, keys, EVA) == keys["a2"]
    assert take(timed, keys, EVA, again=True) == keys["a2"]


def test_a_repeat_is_handed_to_its_coder_though_he_has_coded_it_before(timed, clock, keys):
    timed.codings.add_many([coding(key, "time") for key in keys.values()])
    clock.forward(60)
    timed.assignments.assign([keys["a2"]], [KARI], Purpose.CONSISTENCY)

    assert take(timed, keys, OLA) is None
    assert take(timed, keys) == keys["a2"]
    timed.codings.add(coding(keys["a2"], "money", sitting=KARI))
    assert take(timed, keys) is None


def test_what_is_identical_to_an_answer_set_aside_is_handed_to_nobody_either(timed):
    keys = bring_in(timed, a1="tid", a2="Tid!", a3="penger")
    timed.assignments.assign([keys["a2"]], [KARI, OLA], Purpose.DOUBLE)

    assert take(timed, keys, EVA) == keys["a3"]
    assert take(timed, keys, EVA, again=True) == keys["a3"]
    assert take(timed, keys) == take(timed, keys, OLA) == keys["a2"]


def test_an_answer_drawn_for_the_audit_is_coded_once(timed, keys):
    timed.assignments.assign([keys["a1"]], [KARI], Purpose.AUDIT)

    assert take(timed, keys) == keys["a1"]
    assert take(timed, keys, OLA) == keys["a2"]


def test_without_a_clock_of_the_tests_claims_go_by_the_databases(store):
    keys = bring_in(store, a1="tid")

    assert take(store, keys, seconds=-1) == keys["a1"]
    assert take(store, keys, OLA, seconds=60) == keys["a1"]
    assert take(store, keys, EVA) is None
