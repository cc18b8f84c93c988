import pytest

from tests.builders import build_codeframe
from tests.labelling.offices import (
    QUESTION,
    SURVEY,
    codes_of,
    different_texts,
    open_office,
    sit_down,
    suggest_by_words,
)
from textcoder.labelling.queues import Listed
from textcoder.labelling.store.records import Kind, Purpose


@pytest.fixture
def store(tmp_path):
    with open_office(tmp_path, ["for lite tid", "for lite penger", "mangler mot", "vet ikke", "kurs"]) as store:
        yield store


def test_a_saved_decision_is_in_the_store_and_the_next_answer_is_shown(store):
    sitting = sit_down(store)

    sitting.toggle("time")
    sitting.toggle("money")
    sitting.save()

    assert codes_of(store) == {"001": ("time", "money")}
    assert sitting.task.answer.id == "002"


def test_an_exclusive_code_clears_the_others_and_says_so(store):
    sitting = sit_down(store)
    sitting.toggle("time")

    said = sitting.toggle("dont_know")

    assert said == "dont_know stands alone: time cleared."
    assert sitting.draft.choice.code_ids == {"dont_know"}


def test_nothing_chosen_is_not_a_decision(store):
    sitting = sit_down(store)

    said = sitting.save()

    assert said.startswith("Nothing is chosen")
    assert sitting.task.answer.id == "001"
    assert codes_of(store) == {}


def test_none_applies_is_a_decision(store):
    sitting = sit_down(store)

    sitting.none_applies()
    sitting.save()

    assert codes_of(store) == {"001": ()}


def test_enter_accepts_an_untouched_suggestion_and_remembers_the_model(store):
    sitting = sit_down(store, suggester=suggest_by_words)

    sitting.save()

    (coding,) = store.codings.by_coder(SURVEY, QUESTION)
    assert (coding.code_ids, coding.coder, coding.model_version) == (("time",), "human:kari", "v1")


def test_accept_takes_the_suggestion_whatever_was_chosen(store):
    sitting = sit_down(store, suggester=suggest_by_words)
    sitting.toggle("skill")

    sitting.accept()

    assert codes_of(store) == {"001": ("time",)}


def test_a_blind_coder_is_shown_no_suggestion(store):
    sitting = sit_down(store, suggester=suggest_by_words, blind=True)

    assert sitting.task.suggestion is None
    assert sitting.accept() == "There is no suggestion for this answer."


def test_a_suggestion_that_comes_late_is_shown_but_not_chosen(store):
    sitting = sit_down(store)

    sitting.renewed(suggester=suggest_by_words)

    assert sitting.task.suggestion.code_ids == ("time",)
    assert sitting.draft.choice.is_empty


def test_a_skipped_answer_comes_again_when_the_others_are_done(store):
    sitting = sit_down(store)
    sitting.skip()
    for _ in range(4):
        sitting.toggle("time")
        sitting.save()
    assert sitting.task is None

    sitting.skip()

    assert sitting.task.answer.id == "001"
    assert len(codes_of(store)) == 4


def test_a_skipped_answer_is_free_for_others(store):
    kari, ola = sit_down(store), sit_down(store, coder="ola")
    assert (kari.task.answer.id, ola.task.answer.id) == ("001", "002")

    kari.skip()

    assert sit_down(store, coder="eva").task.answer.id == "001"


def test_two_coders_never_have_the_same_answer(store):
    sittings = [sit_down(store, coder=f"coder-{n}") for n in range(5)]
    for sitting in sittings:
        sitting.prepare()

    assert sorted(one.task.answer.id for one in sittings) == ["001", "002", "003", "004", "005"]


def test_undo_takes_back_one_decision_after_the_other_and_shows_its_codes(tmp_path):
    with open_office(tmp_path, different_texts(12)) as store:
        sitting = sit_down(store)
        for _ in range(12):
            sitting.toggle("time")
            sitting.save()
        assert len(codes_of(store)) == 12

        for left in range(11, 1, -1):
            sitting.undo()
            assert len(codes_of(store)) == left

        assert sitting.task.answer.id == "003"
        assert sitting.draft.choice.code_ids == {"time"}
        for _ in range(10):
            sitting.toggle("money")
            sitting.save()
        assert set(codes_of(store).values()) == {("time",), ("time", "money")}
        assert len(codes_of(store)) == 12


def test_undoing_a_skip_shows_the_answer_again(store):
    sitting = sit_down(store)
    sitting.skip()

    sitting.undo()
    sitting.toggle("money")
    sitting.save()

    assert codes_of(store) == {"001": ("money",)}


def test_undo_has_an_end(store):
    assert sit_down(store).undo() == "There is nothing to undo in this sitting."


def test_going_back_and_saving_other_codes_is_a_new_decision_that_can_be_undone(store):
    sitting = sit_down(store)
    sitting.toggle("time")
    sitting.save()

    sitting.back()
    assert sitting.draft.choice.code_ids == {"time"}
    sitting.toggle("money")
    sitting.save()
    assert codes_of(store) == {"001": ("time", "money")}
    assert sitting.task.answer.id == "002"

    sitting.undo()
    assert codes_of(store) == {"001": ("time",)}


def test_going_back_and_on_again_saves_nothing_new(store):
    sitting = sit_down(store)
    sitting.toggle("time")
    sitting.save()
    sitting.toggle("money")

    sitting.back()
    sitting.save()

    assert len(store.codings.since()) == 1
    assert sitting.task.answer.id == "002"
    assert sitting.draft.choice.code_ids == {"money"}


