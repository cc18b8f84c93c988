import pytest

from service.compute.records import doubles_in_words, read_records


def read(*raw, question=""):
    return read_records(raw, question, most_characters=10)


@pytest.mark.parametrize("answer_id", ["0017", 17, 1.5, "æ", 2**80])
def test_an_id_comes_back_as_it_came(answer_id):
    (record,) = read({"id": answer_id, "text": "tid"})

    assert (record.id, type(record.id), record.problem) == (answer_id, type(answer_id), None)


@pytest.mark.parametrize(
    ("raw", "type_"),
    [
        ({"text": "tid"}, "no_id"),
        ({"id": None, "text": "tid"}, "no_id"),
        ({"id": " ", "text": "tid"}, "no_id"),
        ({"id": True, "text": "tid"}, "wrong_type"),
        ({"id": ["a"], "text": "tid"}, "wrong_type"),
        ({"id": float("inf"), "text": "tid"}, "wrong_type"),
        ({"id": 1}, "no_text"),
        ({"id": 1, "text": 5}, "wrong_type"),
        ({"id": 1, "text": ["tid"]}, "wrong_type"),
        ({"id": 1, "text": "tid", "question": 3}, "wrong_type"),
        ({"id": 1, "text": "x" * 11}, "too_long"),
        ("tid", "wrong_type"),
        (None, "wrong_type"),
    ],
)
def test_a_record_that_cannot_be_used_says_why(raw, type_):
    (record,) = read(raw)

    assert record.problem is not None
    assert record.problem.type == type_


def test_how_long_a_text_may_be_is_said_and_the_text_is_not():
    (record,) = read({"id": 1, "text": "HEMMELIGHET"})

    assert "11 characters" in record.problem.detail
    assert "at most 10" in record.problem.detail
    assert "HEMMELIGHET" not in record.problem.detail


def test_no_text_at_all_is_an_empty_answer():
    (record,) = read({"id": 1, "text": None})

    assert (record.text, record.problem) == ("", None)


def test_a_record_may_name_its_own_question():
    mine, theirs = read({"id": 1, "text": "tid", "question": "Q2"}, {"id": 2, "text": "tid"}, question="Q1")

    assert (mine.question, theirs.question) == ("Q2", "Q1")


def test_half_a_character_and_null_are_made_what_the_label_store_makes_them():
    (record,) = read({"id": 1, "text": "t\ud800i\0d"})

    assert record.text == "t?i\ufffdd"


def test_double_ids_are_counted_and_a_number_is_no_text():
    records = read(*({"id": one, "text": "tid"} for one in ("1", 1, "a", "a", "a", "b", "b")))

    (warning,) = doubles_in_words(records)

    assert warning.startswith("2 ids occur more than once, in 5 records")
    assert doubles_in_words(records[:3]) == []
