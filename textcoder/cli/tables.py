"""Tables that people read in a terminal or a log."""

import sys
from collections.abc import Sequence

_WIDTH_OF_A_PIPE = 120


def print_table(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    left: int = 1,
    whole: int = 0,
    rules_after: Sequence[int] = (),
    on_stderr: bool = False,
    pipe: int | None = None,
) -> None:
    """Print a table on stdout, plain enough for a pipe.

    Args:
        title: Line above it.
        header: Names of the columns.
        rows: Cells, as many as the header.
        left: How many columns from the left hold text; the rest are set flush right.
        whole: How many columns from the left, as ids, stay whole while other text is broken up to fit in.
        rules_after: Rows (counted from 0) after which a thin line is drawn.
        on_stderr: Whether it is talk, and not what the command was run for.
        pipe: Columns that it may take in a pipe; None: 120.
    """
    # Imported here: rich takes a moment.
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(header):
        is_text = place < left
        table.add_column(name, justify="left" if is_text else "right", no_wrap=not is_text or place < whole)
    for number, row in enumerate(rows):
        table.add_row(*row, end_section=number in rules_after)
    # A pipe has no width; a table squeezed into 80 columns would be of no use to whoever reads it there.
    file = sys.stderr if on_stderr else sys.stdout
    width = None if file.isatty() else pipe or _WIDTH_OF_A_PIPE
    console = Console(file=file, width=width, highlight=False, markup=False, emoji=False)
    console.print(title, style="bold", soft_wrap=True)
    console.print(table)


def measure(value: float | None) -> str:
    """A measure from -1 to 1 as people read it: ``.823``, ``-.023``."""
    if value is None:
        return "–"
    if abs(value) == 1:
        return f"{value:.2f}"
    shown = f"{value:.3f}".replace("0.", ".", 1)
    return ".000" if shown == "-.000" else shown


def counted(number: int, what: str) -> str:
    """So many of something: ``1 net``, ``2 nets``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def percent(share: float | None) -> str:
    """A share as people read it."""
    return "–" if share is None else f"{100 * share:.0f} %"