def test_identical_answers_are_decided_together_and_shown_once(tmp_path):
    with open_office(tmp_path, ["For lite tid", "mot", "for lite tid.", "for  lite tid"]) as store:
        sitting = sit_down(store)
        assert sitting.task.identical == 3

        sitting.toggle("time")
        sitting.save()

        assert sitting.task.answer.id == "002"
        assert codes_of(store) == {"001": ("time",), "003": ("time",), "004": ("time",)}


def test_nearly_identical_answers_are_coded_and_undone_together(tmp_path):
    with open_office(tmp_path, ["mangler kompetanse", "mangler kompetansse", "kompetanse mangler", "mot"]) as store:
        sitting = sit_down(store)
        assert [one.id for one in sitting.task.alike] == ["003", "002"]

        sitting.batch([one.key for one in sitting.task.alike])
        sitting.toggle("skill")
        sitting.save()
        assert codes_of(store) == {"001": ("skill",), "002": ("skill",), "003": ("skill",)}
        assert sitting.task.answer.id == "004"

        sitting.undo()
        assert codes_of(store) == {}


def test_identical_answers_do_not_crowd_out_those_that_are_not_quite(tmp_path):
    often = ["Mangler tid og penger"] * 40
    with open_office(tmp_path, [*often, "Mangler penger og tid"]) as store:
        sitting = sit_down(store)

        assert (sitting.task.identical, [one.id for one in sitting.task.alike]) == (40, ["041"])


def test_nearly_identical_answers_in_other_hands_are_left_there(tmp_path):
    with open_office(tmp_path, ["mangler kompetanse", "mangler kompetansse"]) as store:
        sitting = sit_down(store)
        sitting.batch([one.key for one in sitting.task.alike])
        assert sit_down(store, coder="ola").task.answer.id == "002"

        sitting.toggle("skill")
        said = sitting.save()

        assert said == "1 of the nearly identical ones are coded or held by others by now."
        assert codes_of(store) == {"001": ("skill",)}


def test_a_flag_and_a_comment_are_saved_with_the_codes(store):
    sitting = sit_down(store)
    sitting.flag()
    sitting.comment("ask Ola")
    sitting.toggle("time")
    sitting.save()

    (coding,) = store.codings.since()
    assert (coding.flag, coding.comment) == (True, "ask Ola")
    assert sitting.draft.flag is False


def test_a_flag_on_a_skipped_answer_is_kept_as_a_note(store):
    sitting = sit_down(store)
    sitting.flag()
    sitting.skip()

    (note,) = store.codings.since()
    assert (note.kind, note.flag) == (Kind.NOTE, True)
    assert codes_of(store) == {}


def test_after_a_kill_the_next_sitting_goes_on_where_it_was(store):
    killed = sit_down(store, sitting="killed")
    killed.toggle("time")
    killed.save()
    killed.prepare()
    was_shown = killed.task.answer.id
    del killed

    sitting = sit_down(store, over=["killed"])

    assert sitting.task.answer.id == was_shown == "002"
    sitting.undo()
    assert sitting.task.answer.id == "001"
    assert codes_of(store) == {}
    sitting.toggle("money")
    sitting.save()
    assert codes_of(store) == {"001": ("time", "money")}


def test_an_answer_that_went_to_somebody_else_meanwhile_is_not_saved(tmp_path):
    import datetime as dt

    with open_office(tmp_path) as first:
        late = sit_down(first)
        later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
        first.codings._database._clock = lambda: later
        other = sit_down(first, coder="ola")
        assert other.task.answer.id == late.task.answer.id == "001"

        late.toggle("time")
        said = late.save()

        assert "not saved" in said
        assert codes_of(first) == {}


def test_what_was_searched_for_comes_before_the_answer_at_hand(store):
    sitting = sit_down(store)
    wanted = store.answers.with_id(SURVEY, QUESTION, "003")

    sitting.open(wanted.key)
    sitting.toggle("skill")
    sitting.save()

    assert codes_of(store) == {"003": ("skill",)}
    assert sitting.task.answer.id == "001"


def test_progress_follows_decisions(store):
    sitting = sit_down(store)
    sitting.toggle("time")
    sitting.save()
    sitting.prepare()

    assert sitting.overview.progress.left == 4
    assert sitting.overview.decisions_left == 4
    sitting.undo()
    sitting.prepare()
    assert sitting.overview.progress.left == 5


def test_pace_is_the_median_of_decisions(store):
    now = [0.0]
    sitting = sit_down(store, clock=lambda: now[0])
    for seconds in (10, 20, 12):
        now[0] += seconds
        sitting.toggle("time")
        sitting.save()

    assert sitting.pace.an_hour == 300
    assert [one.seconds for one in store.codings.since()] == [10, 20, 12]


def test_double_coding_comes_first_and_without_suggestion(store):
    keys = [store.answers.with_id(SURVEY, QUESTION, "003").key]
    store.assignments.assign(keys, ["human:kari", "human:ola"], Purpose.DOUBLE)
    for coder in ("kari", "ola"):
        sitting = sit_down(store, Listed("one", keys), coder=coder, suggester=suggest_by_words)
        assert (sitting.task.answer.id, sitting.task.suggestion) == ("003", None)
        sitting.toggle("time" if coder == "kari" else "money")
        sitting.save()

    assert {one.coder: one.code_ids for one in store.codings.since()} == {
        "human:kari": ("time",),
        "human:ola": ("money",),
    }


def test_a_codeframe_that_wants_a_code_takes_no_none(tmp_path):
    with open_office(tmp_path, frame=build_codeframe("time", "money", min_codes=1)) as store:
        sitting = sit_down(store)

        assert "choose one" in sitting.none_applies()
        assert sitting.draft.choice.is_empty


def test_closing_lets_go_of_everything(store):
    sitting = sit_down(store)
    sitting.prepare()
    assert store.claims.live()

    sitting.close()

    assert store.claims.live() == []
