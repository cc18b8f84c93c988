"""Makes the example export of the first survey, as a survey house would deliver it.

``python tools/build_example.py`` takes the questionnaire (survey.yaml) and the written open answers
(example_answers.jsonl), draws everything else by a seed, and writes export.xlsx, export.csv (Windows-1252)
and export-utf8.csv to labels/innovasjonsbarometer-2024/example/, every time the same bytes.
"""

import csv
import datetime as dt
import json
import math
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from textcoder.files.atomic import replacing
from textcoder.files.survey_file import read_survey
from textcoder.survey import Question, Survey

LABELS = Path(__file__).resolve().parents[1] / "labels" / "innovasjonsbarometer-2024"

Row = dict[str, str | int | float]
"""One respondent by column; a column that is not there is empty."""

_SEED = "innovasjonsbarometer-2024-31"
_UNANSWERED = 0.02  # share of closed questions, and of rows in a grid, that are asked and skipped
_LEVELS = {"kommune": "kommune", "fylke": "fylkeskommune"}
# How many there are of each, the sizes by rule of thumb; each region is drawn no oftener than it has members.
_REGIONS = {
    "kommune": {"Østlandet": 121, "Sørlandet": 25, "Vestlandet": 93, "Trøndelag": 38, "Nord-Norge": 80},
    "fylke": {"Østlandet": 7, "Sørlandet": 1, "Vestlandet": 3, "Trøndelag": 1, "Nord-Norge": 3},
}
_SIZES = {"0–1 999": 74, "2 000–4 999": 104, "5 000–9 999": 66, "10 000–19 999": 49, "20 000 og over": 64}
# In the order of the two above: how readily each variety is written there, and in what proportion sizes answer.
_LEANS = {"nb": (1, 1, 0.4, 1, 1), "nn": (0.15, 0.2, 1, 0.01, 0.01), "dialect": (0.2, 0.2, 1, 1, 1)}
_ANSWERING = (66, 98, 66, 53, 74)
# What type, variety and texts, in one line, give away about a respondent; the columns must not contradict it.
_GIVEAWAYS = (
    (r"^fylke", "storrelse", "20 000 og over"),
    (r"2400 innbyg", "storrelse", "2 000–4 999"),
    (r"liten kommune|i bygda|grendeskul|coop|brannsjef å|vesle stab", "storrelse", "0–1 999"),
    (r"dialect .*\b(me|eg)\b", "landsdel", "Vestlandet"),
    (r"dialect .*\b(itj|herre)\b", "landsdel", "Trøndelag"),
    (r"dialect (?!.*\b(itj|herre)\b).*\b(æ|mæ|nåkka|nokka|dokker|dagan)\b", "landsdel", "Nord-Norge"),
)

# Percent by alternative, in the order of survey.yaml.
_SHARES: dict[str, tuple[int, ...]] = {
    "Q1": (46, 31, 23), "Q2": (75, 20, 5), "Q3": (3, 21, 53, 18, 5), "Q4": (24, 55, 31, 62, 58, 29, 22, 49, 6, 2),
    "Q5": (6, 42, 44, 8), "Q6": (44, 38, 27, 52, 13, 4, 11, 2), "Q7": (67, 17, 16),
    "Q8": (21, 48, 17, 55, 52, 24, 31, 45, 3, 2), "Q10": (27, 14, 16, 6, 33, 4), "Q11": (58, 34, 2, 6),
    "Q13": (36, 57, 7), "Q14": (14, 68, 12, 3, 17, 4), "Q15": (27, 19, 12, 41, 5), "Q25": (4, 30, 51, 15),
    "Q16": (41, 63, 29, 44, 23, 38, 26, 21, 14, 35, 16, 2, 4), "Q17": (71, 24, 39, 33, 52, 17, 3, 2, 1),
    "Q18": (78, 24, 7, 41, 9, 6, 16, 2, 2), "Q19a": (83, 61, 34, 22, 47, 29, 33, 12, 31, 38, 4, 2),
    "Q19": (83, 61, 34, 22, 47, 29, 33, 12, 31, 38, 4, 2), "Q20": (81, 42, 37, 44, 28, 46, 39, 34, 8, 3, 2, 2),
    "Q26": (31, 37, 29, 66, 3, 11, 3), "Q27": (6, 44, 17, 27, 6),
}  # fmt: skip
_MEANS = {  # by row of a grid, on its scale from 1
    "Q12": (1.6, 2.4),
    "Q21": (2.8, 3.2, 3.2, 2.5, 3.4, 3.0, 2.2, 2.7, 2.0, 2.8, 2.6, 2.3, 2.3, 2.6),
    "Q23": (2.5, 2.3, 1.9, 3.1, 1.8, 1.6, 1.7, 2.1, 2.8, 2.2, 2.0, 1.6, 1.4, 1.6),
}


