import pytest

from textcoder.codeframe import Codeframe
from textcoder.errors import CodeframeError, FileProblemError
from textcoder.files.codeframe_file import read_codeframe

FULL = """
id: innovation-barriers
version: 2
title: {nb: Hva hemmer, en: What hinders}
max_codes: 3
min_codes: 1
nets: [{id: resources, label: {nb: Ressurser}, codes: [capacity, economy]}]
codes:
  - id: capacity
    number: 1
    label: {nb: Kapasitet, nn: Kapasitet}
    definition: Tid og folk
    include: [tid, 2024, no]
    exclude: [kompetansemangel]
    key: k
  - {id: economy, number: "2", label: Økonomi, key: 2}
  - {id: dont_know, number: 98, label: Vet ikke, exclusive: true}
  - {id: refused, number: 99, label: Vil ikke, exclusive: true, role: no_answer}
"""


def read(tmp_path, content: str) -> Codeframe:
    (tmp_path / "codeframe.yaml").write_text(content, encoding="utf-8")
    return read_codeframe(tmp_path / "codeframe.yaml")


def read_code(tmp_path, code: str) -> Codeframe:
    return read(tmp_path, f"id: f\nversion: 1\ncodes:\n  - {code}\n")


def test_everything_in_a_codeframe_is_read(tmp_path):
    frame = read(tmp_path, FULL)
    capacity, economy, dont_know, refused = frame.codes

    assert (frame.id, frame.version, frame.max_codes, frame.min_codes) == ("innovation-barriers", 2, 3, 1)
    assert frame.title == {"nb": "Hva hemmer", "en": "What hinders"}
    assert (frame.nets[0].id, frame.nets[0].codes) == ("resources", ("capacity", "economy"))
    assert capacity.label == {"nb": "Kapasitet", "nn": "Kapasitet"}
    assert capacity.definition == {"nb": "Tid og folk"}
    assert (capacity.include, capacity.exclude) == (("tid", "2024", "no"), ("kompetansemangel",))
    assert (capacity.key, capacity.exclusive, capacity.role) == ("k", False, None)
    assert (economy.number, economy.label, economy.key) == (2, {"nb": "Økonomi"}, "2")
    assert (dont_know.exclusive, dont_know.role) == (True, "dont_know")
    assert refused.role == "no_answer"


def test_no_is_a_language(tmp_path):
    assert read_code(tmp_path, "{id: a, number: 1, label: {no: Kapasitet}}").codes[0].label == {"no": "Kapasitet"}


def test_a_key_that_stands_twice_is_reported_with_its_line(tmp_path):
    with pytest.raises(FileProblemError, match='line 4: found duplicate key "number"'):
        read(tmp_path, "id: f\nversion: 1\ncodes:\n  - {id: a, number: 1, number: 2, label: x}\n")


def test_codes_that_share_id_number_or_key_are_all_reported(tmp_path):
    codes = "codes:\n  - {id: a, number: 1, label: x, key: k}\n  - {id: a, number: 1, label: y, key: k}\n"

    with pytest.raises(CodeframeError) as caught:
        read(tmp_path, "id: f\nversion: 1\n" + codes)

    assert caught.value.problems == (
        "code id 'a' is used 2 times",
        "code number 1 is used 2 times",
        "key 'k' is used 2 times",
    )
    assert "codeframe.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("{id: a, number: 1}", "codes entry 1 has no 'label'"),
        ("{id: a, number: 1, label: }", "codes entry 1 has no 'label'"),
        ("{id: a, number: 1, label: {}}", "codes entry 1 has no 'label'"),
        ("{id: a, number: 1, label: {nb: , nn: x}}", "'label' is .* should be a text"),
        ("{number: 1, label: x}", "codes entry 1 has no 'id'"),
        ("{id: a, label: x}", "codes entry 1 has no 'number'"),
        ("{id: a, number: 1.5, label: x}", "'number' is 1.5; it should be a whole number"),
        ("{id: a, number: true, label: x}", "'number' is True"),
        ("{id: a, number: en, label: x}", "'number' is 'en'"),
        ("{id: a, number: -1, label: x}", "negative number"),
        ("{id: a, number: 1, labell: x, label: x}", "unknown key 'labell'"),
        ("{id: a, number: 1, label: x, exclusive: yes}", "'exclusive' is 'yes'; it should be true or false"),
        ("{id: a, number: 1, label: x, role: vet_ikke}", "'role' is 'vet_ikke'; it should be one of dont_know"),
        ("{id: a, number: 1, label: x, include: tid}", "'include' is no list"),
        ("{id: a, number: 1, label: x, include: [tid, kommune: liten]}", "'include' entry 2 is no text"),
        ("{id: a, number: 1, label: x, exclude: [~]}", "'exclude' entry 1 is no text"),
        ("{id: a, number: 1, label: x, exclude: [true]}", "'exclude' entry 1 is no text"),
        ("{id: a, number: 1, label: x, key: kk}", "'kk' is not one character"),
        ("{id: Økonomi, number: 1, label: x}", "'Økonomi' is not a lower-case ASCII name"),
        ("tid", "codes entry 1 is no mapping"),
    ],
)
def test_a_code_that_cannot_be_is_reported(tmp_path, code, problem):
    with pytest.raises(CodeframeError, match=problem):
        read_code(tmp_path, code)


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("version: 1", "the key 'id' is missing"),
        ("id: f", "the key 'version' is missing"),
        ("id: f\nversion: 1.0", "'version' is 1.0; it should be a whole number"),
        ("id: f\nversion: 1\nmax_codes: mange", "'max_codes' is 'mange'"),
        ("id: f\nversion: 1\nmax_codes: 0", "max_codes is 0"),
        ("id: f\nversion: 1\nmin_codes: 2", "min_codes is 2"),
        ("id: f\nversion: 1\nmaxcodes: 2", "unknown key 'maxcodes'"),
        ("id: f\nversion: 1\nnets: [{id: n, codes: a}]", "nets entry 1: 'codes' is no list"),
        ("id: f\nversion: 1\nnets: [{id: n, codes: []}]", "nets entry 1 has no 'codes'"),
        ("id: f\nversion: 1\nnets: [{id: n, codes: [b]}]", "net 'n' names unknown codes: b"),
        ("id: f\nversion: 1\nnets: {n: [a]}", "'nets' is no list"),
    ],
)
def test_a_codeframe_that_cannot_be_is_reported(tmp_path, head, problem):
    with pytest.raises(CodeframeError, match=problem):
        read(tmp_path, head + "\ncodes: [{id: a, number: 1, label: x}]\n")


@pytest.mark.parametrize("codes", ["codes: []", "codes:", "codes: {a: 1}", ""])
def test_a_codeframe_without_codes_is_reported(tmp_path, codes):
    with pytest.raises(CodeframeError, match="codes"):
        read(tmp_path, f"id: f\nversion: 1\n{codes}\n")


def test_all_problems_are_reported_at_once(tmp_path):
    with pytest.raises(CodeframeError) as caught:
        read(tmp_path, "id: f\ncodes: [{id: a, number: x}, {id: b, number: 2, label: x, include: y}]\nfarge: blå\n")

    assert len(caught.value.problems) == 5
