import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from textcoder.answers import Answer
from textcoder.codings import CodedAnswer
from textcoder.errors import TooFewCodingsError
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.choosing import audit_sample
from textcoder.learning.coding_order import DifferentAnswers, open_rows
from textcoder.learning.refreshing import Decided, Wish, all_codings, compare, look_at, refresh

KINDS = {"time": "for lite tid", "money": "for lite penger", "skill": "mangler kompetanse"}
WHO = "abcdefghijklmnopqrstuvwxyz"


def different(number: int) -> list[tuple[str, str]]:
    """Texts that say which code they have, each once; the third code is rare."""
    codes = ["skill" if n % 20 == 0 else ("time", "money")[n % 2] for n in range(number)]
    return [(f"{KINDS[code]} {WHO[n % 26]}{WHO[n // 26 % 26]}", code) for n, code in enumerate(codes)]


def a_wish(frame, settings, texts, done, **how) -> Wish:
    answers = DifferentAnswers(texts, np.ones(len(texts), dtype=np.intp), np.array(done, dtype=bool))
    how = {"coded": (), "beside": None, "now": dt.datetime(2026, 5, 4)} | how
    return Wish(models=None, codeframe=frame, settings=settings, question="Q1", answers=answers, **how)


def test_a_refreshed_model_has_learnt_what_is_coded_by_now(coded, frame, reader, small_settings):
    texts = [one.answer.text for one in coded[:5]] + ["for lite tid, sier alle", "stramt budsjett"]
    wish = a_wish(frame, small_settings, texts, [True] * 5 + [False] * 2, coded=tuple(coded))

    made = refresh(wish, reader, reader)

    assert made.codings == 80
    assert made.version.startswith("20260504-refreshed-")
    assert made.given.shape == (7, 4)
    assert made.left.answers == 2
    assert made.order is None
    assert len(made.model.memory) == len({one.answer.text for one in coded})


def test_the_same_codings_give_the_same_name_and_other_codings_another(coded, frame, reader, small_settings):
    texts = ["for lite tid, sier alle"]
    name = refresh(a_wish(frame, small_settings, texts, [False], coded=tuple(coded)), reader, reader).version
    again = refresh(a_wish(frame, small_settings, texts, [False], coded=tuple(coded[::-1])), reader, reader).version
    fewer = refresh(a_wish(frame, small_settings, texts, [False], coded=tuple(coded[:60])), reader, reader).version

    assert name == again != fewer


def test_with_too_few_codings_there_is_no_model(coded, frame, reader, small_settings):
    with pytest.raises(TooFewCodingsError):
        refresh(a_wish(frame, small_settings, ["tid"], [False], coded=tuple(coded[:10])), reader, reader)


def test_what_people_have_coded_goes_before_what_lies_beside(tmp_path, coded, frame, small_settings):
    beside = tmp_path / "codings.csv"
    one = coded[0].answer
    beside.write_text(
        f'id,question,text,codes\n{one.id},{one.question},"{one.text}",dont_know\n{one.id},,"{one.text}",skill\n',
        encoding="utf-8",
    )

    found = all_codings(a_wish(frame, small_settings, [], [], coded=(coded[0],), beside=beside))

    assert found[0] == coded[0]
    assert [(other.answer.question, set(other.code_ids)) for other in found[1:]] == [("", {"skill"})]


def test_identical_answers_are_all_counted_and_estimates_are_near(model, frame, reader):
    texts = [text for text, _ in different(60)]
    counts = np.arange(60) % 3 + 1
    answers = DifferentAnswers(texts, counts, np.arange(60) < 10)
    autocoder = Autocoder(model, frame, reader, version="v", max_error=0.2)
    codings = autocoder.code(texts, "Q1")
    unsure = sum(int(counts[row]) for row in range(10, 60) if codings[row].status.value == "referred")

    exact, estimate = look_at(answers, autocoder, "Q1"), look_at(answers, autocoder, "Q1", most=25)

    assert (exact.answers, exact.unsure, exact.is_estimate) == (counts[10:].sum(), unsure, False)
    assert (estimate.answers, estimate.is_estimate) == (exact.answers, True)
    assert abs(estimate.unsure - unsure) <= 0.4 * exact.answers


@pytest.fixture
def played(frame):
    """120 coded answers of 360: the audit sample, and as chosen ones some that teach, or some that do not."""

    def play(*, useless: bool):
        texts, codes = zip(*different(360), strict=True)
        nothing = DifferentAnswers(texts, np.ones(360, dtype=np.intp), np.zeros(360, dtype=bool))
        rows = open_rows(nothing, frame)
        audit = audit_sample(np.ones(len(rows), dtype=bool))[:60]
        others = [int(row) for row in rows if row not in set(rows[audit].tolist())]
        rare_first = sorted(others, key=lambda row: codes[row] != "skill")
        wanted = [row for row in others if codes[row] == "time"] if useless else [*rare_first[:12], *others[:60]]
        decided = [Decided(row, frozenset([codes[row]]), "uncertain") for row in dict.fromkeys(wanted[:60])]
        decided += [Decided(row, frozenset([codes[row]]), "audit") for row in rows[audit].tolist()]
        coded = [CodedAnswer(Answer(str(one.row), texts[one.row], "Q1"), one.code_ids) for one in decided]
        return texts, decided, coded

    return play


@pytest.mark.parametrize("useless", [True, False])
def test_choosing_is_found_out_where_it_teaches_one_thing_only(played, frame, reader, small_settings, useless):
    texts, decided, coded = played(useless=useless)
    done = np.isin(np.arange(360), [one.row for one in decided])
    wish = a_wish(frame, small_settings, texts, done, decided=tuple(decided))

    found = compare(wish, reader, coded, fewest=50)

    assert found is not None
    assert found.judged_on == 60
    assert found.pays is not useless


def test_with_a_small_audit_sample_nothing_is_said_of_choosing(played, frame, reader, small_settings):
    texts, decided, coded = played(useless=True)
    wish = a_wish(frame, small_settings, texts, np.zeros(360), decided=tuple(decided))

    assert compare(wish, reader, coded) is None


@pytest.mark.parametrize("reason", ["frequent", "search", "random", "settled", "alike", ""])
def test_choosing_is_not_judged_by_answers_that_nobody_chose(played, frame, reader, small_settings, reason):
    texts, decided, coded = played(useless=True)
    others = [replace(one, reason=reason) if one.reason == "uncertain" else one for one in decided]
    done = np.isin(np.arange(360), [one.row for one in decided])
    wish = a_wish(frame, small_settings, texts, done, decided=tuple(others))

    assert compare(wish, reader, coded, fewest=50) is None


def test_answers_that_nobody_chose_change_nothing_in_the_comparison(played, frame, reader, small_settings):
    """The frequent ones are coded first, as at the beginning of most sittings."""
    texts, decided, coded = played(useless=False)
    known = {one.row for one in decided}
    more = [Decided(row, frozenset(["time"]), "frequent") for row in range(360) if row not in known][:40]
    coded += [CodedAnswer(Answer(str(one.row), texts[one.row], "Q1"), one.code_ids) for one in more]
    done = np.isin(np.arange(360), [one.row for one in decided])

    alone = compare(a_wish(frame, small_settings, texts, done, decided=tuple(decided)), reader, coded, fewest=50)
    with_others = a_wish(frame, small_settings, texts, done, decided=(*more, *decided))

    assert alone is not None
    assert compare(with_others, reader, coded, fewest=50) == alone
