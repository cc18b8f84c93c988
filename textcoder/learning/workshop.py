"""Whole jobs on a home folder: train and publish, evaluate, classify a file. One call each for every edge."""

import dataclasses
import datetime as dt
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import CodingsError, NotFoundError, RefusedError, TooFewCodingsError, TuningPackagesError
from textcoder.features.encoders import hash_to_train, plain_folder, reader_to_train
from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.learning.artifact import read_judged, read_manifest, write_artifact
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.evaluation import Evaluation, evaluate
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.training import Progress, in_training_order, judge_with, no_progress, snapshot_hash, train
from textcoder.learning.training_set import check_enough
from textcoder.settings import Settings, TuningSettings


@dataclass(frozen=True, slots=True)
class Published:
    """A trained model in the registry."""

    entry: Entry
    codings: int
    figures: Evaluation


@dataclass(frozen=True, slots=True)
class Found:
    """An evaluation and what it was made on."""

    name: str
    judged_on: str
    figures: Evaluation
    already_seen: int = 0
    """Answers left out because the model was trained on them."""


def train_and_publish(
    home: Home,
    codeframe_name: str,
    codings: Sequence[Path],
    settings: Settings,
    *,
    now: dt.datetime,
    tuning: TuningSettings | None = None,
    promote: bool = True,
    progress: Progress = no_progress,
) -> Published:
    """Train on codings files, write the artifact and make it current.

    Args:
        home: Where models go.
        codeframe_name: Id under ``labels/``, or a file.
        codings: Files to learn from; none: the file beside the codeframe.
        settings: How.
        now: For the version and the manifest.
        tuning: Tune the sentence encoder on the codings first, in this way; None: use what there is.
        promote: Whether to make it current; else it waits in the registry until somebody does.
        progress: Told how far it has come.

    Raises:
        TextcoderError: Bad codeframe, bad or too few codings, or a folder that cannot be written.
    """
    codeframe = home.codeframe(codeframe_name)
    coded = read_all_codings(home, codeframe_name, codeframe, codings)
    if tuning is not None:
        tune_encoder(home, codeframe, coded, tuning, now=now, progress=progress)
    progress("loading pipeline and encoder", 0, 1)
    reader = reader_to_train(home.models, codeframe, settings)
    trained = train(coded, codeframe, reader, settings, progress=progress)
    reader.save()
    registry = Registry(home.trained)
    folder = write_artifact(trained, reader, registry.folder(codeframe.id), now=now)
    if promote:
        registry.promote(codeframe.id, folder.name, by="train", why="trained")
    entry = registry.find(f"{codeframe.id}/{folder.name}")
    return Published(entry, len(coded), evaluate(trained.judged, codeframe.code_ids, seed=settings.learning.seed))


def tune_encoder(
    home: Home,
    codeframe: Codeframe,
    coded: Sequence[CodedAnswer],
    tuning: TuningSettings,
    *,
    now: dt.datetime,
    progress: Progress = no_progress,
) -> Path:
    """Tune the sentence encoder for a codeframe; models trained from then on use it.

    Returns:
        The folder of the tuned encoder.

    Raises:
        TuningPackagesError: PyTorch or onnx is not installed.
        TooFewCodingsError: Too few codings or voices.
        EncoderError: The plain encoder is missing or damaged.
        CannotWriteError: The operating system refused.
    """
    if any(importlib.util.find_spec(package) is None for package in ("torch", "onnx")):
        raise TuningPackagesError
    check_enough(coded)
    from textcoder.learning.tuning.crossfit import tune_for_codeframe

    return tune_for_codeframe(
        in_training_order(coded),
        codeframe,
        plain_folder(home.models),
        home.models / "tuned" / codeframe.id,
        tuning,
        snapshot=snapshot_hash(coded),
        now=now,
        progress=progress,
    )


