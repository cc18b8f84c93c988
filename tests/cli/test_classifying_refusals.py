import json

import pytest


@pytest.fixture
def classify(textcoder, tmp_path):
    """Run ``textcoder classify`` where it must fail, and see that it wrote nothing and quoted nobody."""

    def call(source, home, *more, out="coded.csv", codeframe="barriers", columns=("respid", "svar")):
        before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
        id_column, text_column = columns
        ended = textcoder(
            "classify", source, "-o", tmp_path / out, "--codeframe", codeframe, "--home", home,
            "--id", id_column, "--text", text_column, *more,
        )  # fmt: skip
        assert ended.out == ""
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
        return ended

    return call


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"columns": ("id", "svar")}, "has no column 'id'. It has: respid, Q2, vekt, svar, mer."),
        ({"columns": ("respid", "Svar")}, "has no column 'Svar'. It has: "),
        ({"out": "coded.sav"}, "cannot write .sav; give .csv, .xlsx, .jsonl"),
        ({"out": "export.csv"}, "would replace the file it is made from"),
        ({"out": "../{folder}/export.csv"}, "would replace the file it is made from"),
    ],
)
def test_columns_and_files_that_cannot_be_are_said(classify, export, trained_home, tmp_path, how, said):
    how = {name: value.format(folder=tmp_path.name) if name == "out" else value for name, value in how.items()}

    ended = classify(export, trained_home, **how)

    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--asked", "Q7=1"], "has no column 'Q7'"),
        (["--asked", "Q2"], "COLUMN=VALUE"),
        (["--asked", "Q2=1,"], "COLUMN=VALUE"),
        (["--asked", "=1"], "COLUMN=VALUE"),
        (["--asked", "Q2=1", "--asked", "Q2=2"], "once for each of the 1 --text"),
        (["--question", "a", "--question", "b"], "1 --text need as many --question"),
        (["--text", "svar"], "needs a question id of its own"),
        (["--text", "mer", "--question", "q3", "--question", "Q3"], "needs a question id of its own"),
        (["--question", "svar", "--text", "mer", "--question", "svar"], "needs a question id of its own"),
        (["--max-error", "1.5"], "1.5 is not in the range"),
        (["--max-error", "10%"], "'10%' is not a valid"),
        (["--layout", "wide"], "'wide' is not one of"),
    ],
)
def test_options_that_do_not_go_together_are_said(classify, export, trained_home, more, said):
    ended = classify(export, trained_home, *more)

    assert ended.code == 2
    assert said in ended.err


def test_a_file_that_is_coded_already_is_not_coded_over(classify, textcoder, export, trained_home, tmp_path):
    call = ("-o", tmp_path / "once.csv", "--codeframe", "barriers", "--home", trained_home, "--id", "respid")
    assert textcoder("classify", export, *call, "--text", "svar").code == 0

    ended = classify(tmp_path / "once.csv", trained_home)

    assert ended.code == 2
    assert "already has svar_1, svar_2" in ended.err
    assert "--question" in ended.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"respid;svar\n", "no rows"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00{telltale}", "no text file"),
        ("a.csv", b'respid;svar\n1;"{telltale}\n2;b\n', "no table from line 2"),
        ("a.csv", b"respid;svar\n1;a\n2;b;{telltale}\n", "row 3 has 3 cells and the header 2"),
        ("a.csv", b"respid;svar;svar\n1;{telltale};b\n", "several columns are called 'svar'"),
        ("a.xlsx", b"{telltale}", "no XLSX workbook"),
        ("a.jsonl", b'{"respid": 1, "svar": "{telltale}\n', "line 1 is no JSON"),
        ("a.jsonl", b'["{telltale}"]\n', "line 1 is no JSON object"),
        ("a.docx", b"{telltale}", "cannot read .docx"),
    ],
)
def test_what_is_no_table_is_said_to_be_none_without_its_words(
    classify, trained_home, tmp_path, telltale, name, content, said
):
    (tmp_path / name).write_bytes(content.replace(b"{telltale}", telltale.encode()))

    ended = classify(tmp_path / name, trained_home)

    assert ended.code == 2
    assert ended.err.startswith(f"Error: {tmp_path / name}") or f"Error: {tmp_path / name}" in ended.err
    assert said in ended.err
    assert telltale not in ended.err


def test_a_file_that_is_not_there_is_said(classify, trained_home, tmp_path):
    ended = classify(tmp_path / "export.csv", trained_home)

    assert ended.code == 2
    assert "there is no such file" in ended.err


