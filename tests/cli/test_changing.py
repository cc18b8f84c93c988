import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

OLD = """\
id: barriers
version: 1
title: {nb: Hva hindrer dere?, en: What hinders you?}
codes:
  - {id: pay, number: 1, label: {nb: Lønn}}
  - {id: grants, number: 2, label: {nb: Tilskudd}}
  - {id: work, number: 3, label: {nb: Arbeid}}
  - {id: dont_know, number: 8, label: {nb: Vet ikke}, exclusive: true}
"""
NEW = """\
id: barriers
version: 2
title: {nb: Hva hindrer dere?, en: What hinders you?}
codes:
  - {id: pay, number: 1, label: {nb: Penger}, include: [lønn]}
  - {id: load, number: 4, label: {nb: Press}}
  - {id: shifts, number: 5, label: {nb: Turnus}}
  - {id: dont_know, number: 9, label: {nb: Vet ikke}, exclusive: true}
"""
MAP = "changes:\n  - {merge: grants, into: pay}\n  - {split: work, into: [load, shifts]}\n"
CODINGS = "id,text,codes\n1,{0} a,pay\n2,{0} b,grants\n3,{0} c,pay;work\n4,{0} d,dont_know\n5,{0} e,2;1\n"


@pytest.fixture
def folder(tmp_path, telltale, monkeypatch):
    monkeypatch.chdir(tmp_path)
    contents = {"old.yaml": OLD, "new.yaml": NEW, "map.yaml": MAP, "c.csv": CODINGS.format(telltale)}
    for name, content in contents.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def migrate(textcoder, folder):
    def run(*arguments):
        return textcoder(
            "codeframe", "migrate", "old.yaml", "new.yaml", "--map", "map.yaml", "--codings", "c.csv", *arguments
        )

    return run


def test_a_codeframe_does_not_differ_from_itself(textcoder, folder):
    ended = textcoder("codeframe", "diff", "old.yaml", "old.yaml")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "barriers: version 1 → 1\nNothing has changed.\n"


def test_people_see_the_gravest_changes_first(textcoder, folder):
    ended = textcoder("codeframe", "diff", "old.yaml", "new.yaml", "--map", "map.yaml")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "barriers: version 1 → 2",
        "",
        "Codings move:",
        "  merged         pay, grants → pay",
        "",
        "Answers go to a queue, to be coded anew:",
        "  split          work → load, shifts",
        "",
        "Codings stay:",
        "  added          load: number 4 (split from work)",
        "  added          shifts: number 5 (split from work)",
        "  renamed        pay: nb “Lønn” → “Penger”",
        "  include        pay: + lønn",
        "  renumbered     dont_know: 8 → 9",
        "",
        "Models of version 1 no longer fit: train again.",
    ]


def test_without_a_map_what_is_gone_is_retired_and_the_list_says_so(textcoder, folder):
    out = textcoder("codeframe", "diff", "old.yaml", "new.yaml").out

    assert "  retired        grants (gone without a word)" in out.splitlines()


def test_rules_nets_and_long_texts_are_said_shortly(textcoder, folder):
    long = "Alt som har med lønn og annen godtgjørelse å gjøre, også det som ikke er penger"
    (folder / "three.yaml").write_text(
        OLD.replace("version: 1", "version: 3\nmax_codes: 2\nnets: [{id: all, codes: [pay]}]").replace(
            "nb: Lønn}", f"nb: Lønn}}, definition: {{nb: '{long}'}}, exclusive: true"
        )
    )

    lines = textcoder("codeframe", "diff", "old.yaml", "three.yaml").out.splitlines()

    assert "  exclusive      pay: no → yes" in lines
    assert "  redefined      pay: another text in nb" in lines
    assert "  max codes      none → 2" in lines
    assert "  net added      all: pay" in lines


def test_machines_get_every_change(textcoder, folder):
    found = json.loads(textcoder("codeframe", "diff", "old.yaml", "new.yaml", "--map", "map.yaml", "--json").out)

    assert (found["codeframe"], found["from"]["version"], found["to"]["version"]) == ("barriers", 1, 2)
    assert found["fits_models"] is False
    assert found["successors"] == {
        "pay": ["pay"], "grants": ["pay"], "work": ["load", "shifts"], "dont_know": ["dont_know"],
    }  # fmt: skip
    assert found["changes"][0] == {
        "kind": "merged", "name": "pay", "before": ["pay", "grants"], "after": "pay", "effect": "move", "note": "",
    }  # fmt: skip


def test_a_new_version_that_is_not_higher_is_warned_of(textcoder, folder):
    ended = textcoder("codeframe", "diff", "new.yaml", "old.yaml")

    assert ended.code == 0
    assert ended.err.startswith("Warning: NEW is version 1 and OLD version 2.")


