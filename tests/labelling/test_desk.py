"""What a coder finds before him: the rest of a desk's life is in test_session.py."""

from dataclasses import replace

import pytest

from tests.builders import build_codeframe
from tests.labelling.offices import QUESTION, SURVEY, codes_of, open_office, sit_down, suggest_by_words
from textcoder.labelling.keys import assign_keys
from textcoder.labelling.queues import Listed, Planted, search_queue, stale_queue
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, Purpose, StaleBecause
from textcoder.labelling.terminal.wording import facts, why

DRAWN = "random order; the sample is all of it coded so far"


@pytest.fixture
def store(tmp_path):
    with open_office(
        tmp_path, ["for lite tid", "for lite penger", "mangler mot", "vet ikke", "for lite tidd"]
    ) as store:
        yield store


def key_of(store, answer_id: str) -> int:
    return store.answers.with_id(SURVEY, QUESTION, answer_id).key


def save(sitting, code_id: str = "money") -> None:
    sitting.clear()
    sitting.toggle(code_id)
    sitting.save()


def said_of(sitting) -> list[str]:
    return facts(sitting, assign_keys(sitting.frame))


def reasons(store) -> dict[str, str]:
    """Why each answer was coded, by its id, of the last coding of each."""
    return {one.answer_id: one.chosen for one in store.codings.since()}


def test_a_decision_is_stored_with_the_reason_the_answer_came_for(store):
    keys = [key_of(store, answer_id) for answer_id in ("003", "002")]
    sitting = sit_down(store, Listed("uncertain", keys, reasons={keys[0]: "audit"}, why="uncertain"))

    save(sitting)
    save(sitting)

    assert reasons(store) == {"003": "audit", "002": "uncertain"}


def test_going_back_and_deciding_anew_keeps_the_reason(store):
    key = key_of(store, "003")
    sitting = sit_down(store, Listed("uncertain", [key, key_of(store, "002")], reasons={key: "audit"}))
    save(sitting)

    sitting.back()
    save(sitting, "time")

    assert [one.chosen for one in store.codings.since()] == ["audit", "audit"]


def test_an_answer_that_was_searched_for_is_not_taken_for_a_random_one(store):
    keys = [key_of(store, "001"), key_of(store, "003")]
    sitting = sit_down(store, Listed("random", keys, estimates=True, why="random"))

    sitting.open(key_of(store, "003"))
    assert DRAWN not in said_of(sitting)
    save(sitting)
    save(sitting)

    assert reasons(store) == {"003": "search", "001": "random"}


def test_what_is_coded_along_with_a_random_answer_is_not_random(store):
    sitting = sit_down(store, Listed("random", [key_of(store, "001")], estimates=True, why="random"))
    sitting.batch([key_of(store, "005")])

    save(sitting, "time")

    assert reasons(store) == {"001": "random", "005": "alike"}


def test_after_a_kill_a_decision_keeps_its_reason(store):
    keys = [key_of(store, "003"), key_of(store, "002")]
    save(sit_down(store, Listed("uncertain", keys, reasons={keys[0]: "audit"}), sitting="killed"))

    sitting = sit_down(store, over=["killed"])
    sitting.back()
    save(sitting, "time")

    assert store.codings.since()[-1].chosen == "audit"


def test_words_that_were_searched_for_are_not_stored_with_an_answer_left_by_a_sitting_that_was_killed(store):
    sit_down(store, [key_of(store, "001")], sitting="killed")

    sitting = sit_down(store, search_queue("kari nordmann", [key_of(store, "003")]), over=["killed"])
    assert sitting.task.answer.id == "001"
    save(sitting)
    save(sitting)

    assert reasons(store) == {"001": "", "003": "search"}


def test_random_and_audited_answers_are_marked_and_no_others(store):
    keys = [key_of(store, answer_id) for answer_id in ("001", "002", "003", "004")]
    why = dict(zip(keys, ("medoid", "audit", "random", "double"), strict=True))
    sitting = sit_down(store, Listed("uncertain", keys, reasons=why))

    marked = []
    for _ in keys:
        marked.append(DRAWN in said_of(sitting))
        save(sitting)

    assert marked == [False, True, True, False]


