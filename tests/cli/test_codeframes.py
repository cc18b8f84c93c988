import json

import pytest

FRAME = """\
id: why
version: 2
title: {{nb: Hvorfor?, nn: Kvifor?}}
max_codes: 2
min_codes: 1
nets: [{{id: work, label: {{nb: Arbeidet}}, codes: [pay, {net}]}}]
codes:
  - {{id: pay, number: 1, label: {{nb: Lønn, nn: Løn}}, definition: {{nb: Om lønna.}}}}
  - {{id: {second}, number: {number}, label: {{nb: Ledelse}}}}
  - {{id: dont_know, number: 99, label: {{nb: Vet ikke}}, exclusive: {exclusive}}}
"""


def write(folder, **changes):
    path = folder / "why.yaml"
    path.write_text(FRAME.format(**{"second": "boss", "number": 2, "net": "boss", "exclusive": "true", **changes}))
    return path


def test_a_valid_codeframe_is_said_to_be_so_without_any_home(textcoder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    ended = textcoder("codeframe", "validate", write(tmp_path))

    assert (ended.code, ended.out, ended.err) == (0, "why version 2 is valid: 3 codes, 1 net.\n", "")


def test_a_codeframe_of_the_home_is_known_by_its_id(textcoder, trained_home):
    found = json.loads(textcoder("codeframe", "validate", "barriers", "--home", trained_home, "--json").out)

    assert found == {"id": "barriers", "version": 1, "codes": 4, "nets": 1, "valid": True}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"second": "pay"}, ["code id 'pay' is used 2 times", "net 'work' names unknown codes: boss"]),
        ({"number": 1}, ["code number 1 is used 2 times"]),
        ({"net": "leader"}, ["net 'work' names unknown codes: leader"]),
        ({"exclusive": "ja"}, ["'exclusive' is 'ja'; it should be true or false"]),
        ({"second": "Sjefen over alle"}, ["code id 'Sjefen over alle' is not a lower-case ASCII name"]),
        ({"second": "pay", "number": 1, "net": "x"}, ["code id 'pay'", "code number 1", "unknown codes: x"]),
    ],
)
def test_every_problem_of_a_codeframe_is_named(textcoder, tmp_path, changes, problems):
    path = write(tmp_path, **changes)

    ended = textcoder("codeframe", "validate", path, "--json")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"Error: Codeframe {path}: ")
    assert all(problem in ended.err for problem in problems)


@pytest.mark.parametrize("content", ["", "id: [", "just text", "\x00\x01", "id: a\nid: b\n"])
def test_a_file_that_is_no_codeframe_is_said_to_be_none(textcoder, tmp_path, content):
    (tmp_path / "why.yaml").write_text(content)

    ended = textcoder("codeframe", "show", tmp_path / "why.yaml")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"Error: {tmp_path / 'why.yaml'}")


def test_an_unknown_codeframe_is_said_with_those_there_are(textcoder, trained_home):
    ended = textcoder("codeframe", "show", "barrier", "--home", trained_home)

    assert (ended.code, ended.out) == (3, "")
    assert "No codeframe 'barrier'" in ended.err
    assert "There is: barriers." in ended.err


def test_coders_see_rules_codes_in_order_and_nets(textcoder, tmp_path):
    lines = textcoder("codeframe", "show", write(tmp_path)).out.splitlines()

    assert lines[0] == "Hvorfor? (why version 2; at most 2 codes, at least one)"
    assert [line.split()[0] for line in lines if line.strip()[:1].isdigit()] == ["1", "2", "99"]
    assert next(line for line in lines if "dont_know" in line).split() == ["99", "dont_know", "Vet", "ikke", "alone"]
    assert "Om lønna." in next(line for line in lines if "pay" in line)
    assert lines[-1] == "Net work (Arbeidet): pay, boss"


def test_labels_come_in_the_language_asked_for_and_else_in_bokmaal(textcoder, tmp_path):
    shown = textcoder("codeframe", "show", write(tmp_path), "--language", "nn").out

    assert shown.startswith("Kvifor? ")
    assert " Løn " in shown
    assert " Ledelse " in shown


def test_machines_see_everything(textcoder, tmp_path):
    found = json.loads(textcoder("codeframe", "show", write(tmp_path), "--json").out)

    assert found["max_codes"] == 2
    assert found["codes"][2] == {
        "id": "dont_know", "number": 99, "label": {"nb": "Vet ikke"}, "definition": {}, "include": [], "exclude": [],
        "key": None, "exclusive": True, "role": "dont_know",
    }  # fmt: skip
