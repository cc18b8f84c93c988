"""What all commands take: the home folder, JSON for machines, quiet; and how they talk."""

import dataclasses
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.errors import NotFoundError

if TYPE_CHECKING:
    from textcoder.files.home import Home


@dataclass(frozen=True, slots=True)
class Edge:
    """How a command meets the outside: data on stdout, talk and progress on stderr."""

    home_option: Path | None
    as_json: bool
    quiet: bool

    def home(self) -> "Home":
        """The home folder: ``--home``, else ``TEXTCODER_HOME``, else the nearest with ``labels/`` and ``models/``.

        Raises:
            HomeNotFoundError: There is none.
            NotFoundError: The one named is no folder.
        """
        from textcoder.files.home import Home, find_home

        named = self.home_option or (Path(os.environ["TEXTCODER_HOME"]) if os.environ.get("TEXTCODER_HOME") else None)
        if named is None:
            return find_home(Path.cwd())
        if not named.is_dir():
            raise NotFoundError(
                f"The home {named} is no folder. Make it, or name another: --home DIR or TEXTCODER_HOME."
            )
        return Home(named.resolve())

    def say(self, sentence: str) -> None:
        """Tell people what is going on."""
        if not self.quiet:
            click.echo(sentence, err=True)

    def show(self, content: Any, as_people_read_it: Callable[[], None]) -> None:
        """Put the result on stdout, for machines or for people."""
        if self.as_json:
            # Programs expect UTF-8; where the output is something else, ASCII with escapes is both.
            in_utf8 = (sys.stdout.encoding or "").lower() in ("utf-8", "utf8")
            click.echo(json.dumps(content, ensure_ascii=not in_utf8, indent=2, default=_plain))
        else:
            as_people_read_it()

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int | None], None]]:
        """Show how far long work has come, on a terminal; elsewhere stay silent."""
        if self.quiet or not sys.stderr.isatty():
            yield _silent
            return
        # Imported here: rich takes a moment, and scripts never see it.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda doing, done, of: bar.update(task, description=doing, completed=done, total=of)


def _silent(doing: str, done: int, of: int | None) -> None:
    del doing, done, of


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not for JSON")


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--home``, ``--json`` and ``--quiet``, and hand them over as one ``edge``."""

    @click.option("--home", type=click.Path(path_type=Path, file_okay=False), help="Folder with labels/ and models/.")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    @click.option("--quiet", "-q", is_flag=True, help="No talk and no progress on stderr.")
    @functools.wraps(command)
    def with_edge(home: Path | None, as_json: bool, quiet: bool, **arguments: Any) -> None:
        command(Edge(home, as_json, quiet), **arguments)

    return with_edge