@pytest.mark.parametrize(("name", "estimates"), [("random", True), ("frequent", False)])
def test_a_planted_repeat_looks_like_any_answer_of_its_queue(store, name, estimates):
    earlier, fresh = key_of(store, "003"), key_of(store, "004")
    store.codings.add(NewCoding(earlier, ["time"], "human:kari"))
    store.assignments.assign([earlier], ["human:kari"], Purpose.CONSISTENCY)
    queue = Planted(Listed(name, [fresh], estimates=estimates, why=name), repeats=[earlier])
    sitting = sit_down(store, queue)
    asked_fresh = said_of(sitting)[1:], why(sitting)
    save(sitting)

    assert sitting.task.answer.key == earlier
    assert (said_of(sitting)[1:], why(sitting)) == asked_fresh
    assert sitting.draft.choice.is_empty
    save(sitting, "skill")
    assert store.codings.since()[-1].chosen == "repeat"


def test_a_repeat_is_coded_afresh_among_answers_that_are_coded_again(store):
    earlier = key_of(store, "001")
    store.codings.add(NewCoding(earlier, ["time"], "human:kari"))
    store.assignments.assign([earlier], ["human:kari"], Purpose.CONSISTENCY)

    sitting = sit_down(store, Planted(Listed("disagreement", [], again=True), repeats=[earlier]))

    assert sitting.task.answer.key == earlier
    assert sitting.draft.choice.is_empty


def test_a_changed_text_is_shown_with_what_it_was_coded_before(store):
    store.codings.add(NewCoding(key_of(store, "001"), ["time", "money"], "human:ola"))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("001", "noe annet")])

    sitting = sit_down(store, stale_queue(store, sit_down(store, []).overview))

    assert said_of(sitting)[-1] == "coded time; money when the text was another"
    assert reasons(store)["001"] == ""
    save(sitting)
    assert reasons(store)["001"] == "stale"


def test_who_is_blind_sees_what_he_gave_himself_and_not_what_others_gave(store):
    for coder, code in (("human:kari", "time"), ("human:ola", "money")):
        store.codings.add(NewCoding(key_of(store, "001"), [code], coder))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("001", "noe annet")])
    queue = stale_queue(store, sit_down(store, []).overview)

    seen = {}
    for coder in ("kari", "ola", "eva"):
        sitting = sit_down(store, queue, coder=coder, blind=True)
        seen[coder] = sitting.task.was and sitting.task.was.coding.code_ids
        sitting.close()

    assert seen == {"kari": ("time",), "ola": ("money",), "eva": None}


def outdated(store, answer_id: str, **changes):
    """A queue of one answer whose coding counts no longer since a code was split, as the store tells of it."""
    key = key_of(store, answer_id)
    store.codings.add(NewCoding(key, ["time", "money"], "human:kari"))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer(answer_id, "penger og noe til")])
    (stale,) = store.codings.stale(SURVEY, QUESTION)
    split = replace(stale, because=StaleBecause.CODEFRAME, because_words="time is split", **changes)
    return Listed("stale", [key], stale={key: [split]})


def test_what_still_holds_is_chosen_already_and_saved_only_with_enter(store):
    queue = outdated(store, "001", keep=("money",), choose_from=("skill", "dont_know"))
    sitting = sit_down(store, queue, suggester=suggest_by_words)

    assert said_of(sitting)[-1] == "was: time; money. time is split: choose skill or dont_know"
    assert sitting.draft.choice.code_ids == {"money"}
    assert codes_of(store) == {}
    sitting.toggle("skill")
    sitting.save()
    assert codes_of(store)["001"] == ("money", "skill")


@pytest.mark.parametrize("keep", [(), ("money", "dont_know")])
def test_where_nothing_is_left_that_can_be_saved_the_answer_begins_with_the_suggestion(store, keep):
    sitting = sit_down(store, outdated(store, "001", keep=keep), suggester=suggest_by_words)

    assert sitting.draft.choice.code_ids == {"money"}  # which its new text speaks of
    assert sitting.task.suggestion.code_ids == ("money",)


def test_codes_that_are_no_longer_there_are_named_by_their_ids(tmp_path):
    with open_office(tmp_path, frame=build_codeframe("time", "money")) as store:
        queue = outdated(store, "001")
        (key,) = queue
        (stale,) = queue.outdated(key)
        gone = replace(stale, coding=replace(stale.coding, code_ids=("hours",)), because_words="hours is retired")

        sitting = sit_down(store, Listed("stale", [key], stale={key: [gone]}))

        assert said_of(sitting)[-1] == "was: hours. hours is retired"
