import pytest

from textcoder.codeframe import Code, Codeframe, Net
from textcoder.codings import Coding, Explanation, SimilarAnswer, Source, Status
from textcoder.errors import ColumnClashError
from textcoder.files.layouts import LONG_COLUMNS, LayoutName, LongLayout, wide_layout

CODES = [("culture", 4, False), ("capacity", 1, False), ("economy", 2, False), ("no_answer", 99, True)]


def build_codeframe(*nets: tuple[str, ...], **rules) -> Codeframe:
    return Codeframe(
        "barriers",
        3,
        tuple(Code(name, number, {"nb": name.title()}, exclusive=alone) for name, number, alone in CODES),
        nets=tuple(Net(name, {}, tuple(codes)) for name, *codes in nets),
        **rules,
    )


def build_coding(*code_ids: str, status: Status = Status.CODED, source: Source | None = Source.MODEL, **more) -> Coding:
    return Coding(frozenset(code_ids), more.pop("coder", "model:v1"), source, status, **more)


TWO = build_coding("economy", "culture")
NONE_APPLIES = build_coding(source=Source.HUMAN, coder="human:kari")
REFERRED = build_coding("capacity", status=Status.REFERRED)
EMPTY = build_coding(status=Status.EMPTY, source=None)
REFUSED = build_coding("no_answer", status=Status.EMPTY, source=Source.RULE, coder="rule")
ERROR = build_coding(status=Status.ERROR, source=None)
CODINGS = [TWO, NONE_APPLIES, REFERRED, EMPTY, REFUSED, ERROR]


def laid_out(name: str, *, codeframe: Codeframe | None = None, question: str = "Q9", **how):
    layout = wide_layout(LayoutName(name), codeframe or build_codeframe(), question, ["id"], **how)
    return layout.columns, [layout.cells(coding) for coding in CODINGS]


def test_dichotomous_gives_each_code_a_column_and_is_missing_where_nothing_was_given():
    columns, rows = laid_out("dichotomous")

    assert columns == ("Q9_4", "Q9_1", "Q9_2", "Q9_99", "Q9_status", "Q9_source")
    assert rows == [
        [1, 0, 1, 0, "coded", "model"],
        [0, 0, 0, 0, "coded", "human"],
        [0, 1, 0, 0, "referred", "model"],
        [None, None, None, None, "empty", None],
        [0, 0, 0, 1, "empty", "rule"],
        [None, None, None, None, "error", None],
    ]


def test_a_net_is_one_where_any_of_its_codes_is_and_missing_where_nothing_was_given():
    codeframe = build_codeframe(("resources", "capacity", "economy"), ("soft", "culture"))

    columns, rows = laid_out("dichotomous", codeframe=codeframe)

    assert columns[4:6] == ("Q9_net_resources", "Q9_net_soft")
    assert [row[4:6] for row in rows] == [[1, 1], [0, 0], [1, 0], [None, None], [0, 0], [None, None]]


@pytest.mark.parametrize("ids", [("a-b", "a_b"), ("x" * 50, "x" * 51)])
def test_nets_whose_names_spss_would_not_take_are_numbered(ids):
    columns, _ = laid_out("dichotomous", codeframe=build_codeframe(*((name, "culture") for name in ids)))

    assert columns[4:6] == ("Q9_net_1", "Q9_net_2")


def test_joined_gives_numbers_in_codeframe_order_and_is_missing_without_codes():
    columns, rows = laid_out("joined")

    assert columns == ("Q9_codes", "Q9_status", "Q9_source")
    assert [row[0] for row in rows] == ["4;2", None, "1", None, "99", None]


def test_spread_gives_one_code_a_column_and_as_many_as_can_stand_together():
    columns, rows = laid_out("spread")

    assert columns == ("Q9_c1", "Q9_c2", "Q9_c3", "Q9_status", "Q9_source")
    assert [row[:3] for row in rows] == [
        [4, 2, None],
        [None, None, None],
        [1, None, None],
        [None, None, None],
        [99, None, None],
        [None, None, None],
    ]


def test_spread_has_no_more_columns_than_an_answer_may_have_codes():
    columns, rows = laid_out("spread", codeframe=build_codeframe(max_codes=2))

    assert columns[:3] == ("Q9_c1", "Q9_c2", "Q9_status")
    assert {len(row) for row in rows} == {len(columns)}


