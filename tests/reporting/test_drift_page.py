import datetime as dt
import re
from dataclasses import replace

import pytest

from textcoder.learning.drift.change import Change
from textcoder.learning.drift.confidence import ConfidenceDrift
from textcoder.learning.drift.findings import Drift, Split
from textcoder.learning.drift.shares import CodeDrift
from textcoder.learning.drift.split import Effect, ShareSplit
from textcoder.learning.drift.themes import Theme
from textcoder.learning.drift.words import NewWord
from textcoder.reporting.drift_page import DriftReport, render_drift

CHANGE = Change(0.3, 0.4, 0.1, 0.05, 0.15, is_sure=True, margin=0.05)
EFFECT = Effect(0.1, 0.05, 0.15, is_sure=True)
FOUND = Drift(
    model="reasons/v2",
    question="Q1",
    of_question=True,
    then=1000,
    people_then=900,
    constructed_then=7,
    now=300,
    people_now=1,
    learnt_now=12,
    recalled_now=0.1,
    codes=(CodeDrift("time", 0.35, CHANGE),),
    referred=CHANGE,
    confidence=ConfidenceDrift(CHANGE, (0.2, 0.5, 0.7), (0.3, 0.6, 0.8), 0.12, (0.0, 0.5, 1.0), (0.5, 0.5), (0.3, 0.7)),
    unseen=CHANGE,
    new_words=(NewWord("drone", 12, CHANGE, 4.2),),
    looked_at=30,
    themes=(Theme(1, 12, 12, CHANGE, ("a1", "<a2>"), ("drone",), None, 0.0),),
    split=Split("reasons/v1", "reasons/v2", 200, 300, 34, 0.1, (ShareSplit("time", 0.3, 0.4, EFFECT, EFFECT, EFFECT),)),
)


def report(found=FOUND, **fields) -> DriftReport:
    usual = {"said": ("Theme 1 has come up.",), "texts": {}, "file": "now.csv", "before": "then.csv"}
    return DriftReport(found, **usual | fields, made_at=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))


def test_the_verdict_comes_first_and_every_figure_stands_in_a_table():
    page = render_drift(report())

    assert page.index("Theme 1 has come up.") < page.index("<table>")
    for shown in ("+10.0 [+5.0, +15.0]", "35 %", "drone", "4.2", "now.csv", "then.csv", "reasons/v1", "0.120"):
        assert shown in page


def test_every_plot_says_in_words_what_it_shows_and_has_a_table_after_it():
    page = render_drift(report())
    plots = [found.start() for found in re.finditer(r'<svg role="img" aria-label="[^"]{20,}"', page)]

    assert len(plots) == page.count("<svg") == 5
    assert all("<table>" in page[plot:] for plot in plots)


def test_the_page_needs_nothing_from_elsewhere_and_is_the_same_each_time():
    page = render_drift(report())

    assert page == render_drift(report())
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert "@import" not in page


def test_answers_are_shown_only_where_they_are_given_and_cannot_break_the_page():
    assert "&lt;b&gt;hei" not in render_drift(report())

    page = render_drift(report(texts={"a1": "<b>hei"}))

    assert "&lt;b&gt;hei" in page
    assert "<a2>" not in page


@pytest.mark.parametrize("lacking", ["confidence", "unseen", "split"])
def test_what_could_not_be_compared_is_left_out(lacking):
    found = replace(FOUND, **{lacking: None}, **({"new_words": None} if lacking == "unseen" else {}))

    assert "</html>" in render_drift(report(found))


def test_that_the_answers_learnt_from_were_constructed_is_said():
    assert "7 of the codings that the model learnt from are of constructed answers" in render_drift(report())


def test_how_many_answers_a_model_had_learnt_from_is_said_and_nothing_where_there_were_none():
    page = render_drift(report())

    assert "The model has learnt from 12 of them" in page
    assert "A model has learnt from 34 of these answers" in page
    assert "10 % of the earlier answers are identical" in page
    assert "learnt from 0" not in render_drift(
        report(replace(FOUND, learnt_now=0, split=replace(FOUND.split, learnt=0)))
    )
