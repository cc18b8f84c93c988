import importlib.util
import json
import sys
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.files.formats import read_table
from textcoder.files.survey_file import read_survey
from textcoder.files.table import as_text

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "labels" / "innovasjonsbarometer-2024"
EXPORTS = ("export.xlsx", "export.csv", "export-utf8.csv")
ADJUDICATOR = "adjudicator"
BACKGROUND = ("respid", "forvaltningsniva", "storrelse", "landsdel", "vekt")
OPEN_FIELDS = {
    "Q4_other", "Q6_other", "Q8_other", "Q9", "Q11_other", "Q14_other", "Q16_other",
    "Q17_other", "Q18_other", "Q22", "Q24", "Q26_other", "Q28",
}  # fmt: skip


@pytest.fixture(scope="module")
def survey():
    return read_survey(LABELS / "survey.yaml")


@pytest.fixture(scope="module")
def codeframe():
    return read_codeframe(LABELS / "codeframe.yaml")


@pytest.fixture(scope="module")
def codings(codeframe):
    return read_codings(LABELS / "codings.jsonl", codeframe)


@pytest.fixture(scope="module")
def double():
    """Every coding of an answer, by its id: two coders' and, where these differ, the adjudicator's."""
    by_answer = defaultdict(list)
    for line in _lines("double-codings.jsonl"):
        by_answer[line["id"]].append(line)
    return by_answer


@pytest.fixture(scope="module")
def exports():
    return {name: _rows(name) for name in EXPORTS}


@pytest.fixture(scope="module")
def rows(exports):
    return exports["export-utf8.csv"]


