from textcoder.client.results import Failure, read_coding, read_result, read_stored


def test_what_a_newer_service_adds_is_passed_over():
    code = {"code": "economy", "number": 2, "label": "Økonomi", "colour": "red"}
    result = read_result(
        {"id": 1, "status": "coded", "codes": [code], "suggestions": [], "error": None, "mood": "good"}
    )

    assert (result.codes[0].code, result.codes[0].source, result.explanation) == ("economy", None, None)


def test_an_error_stands_where_it_belongs():
    said = {"id": None, "status": "error", "error": {"type": "no_id", "detail": "It has none."}}

    assert read_stored(said).error == Failure("no_id", "It has none.")
    assert not read_stored(said).is_stored


def test_times_are_times():
    coding = {
        "key": 1, "survey": "s", "question": "q", "id": "1", "codes": [], "coder": "human:kari", "source": "human",
        "kind": "coding", "referred": False, "flag": False, "codeframe": "barriers", "codeframe_version": 1,
        "model_version": None, "coded_at": "2026-01-02T03:04:05Z", "withdrawn_at": None,
    }  # fmt: skip

    read = read_coding(coding)

    assert (read.coded_at.year, read.coded_at.utcoffset().total_seconds(), read.withdrawn_at) == (2026, 0, None)
