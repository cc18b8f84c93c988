"""Whole jobs on a home folder: train and publish, evaluate, classify a file. One call each for every edge."""

import dataclasses
import datetime as dt
import importlib.util
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import NotFoundError, RefusedError, TextcoderError, TooFewCodingsError, TuningPackagesError
from textcoder.features.encoders import hash_to_train, plain_folder, reader_to_train
from textcoder.features.reader import AnswerReader
from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.learning.artifact import read_judged, read_manifest, write_artifact
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.evaluation import Evaluation, evaluate
from textcoder.learning.gathering import Gathered, Stored, gather, read_all_codings
from textcoder.learning.news import News, news_since
from textcoder.learning.promoting import promote as promote_through_gate
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.snapshots import read_snapshot, surveys_learnt_from, write_snapshot
from textcoder.learning.test_set import TestSet, read_test_set, without_test_answers
from textcoder.learning.training import (
    Progress,
    Trained,
    in_training_order,
    judge_with,
    no_progress,
    snapshot_hash,
    train,
)
from textcoder.learning.training_set import check_enough
from textcoder.learning.workers import HERE, Workers
from textcoder.settings import Settings, TuningSettings


@dataclass(frozen=True, slots=True)
class Plan:
    """What a model is going to learn from."""

    codings: int
    left_out_for_test: int
    """Codings that the frozen test set keeps from being learnt from."""
    in_both: int
    """Codings in files that gave way to those of the label store, which has the same answers."""
    news: News


@dataclass(frozen=True, slots=True)
class Published:
    """A trained model in the registry."""

    entry: Entry
    codings: int
    figures: Evaluation
    plan: Plan
    refused: RefusedError | None = None
    """Why it did not become current, mostly by the gate; None where it did, or nobody wanted it to."""


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
    stored: Sequence[Stored] = (),
    tuning: TuningSettings | None = None,
    promote: bool = True,
    by: str = "train",
    tell: Callable[[Plan], None] = lambda _: None,
    workers: Workers = HERE,
    progress: Progress = no_progress,
) -> Published:
    """Train on codings, write the artifact with what it learnt from beside it, and make it current.

    It becomes current only if the gate lets it through, be it the first or not.

    Args:
        home: Where models go.
        codeframe_name: Id under ``labels/``, or a file.
        codings: Files to learn from; none: the file beside the codeframe.
        settings: How.
        now: For the version and the manifest.
        stored: What people have coded in the label store, to be learnt from too.
        tuning: Tune the sentence encoder on the codings first, in this way; None: use what there is.
        promote: Whether to make it current; else it waits in the registry until somebody does.
        by: Who trains, for the log of promotions.
        tell: Told what it is going to learn from, before it does.
        workers: Who does the fits; the model is the same.
        progress: Told how far it has come.

    Raises:
        TextcoderError: Bad codeframe, bad or too few codings, or a folder that cannot be written.
    """
    codeframe = home.codeframe(codeframe_name)
    registry = Registry(home.trained)
    gathered = gather(home, codeframe_name, codeframe, codings, stored)
    coded, plan = _plan(registry, codeframe, gathered)
    tell(plan)
    if tuning is not None:
        tune_encoder(home, codeframe, coded, tuning, now=now, progress=progress)
    progress("loading pipeline and encoder", 0, 1)
    reader = reader_to_train(home.models, codeframe, settings)
    trained = train(coded, codeframe, reader, settings, workers=workers, progress=progress)
    reader.save()
    folder = _write(trained, reader, registry.folder(codeframe.id), gathered, now)
    refused = _promote(home, codeframe, folder.name, by) if promote else None
    entry = registry.find(f"{codeframe.id}/{folder.name}")
    figures = evaluate(trained.judged, codeframe.code_ids, seed=settings.learning.seed)
    return Published(entry, len(coded), figures, plan, refused)


def _plan(registry: Registry, codeframe: Codeframe, gathered: Gathered) -> tuple[list[CodedAnswer], Plan]:
    """What may be learnt from, and what is new in it."""
    test_set = read_test_set(registry.folder(codeframe.id), codeframe)
    coded, left_out = without_test_answers(gathered.coded, test_set, gathered.surveys)
    news = _news(registry, codeframe, coded, test_set)
    return coded, Plan(len(coded), len(left_out), gathered.in_both, news)


def _news(registry: Registry, codeframe: Codeframe, coded: Sequence[CodedAnswer], test_set: TestSet | None) -> News:
    try:
        entry = registry.find(codeframe.id)
        manifest = read_manifest(entry.folder)
    except (NotFoundError, RefusedError):
        return news_since(None, None, coded)
    said = manifest.content["snapshot"]
    counts = {"all": {"all": said["codings"]}}
    counts |= {name: said[name] for name in ("coders", "varieties") if isinstance(said.get(name), dict)}
    try:
        # What has been frozen since then is no codings withdrawn.
        before, _ = without_test_answers(
            read_snapshot(entry, manifest, codeframe), test_set, surveys_learnt_from(entry, manifest)
        )
    except TextcoderError:  # from before it was kept, gone, or in codes that are no more: training is not held up
        return news_since(entry.name, None, coded, counts=counts)
    return news_since(entry.name, before, coded)


def _write(trained: Trained, reader: AnswerReader, folder: Path, gathered: Gathered, now: dt.datetime) -> Path:
    # First what it learnt from: a model that names a file that is not there could not be explained.
    snapshot = write_snapshot(folder, trained.coded, gathered.surveys)
    sources = [dataclasses.asdict(one) for one in gathered.sources]
    about = {"file": snapshot.name, "file_sha256": snapshot.sha256, "sources": sources}
    return write_artifact(trained, reader, folder, now=now, snapshot=about)


def _promote(home: Home, codeframe: Codeframe, version: str, by: str) -> RefusedError | None:
    """Make a new model current through the gate, which holds the first one of a codeframe to its promise too."""
    try:
        promote_through_gate(home, f"{codeframe.id}/{version}", by=by, why="trained", codeframe=codeframe)
    except RefusedError as refused:
        return refused
    return None


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
    test_set = read_test_set(registry.folder(codeframe.id), codeframe)
    coded, _ = without_test_answers(read_all_codings(home, codeframe_name, codeframe, ()), test_set)
    same_settings = manifest["settings"] == json.loads(json.dumps(dataclasses.asdict(settings)))
    if (
        same_settings
        and (manifest["encoder"] or {}).get("hash") == hash_to_train(home.models, codeframe, settings)
        and manifest["snapshot"]["hash"] == snapshot_hash(coded)
        and manifest["codeframe"]["hash"] == codeframe.hash
    ):
        return entry, False
    return train_and_publish(home, codeframe_name, (), settings, now=now, progress=progress).entry, True


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
