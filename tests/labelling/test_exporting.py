import json
from datetime import UTC, datetime, timedelta

import pytest

from textcoder.codeframe import Code, Codeframe
from textcoder.codings import Source
from textcoder.files.codings_file import read_codings
from textcoder.files.formats import read_table
from textcoder.files.layouts import LayoutName
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.exporting import Wanted, export_codings, export_training
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer, NewCoding, StoredQuestion

FRAME = Codeframe("barriers", 1, (Code("time", 1, {}), Code("money", 2, {})))
START = datetime(2026, 11, 1, tzinfo=UTC)


class Clock:
    days = 0

    def __call__(self):
        return START + timedelta(days=self.days)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    """Five answers: by hand, identical to that, by the model, by nobody, and empty."""
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}", clock=clock) as store:
        store.surveys.put("s")
        store.codeframes.add(FRAME)
        store.surveys.put_question(StoredQuestion("s", "q", FRAME.id, FRAME.version))
        texts = {"1": "lite tid", "2": "Lite tid!", "3": "penger", "4": "hva", "5": ""}
        store.answers.upsert("s", "q", [IncomingAnswer(key, text, {"voice": f"v{key}"}) for key, text in texts.items()])
        keys = {one.id: one.key for one in store.answers.of("s", "q")}
        store.codings.add(NewCoding(keys["1"], ["time"], "human:anna"))
        store.codings.add(NewCoding(keys["3"], ["2"], "model:v1", Source.MODEL, confidence=0.9, model_version="v1"))
        yield store


def rows_of(path):
    table = read_table(path)
    return [dict(zip(table.columns, row, strict=True)) for row in table.open_rows()]


def test_every_answer_comes_out_and_what_nobody_has_coded_is_neither_0_nor_1(store, tmp_path):
    done = export_codings(store, Wanted("s", "q"), tmp_path / "out.jsonl")

    found = [
        (row["id"], row["q_1"], row["q_2"], row["q_status"], row["q_source"]) for row in rows_of(done_path(tmp_path))
    ]
    assert found == [
        ("1", 1, 0, "coded", "human"),
        ("2", 1, 0, "coded", "exact"),
        ("3", 0, 1, "coded", "model"),
        ("4", None, None, "referred", None),
        ("5", None, None, "empty", None),
    ]
    assert (done.answers, done.left) == (5, 2)


def done_path(folder):
    return folder / "out.jsonl"


@pytest.mark.parametrize(("layout", "lines"), [(LayoutName.JOINED, 5), (LayoutName.SPREAD, 5), (LayoutName.LONG, 5)])
def test_the_other_layouts_hold_the_same(store, tmp_path, layout, lines):
    export_codings(store, Wanted("s", "q", layout, with_text=False), done_path(tmp_path))

    rows = rows_of(done_path(tmp_path))
    assert len(rows) == lines
    assert "lite tid" not in done_path(tmp_path).read_text(encoding="utf-8")


def test_training_gets_what_people_decided_as_it_reads_it(store, tmp_path):
    for name in ("out.jsonl", "out.csv"):
        export_training(store, Wanted("s", "q"), tmp_path / name)

        (coded,) = read_codings(tmp_path / name, FRAME)
        assert (coded.answer.id, coded.answer.text, coded.answer.voice) == ("1", "lite tid", "v1")
        assert (coded.code_ids, coded.coder) == ({"time"}, "anna")


def test_an_old_export_can_be_made_again(store, tmp_path, clock):
    before = export_codings(store, Wanted("s", "q"), tmp_path / "before.csv")
    clock.days = 2
    store.answers.upsert("s", "q", [IncomingAnswer("1", "noe annet", {"voice": "v1"}), IncomingAnswer("6", "ny")])
    assert export_codings(store, Wanted("s", "q"), tmp_path / "now.csv").left == 4

    again = export_codings(store, Wanted("s", "q", as_of=START + timedelta(days=1)), tmp_path / "again.csv")

    assert again.sha256 == before.sha256


REASONS = Codeframe(
    "reasons",
    1,
    tuple(Code(name, number, {}) for number, name in enumerate(("pay", "bonus", "work", "rain", "boss"), 1)),
)
OTHERS = Codeframe(
    "reasons",
    2,
    (Code("pay", 1, {}), Code("work", 7, {}), Code("shifts", 6, {}), Code("leader", 5, {}), Code("way", 2, {})),
    max_codes=2,
)
STEPS = (
    Step("merge", ("pay", "bonus"), ("pay",)),
    Step("split", ("work",), ("work", "shifts")),
    Step("rename", ("boss",), ("leader",)),
    Step("retire", ("rain",)),
)


@pytest.fixture
def migrating(store):
    """A question that is coded by hand, identically, and by a model, with every code that is going to change."""
    store.codeframes.add(REASONS)
    store.surveys.put_question(StoredQuestion("s", "why", "reasons", 1))
    given = {"lønn": "1", "bonus": "2", "lønn og bonus": "1;2", "arbeid": "3", "regn": "4", "sjefen": "5", "hva": ""}
    store.answers.upsert("s", "why", [IncomingAnswer(text, text) for text in [*given, "Arbeid!", "ukodet"]])
    for text, codes in given.items():
        key = store.answers.with_id("s", "why", text).key
        store.codings.add(NewCoding(key, [code for code in codes.split(";") if code], "human:anna"))
    key = store.answers.with_id("s", "why", "ukodet").key
    store.codings.add(NewCoding(key, ["3", "1"], "model:v1", Source.MODEL, confidence=0.7, model_version="v1"))
    return store


@pytest.mark.parametrize("layout", [*LayoutName, None])
def test_what_was_exported_before_a_migration_comes_out_again_byte_by_byte(migrating, tmp_path, clock, layout):
    def export(name, **then):
        wanted = Wanted("s", "why", layout or LayoutName.JOINED, **then)
        (export_codings if layout else export_training)(migrating, wanted, tmp_path / name)
        return (tmp_path / name).read_bytes()

    first = export("first.csv")
    clock.days = 2
    migrating.migrations.make(plan_changes(REASONS, OTHERS, STEPS), [("s", "why")], made_by="eva")
    between = export("between.csv")
    clock.days = 4
    for text, code in (("arbeid", "shifts"), ("regn", "way")):
        key = migrating.answers.with_id("s", "why", text).key
        migrating.codings.add(NewCoding(key, [code], "human:anna"))
    third = Codeframe("reasons", 3, (Code("pay", 1, {}), Code("load", 8, {})))
    clock.days = 6
    migrating.migrations.make(plan_changes(OTHERS, third), [("s", "why")], made_by="eva")

    assert export("again.csv", as_of=START + timedelta(days=1)) == first
    assert export("between-again.csv", as_of=START + timedelta(days=3)) == between
    assert len({first, between, export("now.csv")}) == 3


def test_codes_without_a_list_are_an_empty_list_for_training(store, tmp_path):
    store.codings.add(NewCoding(store.answers.with_id("s", "q", "4").key, [], "human:anna"))
    export_training(store, Wanted("s", "q"), done_path(tmp_path))

    last = json.loads(done_path(tmp_path).read_text(encoding="utf-8").splitlines()[-1])
    assert (last["id"], last["codes"]) == ("4", [])
