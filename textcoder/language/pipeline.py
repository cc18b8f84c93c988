"""The spaCy pipeline, built by one function from settings."""

import hashlib
import importlib.metadata
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language

from textcoder.errors import LanguagePipelineNotFoundError
from textcoder.language import lemmas, repair, variety
from textcoder.settings import LanguageSettings

LIGHT = "light"
_OWN_COMPONENTS = (repair, variety, lemmas)


@dataclass(frozen=True, slots=True)
class PipelineFacts:
    """Which pipeline read the answers. Two pipelines with equal facts read alike."""

    name: str
    version: str
    components: tuple[str, ...]
    hash: str
    """SHA-256 over the pipeline's configuration, our components, their word lists and the dictionaries."""

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.hash[:8]})"


def build_pipeline(settings: LanguageSettings) -> Language:
    """Build the pipeline: ours on a blank Norwegian one, or an installed one with ours around it.

    An installed pipeline keeps its own lemmas; what is not needed for them is left out.

    Raises:
        LanguagePipelineNotFoundError: The settings name a pipeline that is not installed.
    """
    if settings.pipeline == LIGHT:
        nlp = spacy.blank("nb", config={"nlp": {"tokenizer": {"@tokenizers": "textcoder.repairing_tokenizer.v1"}}})
        nlp.meta["name"] = LIGHT
        nlp.add_pipe("textcoder_variety")
        nlp.add_pipe("textcoder_lemmas")
        return nlp
    if not spacy.util.is_package(settings.pipeline) and not Path(settings.pipeline).is_dir():
        raise LanguagePipelineNotFoundError(settings.pipeline)
    nlp = spacy.load(settings.pipeline, exclude=["parser", "senter", "ner"])
    nlp.tokenizer = repair.RepairingTokenizer(nlp.tokenizer)
    nlp.add_pipe("textcoder_variety", first=True)
    return nlp


def pipeline_facts(nlp: Language) -> PipelineFacts:
    """Say what a pipeline is, for the artifact and for the check before a model runs."""
    digest = hashlib.sha256(nlp.config.to_str().encode())
    digest.update(f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}".encode())
    digest.update(importlib.metadata.version("simplemma").encode())
    for path in (*(Path(str(module.__file__)) for module in _OWN_COMPONENTS), *variety.WORD_FILES):
        digest.update(path.read_bytes())
    name = LIGHT if nlp.meta["name"] == LIGHT else f"{nlp.meta['lang']}_{nlp.meta['name']}"
    version = importlib.metadata.version("textcoder") if name == LIGHT else str(nlp.meta["version"])
    return PipelineFacts(name, version, tuple(nlp.pipe_names), digest.hexdigest())