@dataclass(frozen=True, slots=True)
class Respondent:
    """A line of example_answers.jsonl."""

    type: str
    variety: str
    open: Mapping[str, str]
    """Verbatims by open field."""
    Q2: str
    Q7: str | None = None


def background(respondents: Sequence[Respondent]) -> list[Row]:
    """Id, type, size, region and weight of each respondent, in their order."""
    rng = random.Random(_SEED)
    rows: list[Row] = [{"respid": f"{number:05}"} for number in sorted(rng.sample(range(100, 1000), len(respondents)))]
    left = {kind: dict(counts) for kind, counts in _REGIONS.items()}
    # Bokmål last, since it is at home everywhere and takes the regions that are left.
    for row, person in sorted(zip(rows, respondents, strict=True), key=lambda pair: pair[1].variety == "nb"):
        line = " ".join([person.type, person.variety, *person.open.values()])
        told = {column: value for pattern, column, value in _GIVEAWAYS if re.search(pattern, line, re.I | re.S)}
        weights = [n * lean for n, lean in zip(left[person.type].values(), _LEANS[person.variety], strict=True)]
        region = told.get("landsdel") or rng.choices(list(left[person.type]), weights)[0]
        left[person.type][region] -= 1
        size = told.get("storrelse") or rng.choices(list(_SIZES), _ANSWERING)[0]
        row |= {"forvaltningsniva": _LEVELS[person.type], "storrelse": size, "landsdel": region, "vekt": 1.0}
    _weigh([row for row in rows if row["forvaltningsniva"] == "kommune"])  # of the counties, all answered
    return rows


def _weigh(rows: Sequence[Row]) -> None:
    """Weigh up the sizes that seldom answered; the mean weight is 1."""
    answered = Counter(row["storrelse"] for row in rows)
    for row in rows:
        share = _SIZES[str(row["storrelse"])] / sum(_SIZES.values())
        row["vekt"] = round(len(rows) * share / answered[row["storrelse"]], 3)


def settled(survey: Survey, person: Respondent) -> dict[str, tuple[str, ...]]:
    """By question, the numbers one of which a respondent must have chosen to have seen the fields written in."""
    questions = {question.id: question for question in survey.questions}
    given = {"Q2": person.Q2, "Q7": person.Q7}
    numbers: dict[str, tuple[str, ...]] = {name: (number,) for name, number in given.items() if number}
    for field in survey.open_fields:
        asked = field.asked if field.id in person.open else None
        while asked:
            numbers.setdefault(asked.question, asked.any_of)
            asked = questions[asked.question].asked
    return numbers


def answer(survey: Survey, person: Respondent, row: Row) -> None:
    """Add a respondent's answers to their row, in questionnaire order, so that the filters can be told."""
    needed = settled(survey, person)
    for question in survey.questions:
        if question.asked is None or question.asked.of(row):
            # A stream of its own, so that a change to one answer leaves the others as they are.
            rng = random.Random(f"{_SEED} {row['respid']} {question.id}")
            row |= _closed(question, needed.get(question.id, ()), row, person, rng)
    row |= person.open


