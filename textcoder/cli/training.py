"""``textcoder train``."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from textcoder.cli.evaluating import print_evaluation
from textcoder.cli.options import Edge, common
from textcoder.settings import LEAST_MAX_ERROR


@click.command("train")
@click.option("--codeframe", required=True, metavar="ID|FILE", help="Codeframe, by id under labels/ or as a YAML file.")
@click.option(
    "--codings",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Codings to learn from (id,text,codes); may be repeated. Default: those beside the codeframe.",
)
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
@common
def train_command(
    edge: Edge,
    codeframe: str,
    codings: tuple[Path, ...],
    profile: Any,
    encoder: str,
    tune_encoder: bool,
    pipeline: str,
    max_error: float,
    seed: int,
) -> None:
    """Train a model from codings and make it the current one for its codeframe.

    The model is measured at once, on voices (or respondents) left out of all training.
    """
    # Imported here: scikit-learn and spaCy take seconds, and --help should not.
    from textcoder.learning.workshop import train_and_publish
    from textcoder.settings import FeatureSettings, LanguageSettings, LearningSettings, Settings, TuningSettings

    if tune_encoder and (profile == "fast" or encoder != "shipped"):
        raise click.BadParameter("it goes with --profile accurate and --encoder shipped", param_hint="--tune-encoder")
    home = edge.home()
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
            tuning=TuningSettings(seed=seed) if tune_encoder else None,
            progress=progress,
        )
    edge.say(
        f"Trained {published.entry.name} on {published.codings} codings and made it current: {published.entry.folder}"
    )
    edge.show(
        {"model": published.entry.name, "folder": published.entry.folder, "evaluation": published.figures},
        lambda: print_evaluation(published.entry.name, published.figures),
    )
