import csv
import json
import shutil
from datetime import UTC, datetime

import pytest

from tests.cli.conftest import CODEFRAME, run_here
from textcoder.learning.forgetting import ForgottenAnswer, forget_beside_models

WRONG = {"004": "economy", "105": "1", "210": "2", "313": "capacity"}
"""Codings made wrong, by id: time is no money, money no time, one of two codes is missing, and a don't-know."""

CODERS = ("kari", "ola")
"""Those of even and of odd ids."""


@pytest.fixture(scope="module")
def doubting(tmp_path_factory, brought):
    """A home whose model has learnt from some wrong codings. Never to be changed by a test."""
    home = tmp_path_factory.mktemp("doubting")
    (home / "models").mkdir()
    survey = home / "labels" / "barriere-2025"
    survey.mkdir(parents=True)
    (survey / "codeframe.yaml").write_text(CODEFRAME, encoding="utf-8")
    with (brought / "coded.csv").open(encoding="utf-8") as right:
        rows = list(csv.DictReader(right))
    with (survey / "codings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "coder"])
        writer.writeheader()
        writer.writerows(
            row | {"codes": WRONG.get(row["id"], row["codes"]), "coder": CODERS[int(row["id"]) % 2]} for row in rows
        )
    done = run_here("train", "--codeframe", "barriers", "--profile", "fast", "--home", home, "--quiet")
    assert done.code == 0, done.err
    return home


def doubts(home, *more: object):
    ended = run_here("doubts", "--codeframe", "barriers", "--home", home, "--json", *more)
    assert (ended.code, ended.err) == (0, ""), ended.err
    return json.loads(ended.out)


def test_wrong_codings_come_first_with_what_the_model_would_give(doubting):
    found = doubts(doubting, "--limit", "8")

    by_id = {one["id"]: one for one in found["doubts"]}
    assert set(WRONG) <= set(by_id)
    assert (by_id["004"]["given"], by_id["004"]["model"]) == (["economy"], ["capacity"])
    assert by_id["313"]["source"] == "rule"
    assert found["doubts"] == sorted(found["doubts"], key=lambda one: one["score"])
    assert (found["codings"], found["ranked"], found["code"]) == (84, 84, None)


def test_each_coding_is_told_with_who_gave_it(doubting):
    found = doubts(doubting)["doubts"]

    assert {one["coder"] for one in found} == set(CODERS)
    assert all(one["coder"] == CODERS[int(one["id"]) % 2] for one in found)


def test_a_model_whose_codings_were_not_kept_doubts_without_naming_coders(doubting, tmp_path):
    home = shutil.copytree(doubting, tmp_path / "home")
    shutil.rmtree(home / "models" / "trained" / "barriers" / "snapshots")

    ended = run_here("doubts", "--codeframe", "barriers", "--home", home, "--json")

    assert ended.code == 0
    assert "Who gave the codings is not known." in ended.err
    assert {one["coder"] for one in json.loads(ended.out)["doubts"]} == {""}


def test_every_code_stands_with_its_own_score_the_most_doubtful_first(doubting):
    found = next(one for one in doubts(doubting)["doubts"] if one["id"] == "004")

    assert [one["code_id"] for one in found["codes"][:2]] in (["economy", "capacity"], ["capacity", "economy"])
    scores = [one["score"] for one in found["codes"]]
    assert scores == sorted(scores)
    by_code = {one["code_id"]: one for one in found["codes"]}
    assert by_code["economy"]["is_given"]
    assert by_code["economy"]["score"] == by_code["economy"]["probability"]
    assert by_code["capacity"]["score"] == pytest.approx(1 - by_code["capacity"]["probability"], abs=1e-5)


@pytest.mark.parametrize("code", ["economy", "2"])
def test_by_one_code_its_own_score_ranks(doubting, code):
    found = doubts(doubting, "--code", code, "--limit", "84")

    assert found["code"] == "economy"
    for one in found["doubts"]:
        (economy,) = [of for of in one["codes"] if of["code_id"] == "economy"]
        assert one["score"] == pytest.approx(economy["score"], abs=1e-5)
    assert {one["id"] for one in found["doubts"][:2]} == {"004", "105"}


def test_how_often_coder_and_model_differ_is_told_for_each_code(doubting):
    codes = {one["code_id"]: one for one in doubts(doubting)["codes"]}

    assert codes["dont_know"] == {"code_id": "dont_know", "given": 5, "only_given": 0, "only_model": 1}


def test_people_get_a_table_that_fits_a_terminal_even_from_a_pipe(doubting):
    ended = run_here("doubts", "--codeframe", "barriers", "--home", doubting, "--limit", "5")

    assert "kari" in ended.out
    assert "the 5 most doubtful of 84 codings, by the whole set" in ended.out
    line = next(line for line in ended.out.splitlines() if line.split()[:1] == ["004"])
    assert "−economy" in line
    assert "+capacity" in line
    assert max(map(len, ended.out.splitlines()[1:])) <= 80
    assert "by rule: −capacity, +dont_know" in ended.out


def test_no_answer_is_told_in_words(doubting):
    ended = run_here("doubts", "--codeframe", "barriers", "--home", doubting, "--limit", "84")

    assert "tid" not in ended.out.split()
    assert "for lite" not in ended.out + ended.err


def test_a_code_that_is_not_there_is_bad_input(doubting):
    ended = run_here("doubts", "--codeframe", "barriers", "--home", doubting, "--code", "mood")

    assert ended.code == 2
    assert "mood" in ended.err
    assert "barriers" in ended.err


def test_a_model_that_is_not_there_is_not_found(doubting):
    ended = run_here("doubts", "--codeframe", "barriers", "--home", doubting, "--model", "20200101-00000000")

    assert ended.code == 3
    assert "20200101-00000000" in ended.err


def test_a_model_of_another_codeframe_is_refused(doubting, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(CODEFRAME.replace("number: 2", "number: 3"), encoding="utf-8")

    ended = run_here("doubts", "--codeframe", other, "--home", doubting)

    assert ended.code == 4


def test_who_is_forgotten_is_doubted_no_more(doubting, tmp_path, brought):
    home = shutil.copytree(doubting, tmp_path / "home")
    with (brought / "coded.csv").open(encoding="utf-8") as file:
        text = next(row["text"] for row in csv.DictReader(file) if row["id"] == "004")

    gone = [ForgottenAnswer("barometer", "Q24", "004", frozenset([text]))]
    forget_beside_models(home / "models" / "trained", gone, now=datetime(2026, 11, 22, tzinfo=UTC))

    found = doubts(home)
    assert "004" in {one["id"] for one in doubts(doubting)["doubts"]}
    assert "004" not in {one["id"] for one in found["doubts"]}
    assert found["codings"] == doubts(doubting)["codings"] - 1
