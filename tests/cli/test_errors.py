import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import click
import pytest

from textcoder import errors
from textcoder.cli.errors import run

COMMAND = Path(sys.executable).with_name("textcoder")
on_posix = pytest.mark.skipif(os.name == "nt", reason="signals, limits and terminals are other things there")


def everything_in(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def ending_of(mishap: BaseException, capsys) -> tuple[int, str]:
    @click.command()
    def command() -> None:
        raise mishap

    with patch.object(sys, "argv", ["textcoder"]), pytest.raises(SystemExit) as end:
        run(command)
    captured = capsys.readouterr()
    assert captured.out == ""
    return end.value.code, captured.err


@pytest.mark.parametrize(
    ("mishap", "code", "said"),
    [
        (errors.InputError("a bad file"), 2, "Error: a bad file\n"),
        (errors.OutputError("no room"), 2, "Error: no room\n"),
        (errors.NotFoundError("no model"), 3, "Error: no model\n"),
        (errors.RefusedError("tampered"), 4, "Error: tampered\n"),
        (
            OSError(28, "No space left on device"),
            2,
            "Error: the operating system refused: [Errno 28] No space left on device\n",
        ),
        (click.exceptions.Exit(1), 1, ""),
        (click.exceptions.Exit(0), 0, ""),
    ],
)
def test_each_way_of_ending_has_its_exit_code_and_one_sentence(mishap, code, said, capsys):
    assert ending_of(mishap, capsys) == (code, said)


def test_every_error_of_ours_has_an_exit_code(capsys):
    branches = errors.TextcoderError.__subclasses__()

    assert {ending_of(branch("x"), capsys)[0] for branch in branches} == {2, 3, 4}


def test_ctrl_c_ends_with_130_and_says_that_nothing_is_lost(capsys):
    code, said = ending_of(KeyboardInterrupt(), capsys)

    assert code == 130
    assert "Interrupted. Nothing was half-written" in said


def test_a_fault_of_ours_says_where_it_happened_but_never_quotes_an_answer(capsys, telltale):
    code, said = ending_of(KeyError(f"{telltale} for lite tid"), capsys)

    assert code not in (0, 1, 2, 3, 4, 130)  # above all not 1, which says that the file was coded
    assert "test_errors.py" in said
    assert "KeyError" in said
    assert telltale not in said


@contextmanager
def room_for(size: int):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@on_posix
@pytest.mark.parametrize("name", ["coded.csv", "coded.xlsx", "coded.jsonl"])
def test_a_full_disk_leaves_the_old_coded_file_and_nothing_new(textcoder, trained_home, tmp_path, name, telltale):
    long = tmp_path / "long.csv"
    long.write_text("id,svar\n" + "".join(f"{number},{telltale} for lite tid\n" for number in range(2000)))
    (tmp_path / name).write_text("the old one")
    before = everything_in(tmp_path)

    with room_for(5_000):
        ended = textcoder(
            "classify", long, "-o", tmp_path / name, "--codeframe", "barriers", "--home", trained_home,
            "--id", "id", "--text", "svar",
        )  # fmt: skip

    assert (ended.code, ended.out) == (2, "")
    assert re.search(rf"Error: Cannot write .*{name}: .*Nothing was changed there", ended.err)
    assert telltale not in ended.err
    assert everything_in(tmp_path) == before


@on_posix
@pytest.mark.parametrize("profile", ["accurate", "fast"])
def test_a_full_disk_leaves_the_old_model_current_and_no_part_of_a_new_one(textcoder, home, profile):
    before = everything_in(home)

    with room_for(2_000):
        ended = textcoder("train", "--codeframe", "barriers", "--profile", profile, "--home", home, "--seed", 7)

    assert (ended.code, ended.out) == (2, "")
    assert "Error: Cannot write " in ended.err
    # What the encoder made of the answers could not be kept either; its folder is left, empty.
    after = everything_in(home)
    assert {path: content for path, content in after.items() if not path.endswith(".cache")} == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that nobody can write to")
def test_a_folder_that_cannot_be_written_to_is_said(textcoder, trained_home, export):
    ended = textcoder(
        "classify", export, "-o", "/proc/coded.csv", "--codeframe", "barriers", "--home", trained_home,
        "--id", "respid", "--text", "svar",
    )  # fmt: skip

    assert (ended.code, ended.out) == (2, "")
    assert "Cannot write /proc/coded.csv: " in ended.err


def test_a_home_whose_models_cannot_be_written_is_said(textcoder, brought, tmp_path):
    (tmp_path / "models").write_text("a file where a folder should be")

    ended = textcoder(
        "train", "--codeframe", brought / "frame.yaml", "--codings", brought / "coded.csv", "--home", tmp_path
    )

    assert (ended.code, ended.out) == (2, "")
    assert f"Error: Cannot write {tmp_path}" in ended.err


def wait_until(is_so, process) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert process.poll() is None, "it ended before it could be interrupted"
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def heeding_ctrl_c():
    """A shell that runs the tests in the background has Ctrl-C ignored, and processes inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@on_posix
@pytest.mark.usefixtures("heeding_ctrl_c")
def test_ctrl_c_in_the_middle_of_a_file_leaves_no_part_of_it(trained_home, tmp_path):
    long = tmp_path / "long.csv"
    long.write_text("id,svar\n" + "".join(f"{number},for lite tid {number}\n" for number in range(30_000)))
    out = tmp_path / "out"
    out.mkdir()
    (out / "coded.csv").write_text("the old one")

    process = subprocess.Popen(
        [COMMAND, "classify", long, "-o", out / "coded.csv", "--codeframe", "barriers", "--home", trained_home,
         "--id", "id", "--text", "svar"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    wait_until(lambda: len(list(out.iterdir())) > 1, process)
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)

    assert (process.returncode, printed) == (130, "")
    assert said.rstrip().endswith("Interrupted. Nothing was half-written; run the same command again to start over.")
    assert {path.name: path.read_text() for path in out.iterdir()} == {"coded.csv": "the old one"}


@on_posix
@pytest.mark.usefixtures("heeding_ctrl_c")
def test_ctrl_c_in_the_middle_of_training_leaves_the_models_as_they_were(home):
    before = everything_in(home)
    ours, theirs = os.openpty()  # on a terminal it tells how far it has come, so the moment is known
    said = b""

    def is_measuring() -> bool:
        nonlocal said
        said += os.read(ours, 4096)
        return b"measuring" in said

    process = subprocess.Popen(
        [COMMAND, "train", "--codeframe", "barriers", "--profile", "fast", "--home", home, "--seed", "7"],
        stdout=subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    wait_until(is_measuring, process)
    process.send_signal(signal.SIGINT)
    with suppress(OSError):  # what the end of a terminal reads as
        while chunk := os.read(ours, 4096):
            said += chunk
    os.close(ours)

    assert (process.wait(timeout=60), process.stdout.read()) == (130, b"")
    process.stdout.close()
    assert b"Interrupted. Nothing was half-written" in said
    assert everything_in(home) == before


def test_a_reader_who_has_seen_enough_is_no_failed_row():
    script = (
        "import click; from textcoder.cli.errors import run\n"
        "@click.command()\ndef talkative():\n    for _ in range(100_000): click.echo('lang tale')\nrun(talkative)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as talker:
        talker.stdout.readline()
        talker.stdout.close()
        talker.wait(timeout=60)

    assert talker.returncode == 0
