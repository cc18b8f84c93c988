import csv
import json
import os
import signal
import subprocess
import time

import pytest

from textcoder.files.formats import read_table
from textcoder.files.workbook import write_xlsx
from textcoder.labelling.importing.bringing import SENT
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import NewCoding

SURVEY = """\
id: barriere-2025
title: {nb: Barrierer}
codeframe: barriers
questions:
  - {id: Q1, type: open, text: {nb: Hva hindrer dere?}}
  - {id: Q2, type: open, text: {nb: Noe annet?}}
"""
FRAME = """\
id: barriers
version: 1
codes:
  - {id: capacity, number: 1, label: {nb: Kapasitet}}
  - {id: economy, number: 2, label: {nb: Økonomi}}
  - {id: dont_know, number: 8, label: {nb: Vet ikke}, exclusive: true}
"""
PLACE = ("--survey", "barriere-2025", "--question", "Q1")


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    monkeypatch.delenv("TEXTCODER_DB", raising=False)
    (tmp_path / "models").mkdir()
    folder = tmp_path / "labels" / "barriere-2025"
    folder.mkdir(parents=True)
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    (folder / "codeframe.yaml").write_text(FRAME, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bring(textcoder, workplace):
    """Write a file and import it into the home's store."""

    def call(content, *more, name="svar.csv", encoding="utf-8"):
        path = workplace / name
        if content is not None:
            path.write_text(content, encoding=encoding)
        columns = ("--id", "respid", "--text", "svar")
        return textcoder("import", path, *PLACE, *columns, "--home", workplace, *more)

    return call


@pytest.fixture
def stored(workplace):
    """What the store has of the question, by id."""

    def look():
        with open_store(f"sqlite:///{workplace / 'labels' / 'store.sqlite'}") as store:
            answers = {one.id: one for one in store.answers.of("barriere-2025", "Q1")}
            codings = store.codings.by_coder("barriere-2025", "Q1")
            stale = store.codings.stale("barriere-2025", "Q1")
        coded = [(one.answer_id, one.coder, one.code_ids) for one in codings]
        return answers, coded, [one.coding.answer_id for one in stale]

    return look


def test_answers_come_in_with_their_background_and_empty_cells_do_not(bring, stored):
    content = "respid;vekt;svar\n007;0,75;For lite tid på dagen\n008;1,1;\n010;1,2;Penger\n"
    ended = bring(content, "--background", "all", "--json", encoding="cp1252")

    report = json.loads(ended.out)
    assert (ended.code, report["answers"]["added"], report["answers"]["blank"]) == (0, 2, 1)
    assert "delimiter ';'" in ended.err
    answers, _, _ = stored()
    assert {key: (one.text, one.background) for key, one in answers.items()} == {
        "007": ("For lite tid på dagen", {"vekt": "0,75"}),
        "010": ("Penger", {"vekt": "1,2"}),
    }


@pytest.mark.parametrize("name", ["svar.xlsx", "svar.jsonl"])
def test_other_kinds_of_files_come_in_alike(bring, stored, workplace, name):
    if name == "svar.xlsx":
        with write_xlsx(workplace / name, ["respid", "svar", "koder"]) as write:
            write(["007", "tid", 1])
            write(["008", "penger", "2;1"])
        ended = bring(None, "--codings", "koder", name=name)
    else:
        rows = [{"respid": "007", "svar": "tid", "koder": [1]}, {"respid": "008", "svar": "penger", "koder": ["2", 1]}]
        ended = bring("\n".join(map(json.dumps, rows)), "--codings", "koder", name=name)

    assert ended.code == 0, ended.err
    _, coded, _ = stored()
    assert coded == [
        ("007", "human:imported", ("capacity",)),
        ("008", "human:imported", ("capacity", "economy")),
    ]


@pytest.mark.parametrize(
    ("columns", "rows", "options"),
    [
        ("k", ["1;2", "dont_know", ""], ("--codings", "k", "--blank", "uncoded")),
        ("k_c1,k_c2", ["2,1", "8,", ","], ("--codings", "k_c*", "--layout", "spread")),
        ("k_1,k_2,k_8", ["1,1,0", "0,0,1", ",,"], ("--codings", "k_*", "--layout", "dichotomous")),
    ],
)
def test_codings_come_in_joined_spread_and_as_0_and_1(bring, stored, columns, rows, options):
    lines = [f"{number},svar {number},{row}" for number, row in enumerate(rows)]
    ended = bring(f"respid,svar,{columns}\n" + "\n".join(lines) + "\n", "--coder", "hus", *options)

    assert ended.code == 0, ended.err
    answers, coded, _ = stored()
    assert len(answers) == 3
    assert coded == [("0", "human:hus", ("capacity", "economy")), ("1", "human:hus", ("dont_know",))]


def test_a_blank_in_joined_codes_is_a_coding_without_codes_and_is_told(bring, stored):
    ended = bring("respid,svar,k\n1,tid,1\n2,hei,\n", "--codings", "k")

    assert "1 codings have no code" in ended.err
    assert stored()[1] == [("1", "human:imported", ("capacity",)), ("2", "human:imported", ())]


def test_refused_codings_are_listed_by_row_and_id_and_their_answers_come_in(bring, stored, workplace, telltale):
    rows = f"1,{telltale} a,1\n2,{telltale} b,8;1\n3,{telltale} c,7\n4,{telltale} d,{telltale}\n"
    ended = bring("respid,svar,k\n" + rows, "--codings", "k")

    assert ended.code == 1
    listed = (workplace / "svar.import-errors.csv").read_text(encoding="utf-8")
    found = [(row["row"], row["id"]) for row in csv.DictReader(listed.splitlines())]
    assert found == [("3", "2"), ("4", "3"), ("5", "4")]
    assert "exclusive" in listed
    assert telltale not in listed + ended.out + ended.err
    answers, coded, _ = stored()
    assert (len(answers), len(coded)) == (4, 1)


def test_rows_without_an_id_of_their_own_are_refused_and_an_old_list_goes_when_all_is_well(bring, stored, workplace):
    ended = bring("respid,svar\n1,a\n1,b\n,c\n2,d\n")

    assert ended.code == 1
    assert list(stored()[0]) == ["2"]
    assert (workplace / "svar.import-errors.csv").exists()
    assert bring("respid,svar\n1,a\n2,d\n").code == 0
    assert not (workplace / "svar.import-errors.csv").exists()


def test_the_same_file_again_changes_nothing(bring, stored):
    content = "respid,svar,k\n1,tid,1\n2,penger,2\n"
    bring(content, "--codings", "k", "--background", "all")
    before = stored()
    report = json.loads(bring(content, "--codings", "k", "--background", "all", "--json").out)

    assert (report["answers"]["unchanged"], report["codings"]["known"], report["codings"]["added"]) == (2, 2, 0)
    assert stored() == before


def test_a_changed_text_makes_its_codings_stale_and_the_old_text_brings_them_back(bring, stored):
    bring("respid,svar,alder,k\n1,tid,40,1\n2,penger,50,2\n", "--codings", "k", "--background", "alder")
    report = json.loads(bring("respid,svar\n1,noe annet\n2,penger\n", "--json").out)

    assert report["answers"] | {"restored": []} == {
        "added": 0,
        "changed": ["1"],
        "restored": [],
        "updated": 0,
        "unchanged": 1,
        "blank": 0,
        "forgotten": [],
    }
    assert report["codings"]["made_stale"] == 1
    answers, coded, stale = stored()
    assert ([one[0] for one in coded], stale) == (["2"], ["1"])
    assert answers["1"].background == {"alder": "40"}

    back = json.loads(bring("respid,svar\n1,tid\n2,penger\n", "--json").out)
    assert (back["answers"]["restored"], back["codings"]["revived"]) == (["1"], 1)


@pytest.mark.parametrize("how", [{"sitting": "kveld"}, {"chosen": SENT}], ids=["at the screen", "over HTTP"])
def test_a_decision_taken_since_is_not_overruled_by_an_old_file(bring, stored, workplace, how):
    content = "respid,svar,k\n1,tid,1\n"
    bring(content, "--codings", "k", "--coder", "anna")
    with open_store(f"sqlite:///{workplace / 'labels' / 'store.sqlite'}") as store:
        key = store.answers.with_id("barriere-2025", "Q1", "1").key
        store.codings.add(NewCoding(key, ["economy"], "human:anna", **how))
    bring(content, "--codings", "k", "--coder", "anna")

    assert stored()[1] == [("1", "human:anna", ("economy",))]


def test_several_coders_of_one_answer_come_in_from_the_column_coder(bring, stored):
    ended = bring(
        "respid,svar,k,coder\n1,tid,1,kari\n1,tid,2,ola\n1,tid,1;2,marit\n2,x,1,kari\n2,y,1,ola\n3,z,1,kari\n3,z,2,kari\n",
        "--codings",
        "k",
        "--adjudicator",
        "marit",
    )

    answers, coded, _ = stored()
    assert ended.code == 1
    assert list(answers) == ["1", "3"]
    assert coded == [("1", "human:kari", ("capacity",)), ("1", "human:ola", ("economy",))]


def test_rows_of_other_questions_stay_outside(bring, stored):
    content = "respid,question,svar\n1,Q1,tid\n2,Q2,penger\n"

    assert json.loads(bring(content, "--json").out)["of_other_questions"] == 1
    assert list(stored()[0]) == ["1"]
    assert bring("respid,question,svar\n1,Q2,tid\n").code == 2


def test_codes_that_a_model_gave_do_not_become_a_persons(bring, stored):
    rows = "1,tid,1,coded,model\n2,penger,2,coded,human\n3,annet,1,referred,model\n"
    ended = bring("respid,svar,q_codes,q_status,q_source\n" + rows, "--codings", "q_codes", "--coder", "anna")

    assert "2 rows have codes that, as their source says, no person gave" in ended.err
    assert stored()[1] == [("2", "human:anna", ("economy",))]


def test_a_trial_tells_the_same_and_leaves_no_trace(bring, stored, workplace):
    content = "respid,svar,k\n1,tid,1\n2,penger,2\n"
    tried = json.loads(bring(content, "--codings", "k", "--dry-run", "--json").out)
    assert not (workplace / "labels" / "store.sqlite").exists()
    done = json.loads(bring(content, "--codings", "k", "--json").out)
    before = stored()
    again = json.loads(bring("respid,svar\n1,annet\n", "--dry-run", "--json").out)

    assert [tried[part] for part in ("answers", "codings")] == [done[part] for part in ("answers", "codings")]
    assert (tried["dry_run"], again["answers"]["changed"], again["codings"]["made_stale"]) == (True, ["1"], 1)
    assert stored() == before


def test_personal_data_stays_outside_when_asked_for_or_when_the_survey_says_so(bring, stored, workplace):
    content = "respid,svar\n1,Jeg heter Kari Nordmann og har ikke tid\n"
    ended = bring(content, "--redact", "--json")

    assert json.loads(ended.out)["redacted"] == {"person": 1}
    assert stored()[0]["1"].text == "Jeg heter [NAVN] og har ikke tid"
    path = workplace / "labels" / "barriere-2025" / "survey.yaml"
    path.write_text(SURVEY + "redact: true\n", encoding="utf-8")
    assert json.loads(bring(content, "--json").out)["answers"]["unchanged"] == 1
    bring(content, "--no-redact")
    assert stored()[0]["1"].text == "Jeg heter Kari Nordmann og har ikke tid"


def test_a_codeframe_that_changed_in_the_folder_is_told_and_the_stores_goes_on_being_used(bring, stored, workplace):
    bring("respid,svar\n1,tid\n")
    newer = FRAME.replace("version: 1", "version: 2").replace("number: 1,", "number: 3,")
    (workplace / "labels" / "barriere-2025" / "codeframe.yaml").write_text(newer, encoding="utf-8")
    ended = bring("respid,svar,k\n1,tid,1\n", "--codings", "k")

    assert "barriers version 1" in ended.err
    assert stored()[1] == [("1", "human:imported", ("capacity",))]


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (("--survey", "ukjent"), 3, "No survey 'ukjent'"),
        (("--question", "Q9"), 3, "no open field 'Q9'"),
        (("--codings", "a,b"), 2, "--layout"),
        (("--coder", "anna"), 2, "--codings"),
        (("--background", "borte"), 2, "no column 'borte'"),
        (("--db", "mysql://x/y"), 2, "mysql"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_stored(bring, stored, more, code, says):
    bring("respid,svar\n1,tid\n")
    ended = bring("respid,svar,a,b\n1,nytt,1,2\n", *more)

    assert (ended.code, says in ended.err) == (code, True), ended.err
    assert stored()[0]["1"].text == "tid"


def test_the_store_is_where_the_environment_says(bring, workplace, monkeypatch):
    monkeypatch.setenv("TEXTCODER_DB", f"sqlite:///{workplace / 'annet.db'}")

    assert bring("respid,svar\n1,tid\n").code == 0
    assert (workplace / "annet.db").exists()
    assert not (workplace / "labels" / "store.sqlite").exists()


def test_interrupted_in_the_middle_nothing_is_half_done(bring, workplace, telltale):
    from tests.cli.conftest import COMMAND

    bring("respid,svar\nx,tid\n")
    lines = "".join(f"{number},{telltale} {number}\n" for number in range(30_000))
    (workplace / "mange.csv").write_text("respid,svar\n" + lines, encoding="utf-8")
    command = [COMMAND, "import", workplace / "mange.csv", *PLACE, "--id", "respid", "--text", "svar"]
    running = subprocess.Popen(
        [*command, "--home", workplace], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ
    )
    journal = workplace / "labels" / "store.sqlite-wal"
    deadline = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < deadline and not (journal.exists() and journal.stat().st_size):
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)

    with open_store(f"sqlite:///{workplace / 'labels' / 'store.sqlite'}") as store:
        count = len(store.answers.of("barriere-2025", "Q1"))
    assert (running.returncode, count) in [(130, 1), (0, 30_001)]
    assert telltale.encode() not in said


def test_what_was_exported_can_be_brought_in_again(bring, textcoder, workplace, stored):
    bring("respid,svar,k\n1,tid,1\n2,penger,1;2\n3,hva,\n", "--codings", "k", "--blank", "uncoded")
    out = workplace / "ut.csv"
    ended = textcoder("export", *PLACE, "-o", out, "--home", workplace, "--layout", "joined")
    assert ended.code == 0, ended.err
    rows = [list(map(str, row)) for row in read_table(out).open_rows()]

    assert rows == [
        ["1", "tid", "1", "coded", "human"],
        ["2", "penger", "1;2", "coded", "human"],
        ["3", "hva", "", "referred", ""],
    ]
    again = textcoder(
        *("import", out, *PLACE, "--id", "id", "--text", "Q1", "--codings", "Q1_codes", "--blank", "uncoded"),
        *("--home", workplace, "--json"),
    )
    assert json.loads(again.out)["codings"]["known"] == 2


def test_the_same_file_brings_back_nothing_of_one_who_was_forgotten(bring, textcoder, workplace):
    bring("respid,svar,k\n1,tid,1\n2,penger,2\n", "--codings", "k")
    ended = textcoder("forget", "2", "--survey", "barriere-2025", "--home", workplace, "--yes")
    assert ended.code == 0, ended.err

    again = bring("respid,svar,k\n1,tid,1\n2,penger,2\n", "--codings", "k", "--json")
    told = json.loads(again.out)

    assert (told["answers"]["forgotten"], told["answers"]["unchanged"]) == (["2"], 1)
    assert (told["codings"]["added"], told["codings"]["known"]) == (0, 1)
    assert "answers of forgotten respondents" in bring(None).out
    with open_store(f"sqlite:///{workplace}/labels/store.sqlite") as store:
        assert [one.id for one in store.answers.of("barriere-2025", "Q1")] == ["1"]


MODELS_FILE = """\
respid,svar,Q1_codes,Q1_status,Q1_source
1,tid,1,coded,model
2,penger,1;2,referred,model
3,vet ikke,8,coded,rule
4,folk,1,coded,human
5,mer folk,1,coded,exact
6,noe,,coded,model
7,,,empty,
8,annet,,referred,
"""


def test_a_models_file_comes_in_as_the_models_where_that_is_named(bring, workplace):
    ended = bring(MODELS_FILE, "--codings", "Q1_codes", "--coder", "model:v1", "--json")

    assert ended.code == 0, ended.err
    told = json.loads(ended.out)["codings"]
    assert (told["added"], told["referred"], told["by_others"], told["none_applies"]) == (4, 1, 2, 0)
    with open_store(f"sqlite:///{workplace / 'labels' / 'store.sqlite'}") as store:
        found = [
            (one.answer_id, one.coder, one.source.value, one.code_ids, one.referred, one.model_version)
            for one in store.codings.since()
        ]
        final = {one.answer_id for one in store.codings.final("barriere-2025", "Q1")}
    assert found == [
        ("1", "model:v1", "model", ("capacity",), False, "v1"),
        ("2", "model:v1", "model", ("capacity", "economy"), True, "v1"),
        ("3", "rule", "rule", ("dont_know",), False, ""),
        ("6", "model:v1", "model", (), False, "v1"),
    ]
    assert final == {"1", "3", "6"}
    assert "2 rows have codes that, as their source says, are from people" in ended.err


def test_a_models_file_again_adds_what_is_no_longer_referred_and_nothing_else(bring, workplace):
    how = ("--codings", "Q1_codes", "--coder", "model:v1", "--json")
    bring(MODELS_FILE, *how)

    again = json.loads(bring(MODELS_FILE, *how).out)["codings"]
    surer = json.loads(bring(MODELS_FILE.replace("1;2,referred", "1;2,coded"), *how).out)["codings"]

    assert (again["added"], again["known"]) == (0, 4)
    assert (surer["added"], surer["known"]) == (1, 3)


def test_without_a_model_named_it_is_said_how_its_codings_come_in(bring, stored):
    ended = bring(MODELS_FILE, "--codings", "Q1_codes", "--blank", "uncoded")

    assert [one[:2] for one in stored()[1]] == [("4", "human:imported")]
    assert "come in by: --coder model:VERSION" in ended.err


def test_what_a_model_has_coded_comes_in_and_is_drawn_for_the_audit(home, textcoder, tmp_path):
    folder = home / "labels" / "barriere-2025"
    (folder / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    things = ("for lite tid", "for få folk", "stramt budsjett", "dårlig økonomi", "vet ikke", "travle dager")
    rows = [f"{number},{thing} hos oss {number}" for number, thing in enumerate(things * 3)]
    (tmp_path / "inn.csv").write_text("\n".join(["respid,svar", *rows, "99,Nei"]) + "\n", encoding="utf-8")
    columns = ("--id", "respid", "--text", "svar")
    coded = textcoder(
        *("classify", tmp_path / "inn.csv", "-o", tmp_path / "ut.csv", "--codeframe", "barriers", "--question", "Q1"),
        *(*columns, "--layout", "joined", "--home", home),
    )
    assert coded.code == 0, coded.err
    where = ("--survey", "barriere-2025", "--question", "Q1", "--home", home)
    brought = textcoder("import", tmp_path / "ut.csv", *where, *columns, "--codings", "Q1_codes", "--coder", "model:v1")
    assert brought.code == 0, brought.err
    lines = (tmp_path / "ut.csv").read_text(encoding="utf-8-sig").splitlines()
    by_model = [row for row in csv.DictReader(lines) if row["Q1_source"] == "model"]
    counted = [row for row in by_model if row["Q1_status"] == "coded"]

    drawn = textcoder("assign", *where, "--purpose", "audit", "--coder", "anna", "--share", "1", "--json")

    assert counted, by_model
    (draw,) = json.loads(drawn.out)["draws"]
    assert {one["id"] for one in draw["answers"]} == {row["respid"] for row in counted}
