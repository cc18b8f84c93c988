import json

import pytest

HEADER = "id,text,codes,coder,variety\n"
ROWS = """\
1,{words} en,capacity,kari,nb
2,{words} to,2,kari,nb
3,{words} tre,1;2,kari,nn
4,{words} fire,dont_know,kari,nn
5,{words} fem,1,kari,nb
6,{words} seks,,kari,nb
1,{words} en,1,ola,nb
2,{words} to,economy,ola,nb
3,{words} tre,1,ola,nn
4,{words} fire,dont_know,ola,nn
5,{words} fem,2,ola,nb
7,{words} sju,2,ola,nb
5,{words} fem,1,marit,nb
3,{words} tre,1;2,marit,nn
"""


@pytest.fixture
def double_coded(tmp_path, telltale):
    path = tmp_path / "double.csv"
    path.write_text(HEADER + ROWS.format(words=telltale), encoding="utf-8")
    return path


@pytest.fixture
def agreement(textcoder, trained_home):
    def run(codings, *arguments):
        return textcoder(
            "agreement", "--codings", codings, "--codeframe", "barriers", "--home", trained_home, *arguments
        )

    return run


@pytest.fixture
def refused(tmp_path, agreement, telltale):
    """Run on a file of this content, which must not be measured, and hand over what was said."""

    def run(content, *arguments):
        (tmp_path / "c.csv").write_text(content.format(words=telltale), encoding="utf-8")
        ended = agreement(tmp_path / "c.csv", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert telltale not in ended.err
        assert len(ended.err.splitlines()) == 1
        return ended.err

    return run


def test_machines_get_every_figure(agreement, double_coded):
    ended = agreement(double_coded, "--adjudicator", "marit", "--json", "--quiet")
    found = json.loads(ended.out)
    measured = found.pop("agreement")

    assert (ended.code, ended.err) == (0, "")
    assert found == {
        "codings": "double.csv",
        "codeframe": "barriers",
        "codeframe_version": 1,
        "left_out": {"adjudicators": ["marit"], "codings": 2},
    }
    assert (measured["answers"], measured["double_coded"]) == (7, 5)
    assert measured["coders"] == [
        {"coder": "kari", "answers": 6, "double_coded": 5},
        {"coder": "ola", "answers": 6, "double_coded": 5},
    ]
    assert measured["overall"]["exact"]["value"] == pytest.approx(3 / 5)
    assert measured["overall"]["alpha"]["low"] <= measured["overall"]["alpha"]["value"]
    assert measured["overall"]["verdict"] == "do not publish by itself"
    assert [(group["name"], group["answers"]) for group in measured["by_variety"]] == [("nb", 3), ("nn", 2)]
    assert {code["code_id"]: code["measure"] for code in measured["codes"]} == {
        "capacity": "kappa", "economy": "kappa", "dont_know": "kappa", "no_answer": "kappa",
    }  # fmt: skip
    assert measured["confusions"] == [
        {"code_id": "capacity", "instead": "economy", "times": 1},
        {"code_id": "economy", "instead": None, "times": 1},
    ]


def test_people_get_coders_groups_codes_and_confusions(agreement, double_coded):
    ended = agreement(double_coded, "--adjudicator", "marit")
    lines = [line.split() for line in ended.out.splitlines()]

    assert ended.code == 0
    assert "2 codings by marit are left out" in ended.err
    assert ended.out.startswith("5 of 7 answers are coded by two coders or more.\n")
    assert ["kari", "6", "5"] in lines
    assert ["code", "verdict", "prevalence", "kappa", "positive", "AC1"] in lines
    assert ["no_answer", "cannot", "be", "said", ".000", "–", "–", "1.00"] in lines
    assert "Codes of the 5 double-coded answers" in ended.out
    assert ["capacity", "economy", "1"] in lines
    assert ["economy", "no", "other", "code", "1"] in lines
    assert [line[0] for line in lines if "itself" in line] == ["all", "nb", "nn", "capacity", "economy"]


def test_nobody_sees_a_verbatim(agreement, double_coded, telltale):
    for arguments in ([], ["--json"]):
        ended = agreement(double_coded, *arguments)
        assert ended.code == 0
        assert telltale not in ended.out + ended.err


def test_with_three_coders_the_codes_have_alpha(agreement, double_coded):
    header = next(line for line in agreement(double_coded).out.splitlines() if "prevalence" in line)

    assert header.split()[3] == "alpha"


def test_coders_who_agree_on_everything_confuse_nothing(agreement, tmp_path):
    (tmp_path / "c.csv").write_text("id,text,codes,coder\n1,,1,kari\n1,,1,ola\n2,,2,kari\n2,,2,ola\n")

    shown = agreement(tmp_path / "c.csv").out

    assert "confused" not in shown
    assert "not said" not in shown
    assert ["all", "answers", "reliable", "2", "1.00", "1.00"] in map(str.split, shown.splitlines())


def test_a_codeframe_file_needs_no_home_and_jsonl_will_do(textcoder, brought, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [{"id": n, "text": "x", "codes": [n], "coder": coder} for n in (1, 2) for coder in ("kari", "ola")]
    (tmp_path / "c.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    ended = textcoder("agreement", "--codings", "c.jsonl", "--codeframe", brought / "frame.yaml", "--json")

    assert json.loads(ended.out)["agreement"]["overall"]["alpha"]["value"] == 1


def test_spaces_around_a_name_do_not_make_a_coder(agreement, tmp_path):
    (tmp_path / "c.csv").write_text("id,text,codes,coder\n1,x,1,kari\n1,x,1, ola\n2,x,2,kari \n2,x,1,ola\n")

    found = json.loads(agreement(tmp_path / "c.csv", "--json").out)

    assert [coder["coder"] for coder in found["agreement"]["coders"]] == ["kari", "ola"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,text,codes\n1,{words},1\n", "has no column 'coder'. It has: id, text, codes."),
        ("id,text,codes,coder\n1,{words},1,kari\n1,{words},1,\n", "row 3: the coder is blank"),
        ("id,text,codes,coder\n1,{words},1,kari\n2,{words},1,kari\n", "takes two coders"),
        ("id,text,codes,coder\n1,{words},1,kari\n2,{words},1,ola\n", "No answer is coded by two coders"),
        (
            "id,text,codes,coder\n1,{words},1,kari\n1,{words},2,kari\n1,{words},2,ola\n",
            "row 3: the id '1' is coded by the same coder in row 2 too",
        ),
        (
            "id,text,codes,coder\n1,{words},1,kari\n1,{words},2, kari\n1,{words},2,ola\n",
            "Coder 'kari' has coded the answer '1' twice",
        ),
        ("id,text,codes,coder\n1,{words} a,1,kari\n1,{words} b,1,ola\n", "different texts or varieties"),
        ("id,text,codes,coder\n1,{words},penger,kari\n1,{words},2,ola\n", "row 2: code 'penger' is not in codeframe"),
        ("", "the file is empty"),
    ],
)
def test_codings_that_cannot_be_measured_on_are_said_without_their_words(refused, content, said):
    assert said in refused(content)


def test_an_adjudicator_who_coded_nothing_is_said_with_the_coders_there_are(refused):
    said = refused(HEADER + ROWS, "--adjudicator", "Marit")

    assert "has no codings by 'Marit'. It has codings by: kari, marit, ola." in said


def test_texts_in_the_column_of_coders_are_not_repeated(refused):
    content = "id,text,codes,coder\n1,a,1,{words} er at vi ikke har hatt tid til noe som helst\n"

    said = refused(content, "--adjudicator", "kari")

    assert "(a text of " in said
    assert "hatt tid" not in said


def test_without_the_adjudicator_one_coder_is_too_few(refused):
    content = "id,text,codes,coder\n1,{words},1,kari\n1,{words},1,marit\n"

    assert "takes two coders" in refused(content, "--quiet", "--adjudicator", "marit")


def test_an_unknown_codeframe_is_not_found(textcoder, trained_home, double_coded):
    ended = textcoder("agreement", "--codings", double_coded, "--codeframe", "barrier", "--home", trained_home)

    assert (ended.code, ended.out) == (3, "")
    assert "There is: barriers." in ended.err


@pytest.mark.parametrize("missing", ["--codings", "--codeframe"])
def test_both_files_must_be_named(textcoder, missing):
    (other,) = {"--codings", "--codeframe"} - {missing}

    ended = textcoder("agreement", other, "x")

    assert ended.code == 2
    assert f"Missing option '{missing}'" in ended.err