@pytest.mark.parametrize("name", ["dichotomous", "joined", "spread"])
def test_confidence_stands_last_in_codeframe_order_and_is_missing_where_no_model_was_asked(name):
    layout = wide_layout(LayoutName(name), build_codeframe(), "Q9", [], with_confidence=True)
    sure = build_coding("economy", code_confidence={"economy": 0.98765, "culture": 0.0, "capacity": 0.25})

    assert layout.columns[-4:] == ("Q9_4_p", "Q9_1_p", "Q9_2_p", "Q9_99_p")
    assert layout.cells(sure)[-4:] == [0.0, 0.25, 0.9877, None]
    assert layout.cells(REFUSED)[-4:] == [None] * 4
    assert len(layout.cells(EMPTY)) == len(layout.columns)


EXPLAINED = Explanation(
    {"economy": ("råd",), "culture": ()},
    (SimilarAnswer("r17", "Q9", ("economy",), 0.934), SimilarAnswer("r4", "Q9", ("capacity", "economy"), 0.88)),
)


@pytest.mark.parametrize("name", ["dichotomous", "joined", "spread"])
def test_explanations_stand_last_and_are_missing_where_no_model_was_asked(name):
    layout = wide_layout(LayoutName(name), build_codeframe(), "Q9", [], with_explanation=True)
    explained = build_coding("economy", "culture", explanation=EXPLAINED)

    assert layout.columns[-2:] == ("Q9_words", "Q9_nearest")
    assert layout.cells(explained)[-2:] == ["economy: råd", "r17 (economy) 0.93; r4 (capacity, economy) 0.88"]
    assert layout.cells(REFUSED)[-2:] == [None, None]


def test_a_row_per_code_has_the_words_of_that_code():
    layout = LongLayout(build_codeframe(), "Q9", "2026-11-22", "v1", with_explanation=True)

    rows = layout.rows("r1", build_coding("economy", "culture", explanation=EXPLAINED))

    assert layout.columns[-2:] == ("words", "nearest")
    assert [row[-2] for row in rows] == [None, "economy: råd"]
    assert {len(row) for row in rows} == {len(layout.columns)}


def test_a_question_becomes_a_legal_name():
    columns, _ = laid_out("joined", question="9. Hva hemmer økonomien?")

    assert columns[0] == "q_9_Hva_hemmer_okonomien_codes"


def test_no_name_is_longer_than_spss_takes():
    codeframe = build_codeframe(("resources", "capacity"), ("everything_else", "culture"))

    columns, _ = laid_out("dichotomous", codeframe=codeframe, question="spørsmål " * 20, with_confidence=True)

    assert max(len(column.encode()) for column in columns) <= 64
    assert len(set(columns)) == len(columns)


@pytest.mark.parametrize(
    ("name", "existing"),
    [
        ("dichotomous", "Q9_1"),
        ("dichotomous", "q9_STATUS"),
        ("joined", "Q9_codes"),
        ("spread", "Q9_C3"),
        ("joined", "q9_99_p"),
    ],
)
def test_a_column_that_is_there_already_is_a_clash_in_upper_and_lower_case(name, existing):
    with pytest.raises(ColumnClashError, match=r"Q9_.*--question") as caught:
        wide_layout(LayoutName(name), build_codeframe(), "Q9", ["id", existing], with_confidence=True)

    assert [column.lower() for column in caught.value.columns] == [existing.lower()]


def test_columns_that_only_look_alike_are_no_clash():
    existing = ["Q9", "Q9_3", "Q9_codes", "Q9_10", "Q9_1_p"]

    assert wide_layout(LayoutName.DICHOTOMOUS, build_codeframe(), "Q9", existing).columns


def long_rows(coding: Coding) -> list[dict]:
    layout = LongLayout(build_codeframe(), "Q9", "2024-05-17T08:30:00+02:00", "v1")
    return [dict(zip(LONG_COLUMNS, row, strict=True)) for row in layout.rows("007", coding)]


def test_long_has_one_row_for_each_code_in_codeframe_order():
    first, second = long_rows(build_coding("economy", "culture", code_confidence={"culture": 0.71239, "capacity": 0.4}))

    assert first == {
        "id": "007", "question": "Q9", "code": "culture", "number": 4, "label": "Culture", "source": "model",
        "confidence": 0.7124, "segment": None, "model_version": "v1", "codeframe_version": "barriers:3",
        "coder": "model:v1", "coded_at": "2024-05-17T08:30:00+02:00", "status": "coded",
    }  # fmt: skip
    assert (second["code"], second["confidence"]) == ("economy", None)


@pytest.mark.parametrize("coding", [NONE_APPLIES, EMPTY, ERROR])
def test_long_keeps_an_answer_without_codes_in_one_row(coding):
    (row,) = long_rows(coding)

    assert (row["id"], row["code"], row["number"], row["label"], row["confidence"]) == ("007", None, None, None, None)
    assert row["status"] == coding.status
    assert row["coder"] == coding.coder
