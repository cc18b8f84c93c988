"""The one place where errors become exit codes."""

import io
import sys
import traceback
from typing import NoReturn

import click

from textcoder.errors import InputError, NotFoundError, OutputError, RefusedError, TextcoderError

DONE, DONE_WITH_FAILED_ROWS, BAD_INPUT, NOT_FOUND, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130
FAULT = 70
"""A fault in textcoder itself, which must not look like the 1 of a file that was coded."""

_EXIT_CODES: tuple[tuple[type[TextcoderError], int], ...] = (
    (InputError, BAD_INPUT),
    (OutputError, BAD_INPUT),
    (NotFoundError, NOT_FOUND),
    (RefusedError, REFUSED),
)


def run(command: click.Command) -> NoReturn:
    """Run a command line and exit, saying in one sentence what went wrong."""
    stdout = sys.stdout
    if isinstance(stdout, io.TextIOWrapper):
        # A terminal that lacks a character shows a question mark in its place.
        stdout.reconfigure(errors="replace")
    try:
        # Left to itself, click would end with other codes; so asked, it returns the code a command has exited with.
        code = command.main(standalone_mode=False, prog_name="textcoder")
    except SystemExit as end:
        # When whoever reads stdout has gone, as `| head` does, click puts a mute in its place and ends with 1, though
        # nothing has failed.
        sys.exit(end.code if sys.stdout is stdout else DONE)
    except click.Abort:
        _say("Interrupted. Nothing was half-written; run the same command again to start over.")
        sys.exit(INTERRUPTED)
    except click.ClickException as err:
        err.show()
        sys.exit(BAD_INPUT)
    except TextcoderError as err:
        _say(f"Error: {err}")
        sys.exit(next(code for kind, code in _EXIT_CODES if isinstance(err, kind)))
    except OSError as err:
        _say(f"Error: the operating system refused: {err}")  # as when the disk is full that stdout goes to
        sys.exit(BAD_INPUT)
    except Exception as err:
        # Where it happened and of what kind, but not its message, which may hold what somebody wrote.
        _say("".join(traceback.format_tb(err.__traceback__)).rstrip())
        _say(f"Error: a fault in textcoder itself ({type(err).__name__}). Please report it with the lines above.")
        sys.exit(FAULT)
    sys.exit(code or DONE)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
