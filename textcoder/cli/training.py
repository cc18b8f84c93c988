"""``textcoder train``."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from textcoder.cli.evaluating import print_evaluation
from textcoder.cli.learning_news import say_news
from textcoder.cli.options import Edge, common
from textcoder.cli.stores import with_db
from textcoder.cli.user import who
from textcoder.settings import LEAST_MAX_ERROR

if TYPE_CHECKING:
    from textcoder.learning.workshop import Published


@click.command("train")
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe, by id under labels/ or as a YAML file.")
@click.option(
    "--codings",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Codings to learn from (id,text,codes); may be repeated. Default: those beside the codeframe.",
)
@click.option(
    "--store", is_flag=True, help="Learn too from what people have coded in the label store, which counts first."
)
@click.option("--survey", metavar="S", help="With --store: only what was coded of this survey.")
@click.option("--question", metavar="Q", help="With --store: only what was coded of this question.")
@with_db
@click.option(
    "--profile",
    type=click.Choice(["accurate", "fast"]),
    default="accurate",
    show_default=True,
    help="What answers are turned into: n-grams and the sentence encoder, or n-grams alone.",
)
@click.option(
    "--encoder",
    default="shipped",
    show_default=True,
    metavar="NAME",
    help="Sentence encoder: shipped (tuned for the codeframe if there is one), plain, or a hub model.",
)
@click.option(
    "--tune-encoder",
    is_flag=True,
    help="Tune the encoder on the codings first. Takes most of an hour for 4,000, and PyTorch; can be interrupted.",
)
@click.option(
    "--pipeline",
    default="light",
    show_default=True,
    help="spaCy pipeline: light, or an installed nb_core_news_*.",
)
@click.option(
    "--max-error",
    type=click.FloatRange(LEAST_MAX_ERROR, 1),
    default=0.10,
    show_default=True,
    help="Promised error, if classify is not told otherwise.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="The same codings, settings and seed give the same model.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="Processes that train at a time; the model is the same. Default: one for each core from 2,000 codings on.",
)
@click.option("--dask", metavar="ADDRESS", help="Let a Dask cluster train instead, by its scheduler: tcp://HOST:8786.")
@click.option("--no-promote", is_flag=True, help="Let the model wait until it is promoted: textcoder models promote.")
@common
def train_command(
    edge: Edge,
    codeframe: str,
    codings: tuple[Path, ...],
    store: bool,
    survey: str | None,
    question: str | None,
    db: str | None,
    profile: Any,
    encoder: str,
    tune_encoder: bool,
    pipeline: str,
    max_error: float,
    seed: int,
    workers: int | None,
    dask: str | None,
    no_promote: bool,
) -> None:
    """Train a model from codings and make it the current one for its codeframe.

    Shows first what is new since the current model. The model is measured at once, on voices (or respondents) left out
    of all training, and takes the place of another only if it is no worse: else it waits, and the command ends with 4.
    What it learnt from is kept beside it, without the answers of the frozen test set.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.cli.learnt_from import stored_codings
    from textcoder.learning.workers import Workers, check_cluster
    from textcoder.learning.workshop import train_and_publish
    from textcoder.settings import FeatureSettings, LanguageSettings, LearningSettings, Settings, TuningSettings

    if tune_encoder and (profile == "fast" or encoder != "shipped"):
        raise click.BadParameter("it goes with --profile accurate and --encoder shipped", param_hint="--tune-encoder")
    if workers and dask:
        raise click.UsageError(
            "--workers says how many train on this machine, and --dask that a cluster does: name one."
        )
    _check_store_options(survey, question, db, store=store)
    if dask:
        check_cluster(dask)  # now, and not when an encoder has been tuned for an hour
    home = edge.home()
    stored = stored_codings(edge, db, home.codeframe(codeframe), survey=survey, question=question) if store else []
    settings = Settings(
        profile=profile,
        language=LanguageSettings(pipeline),
        features=FeatureSettings(encoder=encoder),
        learning=LearningSettings(max_error=max_error, seed=seed),
    )
    with edge.progress() as progress:
        published = train_and_publish(
            home,
            codeframe,
            codings,
            settings,
            now=dt.datetime.now().astimezone(),
            stored=stored,
            promote=not no_promote,
            by=who() or "train",
            tell=lambda plan: say_news(edge, plan),
            tuning=TuningSettings(seed=seed) if tune_encoder else None,
            workers=Workers(workers, dask),
            progress=progress,
        )
    edge.say(_outcome(published, waits=no_promote))
    edge.show(_as_json(published), lambda: print_evaluation(published.entry.name, published.figures))
    if published.refused is not None:
        raise published.refused


def _check_store_options(*named: str | None, store: bool) -> None:
    if not store and any(named):
        raise click.UsageError("--survey, --question and --db say what of the label store: they go with --store.")


def _outcome(published: "Published", *, waits: bool) -> str:
    entry = published.entry
    trained = f"Trained {entry.name} on {published.codings} codings"
    if published.refused is not None:
        return f"{trained}; it is in the registry, but was not made current: {entry.folder}"
    if waits:
        if entry.is_current:
            return f"{trained}: it is the current one already, to the byte."
        return f"{trained}. It waits to be promoted: textcoder models promote {entry.name}"
    return f"{trained} and made it current: {entry.folder}"


def _as_json(published: "Published") -> dict[str, Any]:
    entry, plan = published.entry, published.plan
    return {
        "model": entry.name,
        "folder": entry.folder,
        "current": entry.is_current,
        "refused": str(published.refused) if published.refused else None,
        "codings": published.codings,
        "left_out_for_test": plan.left_out_for_test,
        "news": plan.news,
        "evaluation": published.figures,
    }
