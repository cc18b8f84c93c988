import dataclasses
import datetime as dt
import random
import re

import pytest

from tests.builders import build_code, build_codeframe
from tests.learning.test_comparing import build_judged
from tests.learning.test_concluding import CODES, build_facts, build_side
from tests.reporting.test_page import Page
from textcoder.learning.changed_answers import changed_answers, moves
from textcoder.learning.comparing import compare_judged, compare_moves
from textcoder.learning.concluding import conclude
from textcoder.learning.coverage import coverage_curve
from textcoder.learning.model_comparison import ModelComparison
from textcoder.reporting.comparison import render_comparison

NOW = dt.datetime(2026, 11, 22, 12, 30, tzinfo=dt.UTC)


def build_comparison(*, is_judged=True, label="Tid", answers=60):
    rng = random.Random(2)
    human = [rng.choice([("time",), ("money",)]) for _ in range(answers)]
    judged = [
        [build_judged(n, wanted, wanted if rng.random() < right else ("time",)) for n, wanted in enumerate(human)]
        for right in (0.6, 0.95)
    ]
    frame = build_codeframe(build_code("time", 1, label={"nb": label}), build_code("money", 2, label={"nb": "Penger"}))
    side = dataclasses.replace(build_side(*judged, is_judged=is_judged), codeframe=frame)
    figures = (compare_judged if is_judged else compare_moves)(*judged, CODES, max_error=0.1)
    changed = changed_answers(*judged, is_judged=is_judged)
    facts = build_facts("a", is_current=True), build_facts("b")
    curves = tuple(coverage_curve(one) if is_judged else () for one in judged)
    conclusion = conclude(facts[1], side, figures, changed)
    return ModelComparison(*facts, side, figures, changed, moves(changed), curves, conclusion)


def render(found=None, *, listed=None, texts=None):
    found = found or build_comparison()
    return render_comparison(found, found.changed if listed is None else listed, texts or {}, made_at=NOW)


def body_of(html):
    """Without the plots, whose text is not that of tables."""
    return re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)


def test_the_page_says_first_what_to_do():
    found = build_comparison()
    html = render(found)

    place = html.index(found.conclusion.headline)
    assert place < html.index(found.conclusion.findings[0].split("(")[0]) < html.index("<svg")
    assert "textcoder models promote reasons/b" in html


def test_behind_every_plot_stands_a_table_with_its_figures():
    found = build_comparison()
    tables = Page(body_of(render(found))).tables
    by_head = {tuple(table[0]): table[1:] for table in tables}

    f1 = by_head["Code", "Answers with it", "F1 of A", "of B", "B minus A"]
    assert [row[0] for row in f1] == ["All codes (macro F1)", "Tid", "Penger"]
    assert [row[2:4] for row in f1[1:]] == [
        [f"{code.f1.before:.3f}", f"{code.f1.after:.3f}"] for code in found.figures.codes
    ]
    coverage = by_head["Coded", "Wrong with A", "Wrong with B"]
    assert len(coverage) == len(found.coverage[0]) == 20
    shares = by_head["Code", "A", "B", "B minus A, in points", "Answers that get it", "that lose it"]
    assert [int(row[4]) for row in shares] == [code.gained for code in found.figures.codes]
    assert render(found).count("<svg") == 3


def test_the_page_is_one_file_that_fetches_nothing():
    html = render()

    assert html.startswith("<!doctype html>")
    assert not re.search(r"https?:|src=|url\((?!#)|@import|<link|<script", html)


def test_every_element_is_closed_and_html_in_labels_and_texts_is_shown_and_not_run():
    evil = "<script>alert('x')</script> & \"<b>\""
    found = build_comparison(label=evil)

    page = Page(body_of(render(found, texts={("Q1", one.id): evil for one in found.changed})))

    assert page.open == []
    assert page.tags.isdisjoint({"script", "b"})
    assert page.tables[-1][2] == [evil]
    assert "<script>" not in render(found)


def test_the_answers_are_listed_by_question_and_id_and_without_their_texts():
    found = build_comparison()

    (head, *rows) = Page(body_of(render(found, listed=found.changed[:3]))).tables[-1]

    assert head == ["Answer", "Human", "A", "B", "Becomes", "B is sure", "B codes"]
    assert [row[0] for row in rows] == [f"Q1 {one.id}" for one in found.changed[:3]]
    assert [row[4] for row in rows] == [{"better": "right", "worse": "wrong"}[one.change] for one in found.changed[:3]]


def test_answers_that_nobody_has_coded_have_no_figures_of_who_is_right():
    html = render(build_comparison(is_judged=False))
    page = Page(body_of(html))

    assert html.count("<svg") == 1
    assert "F1" not in html
    assert page.tables[-1][0] == ["Answer", "A", "B", "B is sure", "B codes"]


def test_the_same_comparison_gives_the_same_page():
    assert render(build_comparison()) == render(build_comparison())


def test_no_change_at_all_makes_a_page_too():
    found = build_comparison()
    same = found.side.judged_before
    figures = compare_judged(same, same, CODES, max_error=0.1)

    html = render(dataclasses.replace(found, figures=figures, changed=(), moves=()))

    assert "The answers whose codes change" not in html


@pytest.mark.parametrize("answers", [1, 4])
def test_very_few_answers_make_a_page_without_intervals(answers):
    assert "are too few for intervals" in render(build_comparison(answers=answers))
