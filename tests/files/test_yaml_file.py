import pytest

from textcoder.errors import FileProblemError
from textcoder.files.yaml_file import read_yaml


def read(tmp_path, content: str | bytes):
    path = tmp_path / "a.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_yaml(path)


def test_no_is_the_norwegian_language_and_not_a_falsehood(tmp_path):
    content = read(tmp_path, "no: Ja\nnb: no\nfalsk: false\nsvar: [yes, on, off, ja]\n")

    assert content == {"no": "Ja", "nb": "no", "falsk": False, "svar": ["yes", "on", "off", "ja"]}


def test_leading_zeros_and_times_are_not_made_into_other_numbers(tmp_path):
    assert read(tmp_path, "tid: 12:30\nnummer: 010\n") == {"tid": "12:30", "nummer": 10}


def test_a_byte_order_mark_is_no_content(tmp_path):
    assert read(tmp_path, "id: å\n".encode("utf-8-sig")) == {"id": "å"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("id: a\nversion: 1\nid: b\n", 'line 3: found duplicate key "id"'),
        ("id: a\ncodes: [\n", "line 3: expected the node content"),
        ("id: a\n\tversion: 1\n", "line 2: found character"),
        ("label: a: b\n", "line 1: mapping values are not allowed"),
        ("a: !!python/object/apply:os.getcwd []\n", "line 1: could not determine a constructor"),
        ("a: 1\n---\nb: 2\n", "another document"),
        ("a: \x01\n", "no YAML"),
        ("- a\n- b\n", "holds no mapping"),
        ("bare tekst\n", "holds no mapping"),
        ("", "holds no mapping"),
    ],
)
def test_what_is_wrong_is_said_with_the_line(tmp_path, content, problem):
    with pytest.raises(FileProblemError, match=problem) as caught:
        read(tmp_path, content)

    assert "\n" not in str(caught.value)


def test_another_encoding_than_utf8_is_refused(tmp_path):
    with pytest.raises(FileProblemError, match="UTF-8"):
        read(tmp_path, "label: Økonomi\n".encode("cp1252"))


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path):
    with pytest.raises(FileProblemError, match="cannot be read: No such file"):
        read_yaml(tmp_path / "a.yaml")
    with pytest.raises(FileProblemError, match="cannot be read: Is a directory"):
        read_yaml(tmp_path)


def test_what_is_nested_without_end_is_refused(tmp_path):
    path = tmp_path / "deep.yaml"
    path.write_text("a: " + "[" * 3000 + "]" * 3000)

    with pytest.raises(FileProblemError, match="nested too deeply"):
        read_yaml(path)