def current_or_new(
    home: Home, codeframe_name: str, settings: Settings, *, now: dt.datetime, progress: Progress = no_progress
) -> tuple[Entry, bool]:
    """The current model, if it is what training on the codings beside the codeframe would give; else a new one.

    Returns:
        The model, and whether it was trained just now.

    Raises:
        TextcoderError: As for ``train_and_publish``.
    """
    codeframe = home.codeframe(codeframe_name)
    registry = Registry(home.trained)
    try:
        entry = registry.find(codeframe.id)
        manifest = read_manifest(entry.folder).content
        registry.load(entry, codeframe)
    except (NotFoundError, RefusedError):
        return train_and_publish(home, codeframe_name, (), settings, now=now, progress=progress).entry, True
    coded = read_all_codings(home, codeframe_name, codeframe, ())
    same_settings = manifest["settings"] == json.loads(json.dumps(dataclasses.asdict(settings)))
    if (
        same_settings
        and (manifest["encoder"] or {}).get("hash") == hash_to_train(home.models, codeframe, settings)
        and manifest["snapshot"]["hash"] == snapshot_hash(coded)
        and manifest["codeframe"]["hash"] == codeframe.hash
    ):
        return entry, False
    return train_and_publish(home, codeframe_name, (), settings, now=now, progress=progress).entry, True


def read_all_codings(home: Home, codeframe_name: str, codeframe: Codeframe, paths: Sequence[Path]) -> list[CodedAnswer]:
    """Read codings from files, or from the file beside the codeframe.

    Raises:
        TooFewCodingsError: No file is named and none lies there.
        CodingsError: Rows that cannot be used.
    """
    beside = home.codings_path(codeframe_name) if not paths else None
    files = list(paths) or ([beside] if beside else [])
    if not files:
        raise TooFewCodingsError("There are no codings beside the codeframe. Name a file with --codings FILE.")
    by_file = {path: read_codings(path, codeframe) for path in dict.fromkeys(files)}
    first: dict[tuple[str, str, str], Path] = {}
    for path, coded in by_file.items():
        for one in coded:
            earlier = first.setdefault((one.answer.question, one.answer.id, one.coder), path)
            if earlier != path:
                raise CodingsError(path, [f"id {one.answer.id!r} {one.answer.question} is coded in {earlier} too"])
    return [one for coded in by_file.values() for one in coded]


def evaluate_out_of_fold(home: Home, name: str) -> Found:
    """The figures of a model on its own training codings, each judged with its voice left out.

    Raises:
        ModelNotFoundError: There is no such model.
        ArtifactError: It is damaged.
    """
    entry = Registry(home.trained).find(name)
    manifest = read_manifest(entry.folder)
    judged = read_judged(entry.folder)
    codes = manifest.content["codeframe"]["codes"]
    return Found(entry.name, "voices left out", evaluate(judged, codes, seed=int(manifest.content["seed"])))


def evaluate_on(home: Home, name: str, codings: Path, codeframe_name: str | None = None) -> Found:
    """The figures of a model on codings it has not been trained on.

    Raises:
        TextcoderError: No such model or codeframe, bad codings, or nothing left that the model has not seen.
    """
    registry = Registry(home.trained)
    entry = registry.find(name)
    codeframe = home.codeframe(codeframe_name or entry.codeframe_id)
    coded = read_codings(codings, codeframe)
    autocoder = registry.load(entry, codeframe)
    unseen = [one for one in coded if not autocoder.has_learnt_from(one.answer)]
    if not unseen:
        raise TooFewCodingsError(
            f"{entry.name} was trained on every answer in {codings}. "
            "Leave --codings out to see its figures on voices left out."
        )
    figures = evaluate(judge_with(autocoder, unseen), codeframe.code_ids)
    return Found(entry.name, f"{len(unseen)} codings from {codings.name}", figures, len(coded) - len(unseen))


def load_autocoder(
    home: Home, codeframe: Codeframe, model: str | None, max_error: float | None, *, explain: bool = False
) -> tuple[Entry, Autocoder]:
    """The model of this version, or the current one of this codeframe, ready to code.

    Raises:
        TextcoderError: It is not there, or refused.
    """
    registry = Registry(home.trained)
    entry = registry.find(model or codeframe.id)
    return entry, registry.load(entry, codeframe, max_error=max_error, explain=explain)