def test_a_file_named_like_the_list_of_errors_is_not_taken_for_one(textcoder, trained_home, export, tmp_path):
    source = export.rename(tmp_path / "export.errors.csv")

    textcoder(
        "classify", source, "-o", tmp_path / "export.csv", "--codeframe", "barriers", "--home", trained_home,
        "--id", "respid", "--text", "svar",
    )  # fmt: skip

    assert source.exists()


@pytest.mark.parametrize("how", [{"codeframe": "barrier"}, {"codeframe": "frames/why.yaml"}])
def test_an_unknown_codeframe_is_not_found(classify, export, trained_home, how):
    ended = classify(export, trained_home, **how)

    assert ended.code == 3
    assert f"No codeframe '{how['codeframe']}'" in ended.err


def test_an_unknown_model_is_not_found(classify, export, trained_home):
    ended = classify(export, trained_home, "--model", "20200101-00000000")

    assert ended.code == 3
    assert "No trained model '20200101-00000000'. There is: barriers/" in ended.err


def test_a_codeframe_nobody_has_trained_says_how(classify, export, brought, tmp_path):
    (tmp_path / "home").mkdir()

    ended = classify(export, tmp_path / "home", codeframe=brought / "frame.yaml")

    assert ended.code == 3
    assert "Train one with: textcoder train" in ended.err


@pytest.mark.parametrize(
    "change", [("id: barriers", "id: others"), ("number: 9", "number: 7"), ("number: 8", "role: no_answer, number: 8")]
)
def test_a_model_for_other_codes_or_rules_is_refused(classify, export, trained_home, brought, tmp_path, change):
    changed = (brought / "frame.yaml").read_text("utf-8").replace(*change).replace("id: no_answer", "id: blank")
    (tmp_path / "other.yaml").write_text(changed, "utf-8")

    ended = classify(export, trained_home, "--model", "barriers", codeframe=tmp_path / "other.yaml")

    assert ended.code == 4
    assert "Train a model for this codeframe" in ended.err


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        ("model.joblib", lambda raw: raw[:-50], "changed or cut off"),
        ("model.joblib", lambda raw: raw[:99] + bytes([raw[99] ^ 1]) + raw[100:], "changed or cut off"),
        ("model.joblib", lambda raw: raw[:0], "changed or cut off"),
        ("manifest.json", lambda raw: raw[:200], "manifest is missing or damaged"),
        ("manifest.json", lambda raw: raw[:0], "manifest is missing or damaged"),
        ("manifest.json", lambda raw: raw[:0] + b"[1]", "manifest is missing or damaged"),
        ("manifest.json", lambda raw: b"\xff\xfe" + raw, "manifest is missing or damaged"),
        ("manifest.json", lambda raw: raw.replace(b'"format": 3', b'"format": 2'), "its format is 2"),
        ("manifest.json", lambda raw: raw.replace(b'"format": 3', b'"format": 4'), "its format is 4"),
        ("manifest.json", lambda raw: raw.replace(b'"encoder": null', b'"encoder": 1'), "lacks a sound encoder, "),
        ("manifest.json", lambda raw: raw.replace(b'"encoder": null', b'"encoder": {}'), "lacks a sound encoder/name"),
        ("manifest.json", lambda raw: raw.replace(b'"encoder"', b'"reader"'), "lacks a sound encoder"),
    ],
)
def test_a_tampered_or_cut_off_model_is_refused_with_what_to_do(
    classify, export, home, model_folder, name, damage, said
):
    path = model_folder / name
    path.write_bytes(damage(path.read_bytes()))

    ended = classify(export, home)

    assert ended.code == 4
    assert f"Error: Model barriers/{model_folder.name} was not loaded: " in ended.err
    assert said in ended.err
    assert "train again" in ended.err


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (("pipeline", "hash"), "was trained on the language pipeline light"),
        (("versions", "scikit-learn"), "it was trained with scikit-learn 0.1"),
        (("settings", "language", "pipeline"), "'0.1' is not installed"),
    ],
)
def test_a_model_of_another_pipeline_or_library_is_refused(classify, export, home, model_folder, place, said):
    path = model_folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    inner = manifest
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = "0.1"
    path.write_text(json.dumps(manifest), "utf-8")

    ended = classify(export, home)

    assert ended.code in (3, 4)
    assert said in ended.err