@pytest.fixture(scope="module")
def written():
    lines = (ROOT / "tools" / "example_answers.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line)["open"] for line in lines if line]


def _lines(name):
    return [json.loads(line) for line in (LABELS / name).read_text(encoding="utf-8").split("\n") if line]


def _rows(name):
    table = read_table(LABELS / "example" / name)
    return [dict(zip(table.columns, map(as_text, row), strict=True)) for row in table.open_rows()]


def _columns(question):
    parts = {"multi": question.alternatives, "grid": question.items}.get(question.type)
    return [f"{question.id}_{part.number}" for part in parts] if parts else [question.id]


def _chosen(question, row):
    return [part for part in question.alternatives if row[f"{question.id}_{part.number}"] == "1"]


def _is_asked(asked, row):
    return asked is None or asked.of(row)


def test_survey_has_every_question_of_the_questionnaire_in_order(survey):
    numbered = [f"Q{number}" for number in range(1, 29)]
    numbered.insert(numbered.index("Q19"), "Q19a")

    assert [question.id for question in survey.questions] == numbered


def test_every_open_field_has_a_place_in_the_survey_and_no_other_has(survey):
    assert {field.id for field in survey.open_fields} == OPEN_FIELDS


def test_survey_is_coded_with_the_codeframe_beside_it(survey, codeframe):
    assert survey.codeframe == codeframe.id
    assert codeframe.with_role("dont_know").exclusive
    assert codeframe.with_role("no_answer").exclusive


def test_include_phrases_of_a_code_occur_under_no_other_code(codeframe):
    homes = Counter(phrase for code in codeframe.codes for phrase in {text.casefold() for text in code.include})

    assert [phrase for phrase, count in homes.items() if count > 1] == []


def test_exclude_phrases_of_a_code_are_not_among_its_own_include_phrases(codeframe):
    assert [code.id for code in codeframe.codes if set(code.include) & set(code.exclude)] == []


def test_codings_are_many_and_legal_and_their_ids_are_unique(codings, codeframe):
    assert len(codings) == 4120  # illegal sets of codes stop at read_codings
    assert len({coded.answer.id for coded in codings}) == len(codings)
    assert {code_id for coded in codings for code_id in coded.code_ids} == set(codeframe.code_ids)


def test_codings_answer_open_fields_of_the_survey_with_some_text(codings, survey):
    assert {coded.answer.question for coded in codings} == {field.id for field in survey.open_fields}
    assert all(coded.answer.text.strip() for coded in codings)


def test_codings_come_in_fifty_two_voices_and_three_varieties(codings):
    assert len({coded.answer.voice for coded in codings}) == 52
    assert {coded.answer.variety for coded in codings} == {"nb", "nn", "dialect"}
    assert all(coded.answer.voice for coded in codings)


def test_all_codings_are_marked_as_constructed():
    assert all(line["constructed"] is True for line in _lines("codings.jsonl") + _lines("double-codings.jsonl"))


def test_every_answer_has_been_coded_by_two_coders_who_are_not_the_adjudicator(codings, double):
    blind = {name: [line["coder"] for line in lines if line["coder"] != ADJUDICATOR] for name, lines in double.items()}

    assert set(double) == {coded.answer.id for coded in codings}
    assert {len(coders) for coders in blind.values()} == {2}
    assert [name for name, coders in blind.items() if len(set(coders)) != 2] == []


def test_only_what_two_coders_disagreed_on_was_adjudicated_and_all_of_it(double):
    for name, lines in double.items():
        differ = len({frozenset(line["codes"]) for line in lines if line["coder"] != ADJUDICATOR}) > 1
        assert sum(line["coder"] == ADJUDICATOR for line in lines) == differ, name


def test_every_coding_is_what_both_coders_gave_or_else_what_the_adjudicator_did(codings, double):
    for coded in codings:
        lines = double[coded.answer.id]
        by_coder = {line["coder"]: frozenset(line["codes"]) for line in lines}
        (settled,) = {by_coder[ADJUDICATOR]} if ADJUDICATOR in by_coder else set(by_coder.values())
        assert coded.code_ids == settled, coded.answer.id
        assert coded.coder == ("adjudicated" if ADJUDICATOR in by_coder else "double-coded"), coded.answer.id


def test_both_files_have_the_same_answers_word_for_word(codings, double):
    for coded in codings:
        answer = (coded.answer.question, coded.answer.text, coded.answer.voice, coded.answer.variety)
        said = {(line["question"], line["text"], line["voice"], line["variety"]) for line in double[coded.answer.id]}
        assert said == {answer}, coded.answer.id


def test_answers_of_some_length_are_hardly_ever_near_copies_of_each_other(codings):
    texts = [coded.answer.text for coded in codings if len(coded.answer.text.split()) >= 4]
    ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32).fit_transform(texts)
    near = 0
    for start in range(0, len(texts), 500):
        alike = (ngrams[start : start + 500] @ ngrams.T).toarray()
        alike[np.arange(len(alike)), start + np.arange(len(alike))] = 0  # each is a copy of itself
        near += int((alike.max(axis=1) >= 0.9).sum())

    assert near / len(texts) < 0.01


def test_example_has_the_columns_of_the_survey_in_its_order(survey, rows):
    columns = list(BACKGROUND)
    for question in survey.questions:
        columns += _columns(question) + [part.open_field for part in question.alternatives if part.open_field]

    assert set(survey.columns.values()) == set(BACKGROUND)
    assert list(rows[0]) == columns


def test_example_files_are_written_as_their_readme_says():
    facts = {name: read_table(LABELS / "example" / name).facts for name in EXPORTS}

    assert facts["export.xlsx"].sheet == "Data"
    assert (facts["export.csv"].encoding, facts["export.csv"].delimiter) == ("Windows-1252", ";")
    assert (facts["export-utf8.csv"].encoding, facts["export-utf8.csv"].delimiter) == ("UTF-8", ",")