def test_a_codeframe_of_the_home_is_known_by_its_id(textcoder, folder, trained_home):
    ended = textcoder("codeframe", "diff", "barriers", "new.yaml", "--home", trained_home)

    assert ended.out.startswith("barriers: version 1 → 2\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("changes: [{merge: [grants, fee], into: pay}]\n", "merge grants, fee into pay: version 1 has no fee"),
        ("changes: [{swap: pay}]\n", "changes entry 1 should say one of"),
        ("to: 7\n", "it is for to: 7, and here it is 2"),
        ("changes: [", "map.yaml: line "),
    ],
)
def test_a_map_that_cannot_be_followed_is_refused_with_the_place(textcoder, folder, content, said):
    (folder / "map.yaml").write_text(content)

    ended = textcoder("codeframe", "diff", "old.yaml", "new.yaml", "--map", "map.yaml")

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_another_codeframe_is_no_version(textcoder, folder):
    (folder / "new.yaml").write_text(NEW.replace("id: barriers", "id: reasons"))

    ended = textcoder("codeframe", "diff", "old.yaml", "new.yaml")

    assert (ended.code, ended.out) == (2, "")
    assert "are two codeframes" in ended.err


def test_without_an_output_the_consequences_are_shown_and_nothing_is_written(migrate, folder):
    before = sorted(folder.iterdir())
    ended = migrate()
    lines = [line.split() for line in ended.out.splitlines()]

    assert ended.code == 0
    assert ended.err == "Nothing was written. To write, add: --output FILE\n"
    assert ["stand", "4", "(2", "with", "other", "codes)"] in lines
    assert ["become", "stale", "0"] in lines
    assert ["go", "to", "a", "queue", "1"] in lines
    assert "Answers to be coded anew: 1." in ended.out
    assert ["grants", "pay", "2", "0", "2", "0", "0"] in lines
    assert ["work", "load", "or", "shifts", "1", "0", "0", "0", "1"] in lines
    assert "whether any fits was not looked at" in ended.out
    assert sorted(folder.iterdir()) == before


def test_with_yes_codings_list_and_record_are_written(migrate, folder):
    ended = migrate("-o", "out/c2.csv", "--yes")

    assert ended.code == 0
    assert [path.name for path in sorted((folder / "out").iterdir())] == [
        "c2-migration.json", "c2-recode.csv", "c2.csv",
    ]  # fmt: skip
    assert [line.split(",")[2] for line in (folder / "out" / "c2.csv").read_text().splitlines()] == [
        "codes", "pay", "pay", "dont_know", "1",
    ]  # fmt: skip
    assert "To be coded anew: out/c2-recode.csv" in ended.out


def test_machines_get_consequences_and_what_was_written(migrate):
    found = json.loads(migrate("-o", "c2.csv", "--yes", "--json", "--quiet").out)

    assert found["consequences"]["overall"] == {"codings": 5, "stay": 2, "move": 2, "stale": 0, "recode": 1}
    assert found["answers_to_code_anew"] == 1
    assert found["models"] is None
    assert found["written"] == {"codings": "c2.csv", "recode": "c2-recode.csv", "record": "c2-migration.json"}


def test_nobody_sees_a_verbatim(migrate, telltale):
    for arguments in ([], ["--json"], ["-o", "c2.csv", "--yes"]):
        ended = migrate(*arguments)
        assert ended.code == 0
        assert telltale not in ended.out + ended.err


@pytest.mark.parametrize("arguments", [["-o", "c2.csv"], ["-o", "c2.csv", "--json"]])
def test_where_nobody_can_be_asked_yes_must_be_said(textcoder_apart, folder, arguments):
    ended = textcoder_apart(
        "codeframe", "migrate", "old.yaml", "new.yaml", "--codings", "c.csv", *arguments, stdin=subprocess.DEVNULL
    )

    assert (ended.code, ended.out) == (2, "")
    assert "Add --yes to write" in ended.err
    assert not (folder / "c2.csv").exists()


@pytest.mark.parametrize(("reply", "writes"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_on_a_terminal_one_is_asked_after_the_consequences(folder, reply, writes):
    ours, theirs = pty.openpty()
    command = [Path(sys.executable).with_name("textcoder"), "codeframe", "migrate", "old.yaml", "new.yaml"]
    os.write(ours, reply)
    done = subprocess.run(
        [*command, "--map", "map.yaml", "--codings", "c.csv", "-o", "c2.csv"],
        stdin=theirs, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)

    assert done.returncode == 0
    assert "go to a queue" in done.stdout
    assert "Write this? [y/N]" in done.stderr
    assert (folder / "c2.csv").exists() == writes
    assert ("Nothing was written." in done.stderr) != writes


def test_machines_are_never_asked_not_even_on_a_terminal(folder):
    ours, theirs = pty.openpty()
    command = [Path(sys.executable).with_name("textcoder"), "codeframe", "migrate", "old.yaml", "new.yaml"]
    done = subprocess.run(
        [*command, "--codings", "c.csv", "-o", "c2.csv", "--json"],
        stdin=theirs, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Add --yes to write" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "c.csv", "--yes"], "writes over nothing"),
        (["-o", "c2.sav", "--yes"], "cannot write .sav"),
        (["-o", "c2.csv", "--yes", "--codings", "old.yaml"], "cannot read .yaml"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(migrate, folder, arguments, said):
    before = {path: path.read_bytes() for path in folder.iterdir()}

    ended = migrate(*arguments)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_codings_are_never_moved_to_a_version_that_is_not_higher(migrate, folder):
    (folder / "new.yaml").write_text(NEW.replace("version: 2", "version: 1"))

    ended = migrate("-o", "c2.csv", "--yes")

    assert (ended.code, ended.out) == (2, "")
    assert "NEW is version 1; give it a higher one than 1" in ended.err
