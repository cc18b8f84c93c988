"""Which encoder to use: the plain one, one tuned for the codeframe, or one from a model hub; and where it lies."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spacy.language import Language

from textcoder.codeframe import Codeframe
from textcoder.errors import EncoderError, EncoderPackageError
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.encoder import FACTS, EncoderFacts, OnnxEncoder, SentenceEncoder, read_facts, stated_hash
from textcoder.features.reader import AnswerReader
from textcoder.features.tuned import newest_tuned, read_out_of_fold, tuned_folders
from textcoder.language.pipeline import build_pipeline
from textcoder.settings import LanguageSettings, Settings

SHIPPED, PLAIN = "shipped", "plain"
_OURS = Path(__file__).parents[2] / "models"
"""The models that come with textcoder, for homes that have none of their own."""


def plain_folder(models: Path) -> Path:
    """Folder of the plain encoder: the home's own, else the one that comes with textcoder."""
    own = models / "encoder"
    return own if (own / FACTS).is_file() else _OURS / "encoder"


def tuned_for(models: Path, codeframe: Codeframe) -> Path | None:
    """The newest encoder tuned for exactly these codes from the plain one here; the home's own before the shipped."""
    base = read_facts(plain_folder(models))["files"]
    for root in dict.fromkeys((models, _OURS)):
        newest = newest_tuned(root / "tuned" / codeframe.id)
        facts = read_facts(newest) if newest else {}
        if facts.get("codes") == list(codeframe.code_ids) and facts.get("base") == base:
            return newest
    return None


def reader_to_train(models: Path, codeframe: Codeframe, settings: Settings) -> AnswerReader:
    """What reads answers for a model that is to be trained.

    Args:
        models: The home's folder of models.
        codeframe: Decides whether there is a tuned encoder.
        settings: The profile, the pipeline and the encoder.

    Raises:
        LanguagePipelineNotFoundError: The pipeline is not installed.
        EncoderError: The encoder is missing or damaged.
        EncoderPackageError: It needs a package that is not installed.
    """
    nlp = build_pipeline(settings.language)
    name, without_denied = settings.features.encoder, settings.features.without_denied
    if settings.profile == "fast":
        return AnswerReader(nlp, without_denied=without_denied)
    if name not in (SHIPPED, PLAIN):
        return AnswerReader(nlp, _cached(models, _from_hub(name)), without_denied=without_denied)
    tuned = tuned_for(models, codeframe) if name == SHIPPED else None
    return _reader(nlp, models, _onnx(models, tuned), without_denied=without_denied)


def reader_of_model(
    models: Path, language: LanguageSettings, encoder: Mapping[str, Any] | None, *, without_denied: bool = False
) -> AnswerReader:
    """What reads answers for a model that has been trained.

    Args:
        models: The home's folder of models.
        language: The pipeline it was trained on.
        encoder: What its manifest says of its encoder; None for the profile ``fast``.
        without_denied: Whether it was trained on answers without what they deny.

    Raises:
        LanguagePipelineNotFoundError: The pipeline is not installed.
        EncoderError: The encoder is missing, damaged or another one.
        EncoderPackageError: It needs a package that is not installed.
    """
    nlp = build_pipeline(language)
    if encoder is None:
        return AnswerReader(nlp, without_denied=without_denied)
    embeddings = _cached(models, _from_hub(encoder["name"])) if encoder["from_hub"] else _found(models, encoder)
    if embeddings.encoder.facts.hash != encoder["hash"]:
        raise EncoderError(plain_folder(models), "it is another one than the model was trained with")
    return _reader(nlp, models, embeddings, without_denied=without_denied)


def hash_to_train(models: Path, codeframe: Codeframe, settings: Settings) -> str | None:
    """The hash of the encoder a new model would be trained with; None where that is known only by loading it.

    Raises:
        EncoderError: The encoder is missing or damaged.
    """
    name = settings.features.encoder
    if settings.profile == "fast" or name not in (SHIPPED, PLAIN):
        return None
    base = plain_folder(models)
    tuned = tuned_for(models, codeframe) if name == SHIPPED else None
    return stated_hash(tuned or base, base)


def encoder_record(reader: AnswerReader) -> dict[str, Any] | None:
    """What a manifest says of the encoder."""
    if reader.embeddings is None:
        return None
    facts: EncoderFacts = reader.embeddings.encoder.facts
    from_hub = not isinstance(reader.embeddings.encoder, OnnxEncoder)
    return {"name": facts.name, "hash": facts.hash, "tuned_for": list(facts.codes), "from_hub": from_hub}


def _reader(nlp: Language, models: Path, embeddings: EmbeddingCache, *, without_denied: bool) -> AnswerReader:
    is_tuned = bool(embeddings.encoder.facts.codes)
    plain = (lambda: _onnx(models, None)) if is_tuned else None
    return AnswerReader(nlp, embeddings, plain=plain, without_denied=without_denied)


def _found(models: Path, encoder: Mapping[str, Any]) -> EmbeddingCache:
    if not encoder["tuned_for"]:
        return _onnx(models, None)
    base = plain_folder(models)
    roots = dict.fromkeys((models / "tuned", _OURS / "tuned"))
    for folder in (one for root in roots for of_codeframe in root.glob("*") for one in tuned_folders(of_codeframe)):
        if stated_hash(folder, base) == encoder["hash"]:
            return _onnx(models, folder)
    raise EncoderError(models / "tuned", "the encoder that was tuned for the model is not there")


def _onnx(models: Path, tuned: Path | None) -> EmbeddingCache:
    base = plain_folder(models)
    if tuned is None:
        return _cached(models, OnnxEncoder(base))
    return _cached(models, OnnxEncoder(tuned, base), tuned)


def _cached(models: Path, encoder: SentenceEncoder, tuned: Path | None = None) -> EmbeddingCache:
    file = models / "trained" / ".cache" / f"embeddings-{encoder.facts.hash[:16]}.npz"
    return EmbeddingCache(encoder, out_of_fold=read_out_of_fold(tuned) if tuned else None, file=file)


def _from_hub(name: str) -> SentenceEncoder:
    if importlib.util.find_spec("sentence_transformers") is None:
        raise EncoderPackageError(name)
    from textcoder.features.hub_encoder import HubEncoder

    return HubEncoder(name)
