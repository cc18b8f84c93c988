"""A page for people: what was found, how it was coded, and how good the model is. One file, opens offline."""

import datetime as dt
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from textcoder.codeframe import Codeframe, in_language
from textcoder.learning.classifying import FieldSummary, Summary
from textcoder.learning.evaluation import Figure
from textcoder.learning.promise import Promise
from textcoder.learning.workshop import Found
from textcoder.survey import Survey

_FEWEST_TO_SHOW = 5
"""Answers below which a field is not shown: with so few, a share is a person."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the page tells."""

    survey: Survey
    codeframe: Codeframe
    summary: Summary
    evaluation: Found
    promise: Promise
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class _Section:
    """One open field on the page."""

    field: FieldSummary
    question: str


def render(report: Report, language: str = "nb") -> str:
    """Write the page as HTML."""
    environment = Environment(
        loader=PackageLoader("textcoder.reporting"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    environment.filters.update(
        figure=_figure, percent=_percent, chosen=_chosen, text=lambda texts: in_language(texts, language)
    )
    questions = {one.id: one.question for one in report.survey.open_fields}
    # By how many wrote something: of those asked for comments, most have none.
    by_size = sorted(report.summary.fields, key=lambda one: -one.by_status["coded"] - one.by_status["referred"])
    sections = [
        _Section(one, in_language(questions[one.question].text, language))
        for one in by_size
        if one.base >= _FEWEST_TO_SHOW
    ]
    left_out = [one.question for one in by_size if 0 < one.base < _FEWEST_TO_SHOW]
    codes = {code.id: code for code in report.codeframe.codes}
    return environment.get_template("report.html.j2").render(
        r=report, sections=sections, left_out=left_out, fewest=_FEWEST_TO_SHOW, codes=codes
    )


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    interval = "" if figure.low is None or figure.high is None else f" [{figure.low:.2f}–{figure.high:.2f}]"
    return f"{figure.value:.2f}{interval}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _chosen(share: float) -> str:
    """A share somebody has chosen, not rounded away: half a per cent is no nought."""
    return f"{100 * share:.3g} %"
