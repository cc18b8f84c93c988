import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service.routes.straight import read_body
from service.schemas.classify import ClassifyRequest

NUMBERS = st.integers() | st.floats(allow_nan=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
RECORDS = st.lists(st.fixed_dictionaries({}, optional={"id": VALUES, "text": VALUES, "question": VALUES}) | VALUES)
BODIES = st.fixed_dictionaries(
    {"records": RECORDS | VALUES, "codeframe": st.just("innovation-barriers") | VALUES},
    optional={
        "max_error": NUMBERS | VALUES,
        "explain": st.booleans() | VALUES,
        "model": VALUES,
        "question": st.just("Q24") | VALUES,
        "extra": VALUES,
    },
)


@given(BODIES, st.booleans())
def test_a_body_read_in_one_go_is_what_fastapi_would_read(body, in_ascii):
    written = json.dumps(body, ensure_ascii=in_ascii).encode("utf-8", "surrogatepass")

    read = read_body(ClassifyRequest, written)

    try:
        theirs = ClassifyRequest.model_validate(json.loads(written))
    except (ValidationError, UnicodeDecodeError):
        assert read is None
    else:
        assert read is None or repr(read) == repr(theirs)


@pytest.mark.parametrize("record_id", ["17", "æ\u2028", 2**70, -1, 0.1, 1e22, 12345678901234567])
def test_ids_are_read_as_they_come_however_long(record_id):
    body = {"codeframe": "innovation-barriers", "records": [{"id": record_id, "text": "Tid"}]}

    read = read_body(ClassifyRequest, json.dumps(body).encode())

    assert isinstance(read, ClassifyRequest)
    assert repr(read.records[0]["id"]) == repr(record_id)


@pytest.mark.parametrize("body", [b"", b"[", b"{}", b'{"codeframe": 1, "records": []}', b"\xff", b"\xef\xbb\xbf{}"])
def test_what_is_wrong_is_left_to_who_explains_it(body):
    assert read_body(ClassifyRequest, body) is None
