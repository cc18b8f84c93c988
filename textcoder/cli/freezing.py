"""``textcoder models freeze``."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from textcoder.cli.options import Edge, common
from textcoder.cli.stores import with_db
from textcoder.cli.tables import counted, print_table
from textcoder.cli.user import who

if TYPE_CHECKING:
    from textcoder.learning.test_set import TestSet


@click.command("freeze")
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe, by id under labels/ or as a YAML file.")
@click.option(
    "--codings",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Codings to draw from (id,text,codes); may be repeated. Default: those beside the codeframe.",
)
@click.option("--store", is_flag=True, help="Draw too from what people have coded in the label store.")
@click.option("--survey", metavar="S", help="With --store: only what was coded of this survey.")
@click.option("--question", metavar="Q", help="With --store: only what was coded of this question.")
@with_db
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.2,
    show_default=True,
    help="About how much of all codings to keep apart.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="The same codings and seed give the same test set.",
)
@click.option("--anew", is_flag=True, help="Draw another one instead of the one there is; say why with --why.")
@click.option("--why", default="", metavar="TEXT", help="Why, for whoever wonders later.")
@common
def freeze_command(
    edge: Edge,
    codeframe: str,
    codings: tuple[Path, ...],
    store: bool,
    survey: str | None,
    question: str | None,
    db: str | None,
    share: float,
    seed: int,
    anew: bool,
    why: str,
) -> None:
    """Draw a test set and freeze it: no model learns from it any more, and the gate judges all models on it.

    Whole voices (respondents) are drawn at random, without what two of them wrote word for word. Such answers are
    mostly short and easy, so the test set is somewhat harder than all answers are, and models look somewhat worse
    on it. Training leaves out its answers, their authors and identical texts from then on. Models trained before have
    learnt from it and are judged on it less far: freeze it before the next training, and once.
    """
    if anew and not why.strip():
        raise click.UsageError("Whoever draws another test set says why: --anew --why TEXT.")
    if not store and any((survey, question, db)):
        raise click.UsageError("--survey, --question and --db say what of the label store: they go with --store.")
    # Imported here: scikit-learn takes seconds, and --help should not.
    from textcoder.cli.learnt_from import stored_codings
    from textcoder.learning.freezing import Freezing, freeze
    from textcoder.learning.gathering import gather
    from textcoder.learning.registry import Registry

    home = edge.home()
    frame = home.codeframe(codeframe)
    stored = stored_codings(edge, db, frame, survey=survey, question=question) if store else []
    gathered = gather(home, codeframe, frame, codings, stored)
    wish = Freezing(share, seed, by=who(), why=why, anew=anew)
    folder = Registry(home.trained).folder(frame.id)
    frozen = freeze(folder, gathered, frame, wish, now=dt.datetime.now().astimezone())
    edge.show(frozen.about, lambda: _print(frame.id, frozen, of=len(gathered.coded)))
    _say_doubts(edge, frozen)
    edge.say(f"Frozen in {folder}. Train now: textcoder train --codeframe {codeframe}")


def _say_doubts(edge: Edge, frozen: "TestSet") -> None:
    from textcoder.learning.findings import LIMITS

    if len(frozen.coded) < LIMITS.fewest_answers or len(frozen.voices) < LIMITS.fewest_voices:
        few = f"{LIMITS.fewest_answers} answers by {LIMITS.fewest_voices} voices"
        edge.say(f"Fewer than {few} are too few for the gate to judge by; draw more with --share, --anew and --why.")
        return
    rare = [code for code, count in frozen.about["codes"].items() if count < LIMITS.fewest_with_code]
    if rare:
        edge.say(f"Too rare in it to be judged by themselves ({LIMITS.fewest_with_code} are needed): {', '.join(rare)}")


def _print(codeframe_id: str, frozen: "TestSet", *, of: int) -> None:
    made_up = frozen.about["constructed"]
    constructed = f", {made_up} of them constructed" if made_up else ""
    print_table(
        f"Test set {frozen.name} of {codeframe_id}: {counted(len(frozen.coded), 'coding')} of {of:,} by "
        f"{counted(len(frozen.voices), 'voice')}{constructed}",
        ("code", "answers"),
        [(code, str(count)) for code, count in frozen.about["codes"].items()],
    )