def test_example_files_hold_the_same_150_respondents(exports):
    def comparable(row):
        in_old_windows = {column: text.encode("cp1252", "replace").decode("cp1252") for column, text in row.items()}
        return in_old_windows | {"vekt": float(row["vekt"].replace(",", "."))}

    first, *others = [[comparable(row) for row in exports[name]] for name in EXPORTS]

    assert len(first) == 150
    assert all(other == first for other in others)


def test_example_ids_keep_their_zeros_and_are_not_consecutive(exports):
    for rows in exports.values():
        ids = [row["respid"] for row in rows]
        assert all(len(name) == 5 and name.startswith("00") for name in ids)
        assert len(set(ids)) == len(ids) < int(ids[-1]) - int(ids[0])


def test_example_weights_have_three_decimals_and_a_mean_of_one(exports):
    assert all(len(row["vekt"].split(",")[1]) == 3 for row in exports["export.csv"])
    assert all(len(row["vekt"].split(".")[1]) == 3 for row in exports["export-utf8.csv"])
    weights = [float(row["vekt"]) for row in exports["export.xlsx"]]
    assert sum(weights) / len(weights) == pytest.approx(1, abs=0.005)


def test_example_carries_the_written_answers_exactly(exports, written, survey):
    for name in ("export.xlsx", "export-utf8.csv"):
        for row, texts in zip(exports[name], written, strict=True):
            assert {field.id: row[field.id] for field in survey.open_fields if row[field.id]} == texts


def test_example_asks_nobody_what_the_filters_keep_from_them(survey, rows):
    for question in survey.questions:
        strangers = [row for row in rows if not _is_asked(question.asked, row)]
        assert [row["respid"] for row in strangers if any(row[column] for column in _columns(question))] == []
    for field in survey.open_fields:
        assert [row["respid"] for row in rows if row[field.id] and not _is_asked(field.asked, row)] == []


def test_example_answers_its_questions_with_numbers_they_have(survey, rows):
    for question in survey.questions:
        legal = {"", "0", "1"} if question.type == "multi" else {"", *(str(a.number) for a in question.alternatives)}
        for column in _columns(question) if question.type != "open" else ():
            assert {row[column] for row in rows} <= legal


def test_example_keeps_to_the_number_of_answers_and_to_exclusive_alternatives(survey, rows):
    for question in [question for question in survey.questions if question.type == "multi"]:
        for row in rows:
            answered = {row[column] != "" for column in _columns(question)}
            chosen = _chosen(question, row)
            assert len(answered) == 1  # all columns or none
            assert chosen or answered == {False}
            assert len(chosen) <= (question.max_answers or len(question.alternatives))
            assert len(chosen) <= 1 or not any(part.exclusive for part in chosen)


def test_example_names_main_areas_only_among_the_areas(survey, rows):
    main = next(question for question in survey.questions if question.id == "Q19")

    assert all(row[f"Q19a_{part.number}"] == "1" for row in rows for part in _chosen(main, row))


def test_example_leaves_some_questions_unanswered_and_most_answered(survey, rows):
    asked = [(row, q) for q in survey.questions if q.type == "single" for row in rows if _is_asked(q.asked, row)]
    blank = sum(row[question.id] == "" for row, question in asked)

    assert 0 < blank / len(asked) < 0.1


def test_example_is_rebuilt_byte_for_byte(tmp_path):
    spec = importlib.util.spec_from_file_location("build_example", ROOT / "tools" / "build_example.py")
    module = sys.modules["build_example"] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        module.build(tmp_path)
    finally:
        del sys.modules["build_example"]

    for name in ("export.csv", "export-utf8.csv"):
        assert (tmp_path / name).read_bytes() == (LABELS / "example" / name).read_bytes()
    # A workbook's parts, since another zlib may pack the same parts into other bytes.
    with zipfile.ZipFile(tmp_path / "export.xlsx") as new, zipfile.ZipFile(LABELS / "example" / "export.xlsx") as old:
        assert {name: new.read(name) for name in new.namelist()} == {name: old.read(name) for name in old.namelist()}
