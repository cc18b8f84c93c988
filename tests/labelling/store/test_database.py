import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text, update

from tests.labelling.store.filling import QUESTION, SURVEY, bring_in
from textcoder.labelling.store.errors import StoreUnavailableError
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import IncomingAnswer
from textcoder.labelling.store.schema import answers

ROOT = Path(__file__).resolve().parents[3]


def let_work(url: str, folder: Path, *, coders: int, decisions: int, killed: int) -> None:
    program = [sys.executable, "-m", "tests.labelling.store.coders_at_work", url, str(folder)]
    ended = subprocess.run(
        [*program, str(coders), str(decisions), str(killed)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def lines(folder: Path, word: str) -> list[list[str]]:
    """What all sittings have written down with this word."""
    logs = [path.read_text(encoding="utf-8").splitlines() for path in folder.iterdir()]
    return [line.split()[1:] for log in logs for line in log if line.startswith(word)]


def check_all_is_well(store, folder: Path, killed: int) -> None:
    in_store = {one.key: one for one in store.codings.since(limit=100_000)}
    acknowledged = {int(key): int(answer) for answer, key in lines(folder, "saved")}
    assert {key: in_store[key].answer for key in acknowledged} == acknowledged  # every acknowledged decision is there
    assert len(in_store) - len(acknowledged) <= killed  # saved, and killed before it could be said
    assert max(Counter(one.answer for one in in_store.values()).values()) == 1  # none twice
    taken = Counter(answer for (answer,) in lines(folder, "took"))
    assert max(taken.values()) == 1  # none on an answer that somebody else held
    assert {one.answer for one in in_store.values()} <= {int(answer) for answer in taken} | set(acknowledged.values())


@pytest.mark.parametrize(
    ("url", "coders", "decisions", "killed"), [("sqlite", 4, 200, 2), ("postgresql", 20, 20, 5)], indirect=["url"]
)
def test_coders_at_once_lose_nothing_and_get_in_nobodys_way(store, url, tmp_path, coders, decisions, killed):
    texts = [IncomingAnswer(f"a{number}", f"svar {number}") for number in range(coders * decisions + 2 * killed)]
    store.answers.upsert(SURVEY, QUESTION, texts)
    folder = tmp_path / "log"
    folder.mkdir()

    let_work(url, folder, coders=coders, decisions=decisions, killed=killed)

    assert len(lines(folder, "saved")) == coders * decisions
    check_all_is_well(store, folder, killed)


def test_a_writer_waits_for_the_one_before_it_and_sees_what_that_one_wrote(store):
    bring_in(store, a1="tid")
    add_one = update(answers).values(text_version=answers.c.text_version + 1)
    at_work, seen = threading.Event(), []

    def second() -> None:
        at_work.wait()
        with store.database.write() as connection:
            seen.append(connection.execute(text("SELECT text_version FROM answers")).scalar())

    waiting = threading.Thread(target=second)
    waiting.start()
    with store.database.write() as connection:
        at_work.set()
        waiting.join(0.2)  # it cannot end, but would have had the time
        connection.execute(add_one)
        assert seen == []
    waiting.join()

    assert seen == [2]


def test_a_reader_neither_waits_for_a_writer_nor_sees_half_of_what_it_does(store, url):
    bring_in(store, a1="tid")

    with open_store(url) as other, store.database.write() as connection:
        connection.execute(update(answers).values(text="penger"))
        assert [one.text for one in other.answers.of(SURVEY, QUESTION)] == ["tid"]


def test_a_reader_sees_one_state_from_beginning_to_end(store):
    bring_in(store, a1="tid")
    count = text("SELECT count(*) FROM answers")

    with store.database.read() as connection:
        before = connection.execute(count).scalar()
        bring_in(store, a2="penger")
        assert connection.execute(count).scalar() == before == 1


def test_a_transaction_that_breaks_off_leaves_nothing(store):
    bring_in(store, a1="tid")

    def break_off() -> None:
        with store.database.write() as connection:
            connection.execute(update(answers).values(text="penger"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    assert [one.text for one in store.answers.of(SURVEY, QUESTION)] == ["tid"]


def test_what_the_database_refuses_is_told_without_anybodys_answer(store):
    bring_in(store, a1="tid")

    with pytest.raises(StoreUnavailableError) as caught, store.database.write() as connection:
        connection.execute(update(answers).values(text="hemmelig", folded=None))

    told = [str(err) for err in (caught.value, caught.value.__cause__) if err is not None]
    assert told
    assert "hemmelig" not in " ".join(told)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_connection_that_was_lost_is_made_anew(store, postgres, migrated):
    keys = bring_in(store, a1="tid")
    postgres.throw_out(migrated)

    assert store.answers.get(keys["a1"]).text == "tid"


def test_time_is_told_in_utc(store):
    with store.database.read() as connection:
        now = store.database.now(connection)

    assert now.tzinfo is UTC
    assert abs((datetime.now(UTC) - now).total_seconds()) < 60
