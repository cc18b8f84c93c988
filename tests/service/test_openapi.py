import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from service.app import bare_app
from service.describing import TAGS
from service.openapi import openapi_text


@pytest.fixture(scope="module")
def described():
    return bare_app().openapi()


@pytest.fixture(scope="module")
def operations(described):
    return {(path, method): call for path, calls in described["paths"].items() for method, call in calls.items()}


def test_every_call_has_a_name_a_summary_a_tag_and_a_description(operations):
    known = {name for name, _ in TAGS}

    assert len({call["operationId"] for call in operations.values()}) == len(operations)
    assert all(call["summary"] and call["description"] and set(call["tags"]) <= known for call in operations.values())


def test_every_call_under_v1_needs_a_key_and_says_what_happens_without(operations):
    for (path, method), call in operations.items():
        if path.startswith("/v1"):
            assert call["security"], (path, method)
            assert {"401", "403", "429"} <= set(call["responses"]), (path, method)


def test_all_problems_are_of_the_one_shape(operations):
    for place, call in operations.items():
        for status, reply in call["responses"].items():
            if status >= "400":
                assert list(reply["content"]) == ["application/problem+json"], (place, status)


def test_calls_that_take_a_body_say_what_is_wrong_with_some(operations):
    takes = [call for call in operations.values() if "requestBody" in call]

    assert takes
    assert all({"413", "415", "422"} <= set(call["responses"]) for call in takes)


def test_the_description_needs_no_home_and_is_the_same_every_time():
    printed = subprocess.run(
        [sys.executable, "-m", "service.openapi"], capture_output=True, encoding="utf-8", check=True
    ).stdout

    assert printed == openapi_text()
    assert "HTTPValidationError" not in printed


def test_the_committed_description_is_that_of_the_application():
    committed = Path(__file__).parents[2] / "docs" / "openapi.json"

    # Where this fails: python -m service.openapi > docs/openapi.json
    assert committed.read_text(encoding="utf-8") == openapi_text()


def example_of(media, described):
    """An example that stands beside a schema, or in it."""
    if "example" in media:
        return [media["example"]]
    schema = media["schema"]
    schema = next((one for one in schema.get("anyOf", ()) if "$ref" in one), schema)
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return [schema["example"]] if "example" in schema else schema.get("examples", [])


def test_every_body_and_every_reply_has_a_whole_example_that_its_own_schema_accepts(described, operations):
    bodies = [(place, "body", call["requestBody"]) for place, call in operations.items() if "requestBody" in call]
    replies = [
        (place, status, reply)
        for place, call in operations.items()
        for status, reply in call["responses"].items()
        if status in ("200", "201", "202")
    ]

    for place, which, part in bodies + replies:
        assert part["content"], (place, which)
        for kind, media in part["content"].items():
            examples = example_of(media, described)
            assert examples, (place, which, kind)
            schema = {**media["schema"], "components": described["components"]}
            for example in examples:
                problems = [one.message for one in jsonschema_rs.Draft202012Validator(schema).iter_errors(example)]
                assert not problems, (place, which, kind, problems)


def test_every_example_in_a_schema_is_one_of_it(described):
    for name, schema in described["components"]["schemas"].items():
        whole = {**schema, "components": described["components"]}
        examples = [schema["example"]] if "example" in schema else []
        assert "properties" not in schema or examples, name
        assert all(jsonschema_rs.Draft202012Validator(whole).is_valid(example) for example in examples), name
