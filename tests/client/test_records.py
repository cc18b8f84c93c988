import json
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus

import numpy as np
import pytest

from textcoder.client import BrokenReplyError, UnsendableError
from textcoder.client.records import Batch, body, check_ids, in_batches


def test_a_batch_is_no_longer_and_no_larger_than_a_service_takes():
    records = [{"id": n, "text": "æ" * 50_000} for n in range(10)]

    by_number = [len(batch.ids) for batch in in_batches([{"id": n} for n in range(7)], 3)]
    by_bytes = list(in_batches(records, 200))

    assert by_number == [3, 3, 1]
    assert all(len(batch.content) <= 900_000 for batch in by_bytes)
    assert [one for batch in by_bytes for one in batch.ids] == list(range(10))


def test_a_record_that_is_larger_goes_alone():
    assert [len(batch.ids) for batch in in_batches([{"id": n, "text": "x" * 1_000_000} for n in range(2)], 9)] == [1, 1]


def test_the_body_has_what_was_wished_and_no_more():
    (batch,) = in_batches([{"id": "ø", "text": "å"}], 5)

    content = json.loads(body(batch, "records", {"codeframe": "barriers", "model": None}))

    assert content == {"codeframe": "barriers", "records": [{"id": "ø", "text": "å"}]}


@pytest.mark.parametrize("value", [Decimal(1), {1}, float("inf"), object()])
def test_what_is_no_json_is_said_without_saying_what_it_is(value):
    with pytest.raises(UnsendableError, match="Record 1 cannot be written") as caught:
        list(in_batches([{"id": 0}, {"id": 1, "text": value}], 5))

    assert "HEMMELIG" not in str(caught.value)


@pytest.mark.parametrize(
    "came", [[], [{"id": "a"}], [{"id": "b"}, {"id": "a"}], [{"id": "a"}, {}], [{"id": "a"}, {"id": "b"}, {"id": "c"}]]
)
def test_results_of_other_records_are_seen(came):
    with pytest.raises(BrokenReplyError):
        check_ids(Batch(("a", "b"), ""), came, "r1")


def test_a_number_is_not_the_same_number_of_another_kind():
    with pytest.raises(BrokenReplyError):
        check_ids(Batch((1,), ""), [{"id": 1.0}], "r1")


def test_what_is_no_record_is_sent_for_the_service_to_say_so():
    (batch,) = in_batches([{"id": 1, "text": "tid"}, 7, None, float("nan"), ["x"]], 9)

    assert batch.ids == (1, None, None, None, None)
    assert json.loads(batch.content)[1:] == [7, None, None, ["x"]]


def test_what_is_no_record_and_no_json_is_named_by_its_place():
    with pytest.raises(UnsendableError, match="Record 1 is no record"):
        list(in_batches([{"id": 0}, object()], 5))


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("sent", "same", "other"),
    [
        (np.float64(3.0), 3.0, 3),
        (np.float64(0.1), 0.1, "0.1"),
        (np.str_("a"), "a", "b"),
        (np.str_("1"), "1", 1),
        (np.float64("nan"), None, "nan"),
        (HTTPStatus.OK, 200, 200.0),
        (Colour.RED, "red", "RED"),
    ],
)
def test_an_id_that_only_looks_like_a_plain_one_is_known_when_it_comes_back(sent, same, other):
    (batch,) = in_batches([{"id": sent, "text": "x"}], 5)

    assert json.loads(batch.content)[0]["id"] == same
    check_ids(batch, [{"id": same}], "r1")
    with pytest.raises(BrokenReplyError):
        check_ids(batch, [{"id": other}], "r1")
