import datetime as dt
from html.parser import HTMLParser

import pytest

from tests.builders import build_code, build_codeframe
from textcoder.learning.classifying import CodeCount, FieldSummary, Summary
from textcoder.learning.evaluation import Judged, evaluate
from textcoder.learning.promise import Promise
from textcoder.learning.workshop import Found
from textcoder.reporting.page import Report, render
from textcoder.survey import Question, Survey

NOW = dt.datetime(2024, 11, 5, 12, 30, tzinfo=dt.UTC)
KEPT = Promise(0.1, cut=0.6, share=0.5, error=0.04, answers=100)
TIME = build_code("time", 1, label={"nb": "Tid", "nn": "Tida"})
MONEY = build_code("money", 2, label={"nb": "Penger"})


def build_field(question="Q1", base=10, counts=((3, 2), (1, 0)), coded=6, referred=3, empty=5):
    codes = (CodeCount(code_id, c + r, c, r) for code_id, (c, r) in zip(("time", "money"), counts, strict=True))
    statuses = {"coded": coded, "referred": referred, "empty": empty, "error": 0}
    return FieldSummary(question, base, tuple(codes), statuses, {"human": 0, "exact": 0, "rule": 2, "model": 4})


def build_report(*fields, codes=(TIME, MONEY), promise=KEPT, title="Undersøkelsen", text="Hva hindrer?"):
    fields = fields or (build_field(),)
    frame = build_codeframe(*codes)
    questions = tuple(Question(field.question, "open", {"nb": text}) for field in fields)
    judged = [
        Judged(
            f"a{n}", "Q1", f"v{n}", "nb", ("time",), ("time",) if n else ("money",), "coded", "model", 0.9, (0.9, 0.1)
        )
        for n in range(10)
    ]
    found = Found("reasons/20241105-abcdef12", "voices left out", evaluate(judged, frame.code_ids))
    return Report(Survey("s", {"nb": title}, "reasons", questions), frame, Summary(14, fields, ()), found, promise, NOW)


class Page(HTMLParser):
    """Tables as lists of rows of cells, and whether every element was closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.tables: list[list[list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        del attrs
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.tables[-1][-1][-1] += data


def test_every_code_is_shown_with_its_counts_and_its_share_of_the_answers():
    (field, *_) = Page(render(build_report())).tables

    assert field[1:] == [["Tid", "", "5", "50 %", "3", "2"], ["Penger", "", "1", "10 %", "1", "0"]]


def test_the_quality_of_every_code_is_shown_with_intervals():
    *_, quality, groups = Page(render(build_report())).tables

    assert [row[0] for row in quality[1:]] == ["Tid", "Penger"]
    assert quality[1][1:] == ["1.00 [1.00–1.00]", "0.90 [0.70–1.00]", "0.95 [0.82–1.00]", "10"]
    assert quality[2][2] == "–"  # a code that no human gave has no recall
    assert [row[0] for row in groups[1:]] == ["all answers", "nb", "one code"]


def test_html_in_texts_from_files_is_shown_and_not_run():
    evil = "<script>alert('x')</script> & \"<b>\""
    codes = (build_code("time", 1, label={"nb": evil}), MONEY)

    html = render(build_report(codes=codes, title=evil, text=evil))

    page = Page(html)
    assert page.tags.isdisjoint({"script", "b"})
    assert page.tables[0][1][0] == evil
    assert page.open == []


def test_the_page_is_one_file_that_fetches_nothing():
    html = render(build_report())

    assert "http" not in html
    assert "src=" not in html
    assert "url(" not in html
    assert html.startswith("<!doctype html>")


def test_fields_come_largest_first_and_those_of_a_few_people_are_only_named():
    few = build_field("Q8", base=4, counts=((2, 0), (0, 0)), coded=2, referred=2, empty=10)
    none = build_field("Q9", base=0, counts=((0, 0), (0, 0)), coded=0, referred=0, empty=14)
    most = build_field("Q2", base=14, counts=((9, 1), (0, 0)), coded=13, referred=1, empty=0)

    html = render(build_report(few, build_field("Q1"), none, most))

    assert html.index("<h2>Q2</h2>") < html.index("<h2>Q1</h2>")
    assert "<h2>Q8</h2>" not in html
    assert "fewer than 5 answers each: Q8." in html
    assert "Q9" not in html


def test_empty_answers_of_people_who_were_asked_are_told_from_the_others():
    asked = render(build_report(build_field(base=10, coded=6, referred=3, empty=5)))
    unknown = render(build_report(build_field(base=9, coded=6, referred=3, empty=5)))

    assert "empty 5 (1 of them asked, so counted as answers)." in asked
    assert "empty 5." in unknown


@pytest.mark.parametrize(
    ("promise", "said"),
    [
        (KEPT, "Promise: at most 10 % of the answers coded without a human"),
        (Promise(0.005, 0.99, 0.1, 0.0, 900), "Promise: at most 0.5 % of the answers"),
        (Promise(0.1, None, 0.0, None, 30), "at most 10 % cannot be promised for any answer"),
        (Promise(1.0, 0.0, 1.0, 0.3, 100), "No error rate is promised: the model codes everything."),
    ],
)
def test_the_promise_is_said_as_it_is(promise, said):
    assert said in render(build_report(promise=promise))


def test_it_says_what_was_coded_when_and_with_what():
    html = " ".join(render(build_report()).split())

    assert "14 rows, coded 2024-11-05 12:30 with model reasons/20241105-abcdef12" in html
    assert "codeframe reasons version 1" in html
    assert "no estimate to publish" in html


def test_labels_come_in_the_language_asked_for():
    (field, *_) = Page(render(build_report(), language="nn")).tables

    assert [row[0] for row in field[1:]] == ["Tida", "Penger"]