def _closed(question: Question, needed: Sequence[str], row: Row, person: Respondent, rng: random.Random) -> Row:
    if question.type == "open" or (not needed and rng.random() < _UNANSWERED):
        return {}
    if question.type == "grid":
        return _grid(question, person, rng)
    shares = {choice.number: share for choice, share in zip(question.alternatives, _SHARES[question.id], strict=True)}
    if question.type == "multi":
        ticked = _ticked(question, shares, {int(number) for number in needed}, row, rng)
        return {f"{question.id}_{number}": int(number in ticked) for number in shares if ticked}
    possible = [int(number) for number in needed] or list(shares)
    return {question.id: rng.choices(possible, [shares[number] for number in possible])[0]}


def _ticked(question: Question, shares: dict[int, int], needed: set[int], row: Row, rng: random.Random) -> set[int]:
    """The alternatives chosen, those needed among them; none if there is nothing to choose from."""
    if question.id == "Q19":  # the main ones of the areas that Q19a named
        shares = {number: share for number, share in shares.items() if row.get(f"Q19a_{number}") == 1}
    hits = [number for number, share in shares.items() if rng.random() * 100 < share and number not in needed]
    alone = [choice.number for choice in question.alternatives if choice.exclusive and choice.number in hits]
    if alone and not needed:
        return {alone[0]}
    others = [number for number in hits if number not in alone]
    rng.shuffle(others)
    ticked = needed | set(others[: (question.max_answers or len(shares)) - len(needed)])
    return ticked or set(rng.choices(list(shares), list(shares.values())) if shares else ())


def _grid(question: Question, person: Respondent, rng: random.Random) -> Row:
    row: Row = {}
    choices = question.alternatives
    # Who writes of money as a hindrance seldom says in the grid that it is none.
    money = re.search("økonomi|peng|budsjett|robek|rente", person.open.get("Q24", ""), re.IGNORECASE)
    for item, usual in zip(question.items, _MEANS[question.id], strict=True):
        column = f"{question.id}_{item.number}"
        mean = usual + (0.7 if money and column == "Q23_4" else 0.0)
        shares = [0.08 if choice.exclusive else math.exp(-((choice.number - mean) ** 2)) for choice in choices]
        if rng.random() >= _UNANSWERED:
            row[column] = rng.choices(choices, shares)[0].number
    return row


def columns_of(survey: Survey) -> list[str]:
    columns = ["respid", "forvaltningsniva", "storrelse", "landsdel", "vekt"]
    for question in survey.questions:
        parts = {"grid": question.items, "multi": question.alternatives}.get(question.type)
        columns += [f"{question.id}_{part.number}" for part in parts] if parts else [question.id]
        columns += [choice.open_field for choice in question.alternatives if choice.open_field]
    return columns


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Row], *, encoding: str, excel: bool) -> None:
    """Write a CSV file; for Excel with semicolons, decimal commas and CRLF. Characters the encoding lacks become ?."""
    with replacing(path) as part, part.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";" if excel else ",", lineterminator="\r\n" if excel else "\n")
        writer.writerow(columns)
        for row in rows:
            cells = row | {"vekt": f"{row['vekt']:.3f}".replace(".", "," if excel else ".")}
            writer.writerow([cells.get(column, "") for column in columns])


def write_xlsx(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write the sheet "Data", with text as text, even where it begins as a formula."""
    with replacing(path) as part:
        book = xlsxwriter.Workbook(str(part), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": dt.datetime(2024, 12, 2)})  # otherwise now, and the bytes would differ
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(column) for column in columns])
        book.close()


def build(folder: Path) -> None:
    """Write the three files to a folder."""
    survey = read_survey(LABELS / "survey.yaml")
    with Path(__file__).with_name("example_answers.jsonl").open(encoding="utf-8") as file:
        respondents = [Respondent(**json.loads(line)) for line in file]
    rows = background(respondents)
    for respondent, row in zip(respondents, rows, strict=True):
        answer(survey, respondent, row)
    columns = columns_of(survey)
    write_xlsx(folder / "export.xlsx", columns, rows)
    write_csv(folder / "export.csv", columns, rows, encoding="cp1252", excel=True)
    write_csv(folder / "export-utf8.csv", columns, rows, encoding="utf-8", excel=False)


if __name__ == "__main__":
    build(LABELS / "example")
