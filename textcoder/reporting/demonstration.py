"""The shipped survey from end to end: train if need be, code the example export, write the report."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.errors import SurveyError
from textcoder.files.atomic import write_text
from textcoder.files.coding_record import CLASSIFY, recording_writer
from textcoder.files.formats import read_table
from textcoder.files.home import Home
from textcoder.learning.classifying import Field, Request, Summary, classify_table, describing_sheets
from textcoder.learning.promise import Promise
from textcoder.learning.recording import record_of, referring, seen
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.training import Progress, no_progress
from textcoder.learning.workshop import current_or_new, evaluate_out_of_fold
from textcoder.reporting.page import Report, render
from textcoder.settings import Settings
from textcoder.survey import EVERYONE, Survey

SURVEY = "innovasjonsbarometer-2024"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was made, and where it is."""

    model: Entry
    is_new: bool
    """Whether the model was trained just now."""
    codeframe: Codeframe
    promise: Promise
    summary: Summary
    coded_file: Path
    report: Path


def demonstrate(
    home: Home, out: Path, *, max_error: float, now: dt.datetime, progress: Progress = no_progress
) -> Demonstration:
    """Code every open field of the shipped example export.

    Args:
        home: Where the survey lies and the model goes.
        out: Folder for the coded file and the report.
        max_error: Chosen error rate, 0 to 1.
        now: For the model's version and the report.
        progress: Told how far it has come.

    Raises:
        TextcoderError: The survey is not there or does not hold together, or a file cannot be written.
    """
    survey = home.survey(SURVEY)
    codeframe = home.codeframe(survey.codeframe)
    entry, is_new = current_or_new(home, survey.codeframe, Settings(), now=now, progress=progress)
    autocoder = Registry(home.trained).load(entry, codeframe, max_error=max_error)
    table = read_table(home.survey_folder(SURVEY) / "example" / "export.xlsx")
    request = survey_request(survey, coded_at=now.isoformat(timespec="seconds"))
    coded_file = out / "coded.xlsx"
    sheets = describing_sheets(codeframe, autocoder, request, table.facts.path.name)
    progress("coding the example", 0, 1)
    versions = entry.folder.parent
    record = record_of(request, autocoder, versions, made_by=CLASSIFY, source=seen(table.facts.path))
    writer = recording_writer(coded_file, record, before=referring(versions))
    summary = classify_table(table, coded_file, autocoder, request, sheets=sheets, writer=writer)
    report = out / "report.html"
    content = Report(survey, codeframe, summary, evaluate_out_of_fold(home, entry.name), autocoder.promise, now)
    write_text(report, render(content))
    progress("coding the example", 1, 1)
    return Demonstration(entry, is_new, codeframe, autocoder.promise, summary, coded_file, report)


def survey_request(survey: Survey, *, coded_at: str) -> Request:
    """All open fields of a survey, each with its filter, so that who was asked and wrote nothing is told apart.

    Raises:
        SurveyError: It does not say which column of an export holds the ids.
    """
    if "id" not in survey.columns:
        raise SurveyError(survey.id, ["`columns` does not say which column of an export is the `id`"])
    fields = tuple(Field(one.id, one.id, one.asked or EVERYONE) for one in survey.open_fields)
    return Request(survey.columns["id"], fields, with_confidence=True, coded_at=coded_at)
