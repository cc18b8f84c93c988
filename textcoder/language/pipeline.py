"""The spaCy pipeline, built by one function from settings."""

import hashlib
import importlib.metadata
import sys
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language

from textcoder.errors import LanguagePipelineNotFoundError
from textcoder.language import inflections, lemmas, variety  # noqa: F401 (some register a component)
from textcoder.language.processing import preprocess
from textcoder.language.tagging import tagger  # noqa: F401 (registers a component)
from textcoder.language.tokenizer import RepairingTokenizer
from textcoder.settings import LanguageSettings

LIGHT = "light"
SHIPPED = "shipped"
_PROBE = (
    "Vi har ikke nok folk, og kommunene mangler kompetanse på digitalisering.",
    "Me har ikkje tid; kommunane manglar pengar, og leiinga tør ikkje prøve noko nytt.",
    "Æ veit itj. Ka ska vi med meir rapportering?",
    "Ã¸konomi/bemanning (jf. ROBEK) – 50 % stilling, &laquo;ildsjeler&raquo;",
    "TIDSPRESS!!! øk.rammer m.m., e-post\u200b: kurs\u00adplan",
    "›konomi, f† hender, ¿konomi",
    "rekruttering av fagfolk, kapasitetsmangel, endringsvilje, løypemeldinger, tenestene, skulane, økonomistyring",
)


@dataclass(frozen=True, slots=True)
class PipelineFacts:
    """Which pipeline read the answers. Two pipelines with equal hash read alike."""

    name: str
    version: str
    components: tuple[str, ...]
    hash: str
    """SHA-256 over the pipeline's configuration, its files, the variety's weights, and what it makes of a few telling
    texts: so a change of heart anywhere in it shows, in a dictionary too, and a mere comment does not."""

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
        nlp.max_length = sys.maxsize
        return nlp
    if not spacy.util.is_package(settings.pipeline) and not (Path(settings.pipeline) / "config.cfg").is_file():
        raise LanguagePipelineNotFoundError(settings.pipeline)
    nlp = spacy.load(settings.pipeline, exclude=["parser", "senter", "ner", "textcoder_variety"])
    if not isinstance(nlp.tokenizer, RepairingTokenizer):
        nlp.tokenizer = RepairingTokenizer(nlp.tokenizer)
    nlp.add_pipe("textcoder_variety", first=True)
    # spaCy's limit is for the parser and the names; a broken file can make one answer of very many.
    nlp.max_length = sys.maxsize
    return nlp


def shipped_pipeline(folder: Path) -> Language | None:
    """Load our own trained pipeline: morphology, lemmas, sentences and names, in both written standards.

    Args:
        folder: Where it lies, ``models/pipeline`` of the home.

    Returns:
        None where the folder is absent.
    """
    if not (folder / "config.cfg").is_file():
        return None
    nlp = spacy.load(folder)
    # spaCy's limit is there to spare memory; a broken file can make one answer of very many.
    nlp.max_length = sys.maxsize
    return nlp


def pipeline_facts(nlp: Language) -> PipelineFacts:
    """Say what a pipeline is, for the artifact and for the check before a model runs."""
    digest = hashlib.sha256(nlp.config.to_str().encode())
    digest.update(f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}".encode())
    digest.update(variety.WEIGHTS_FILE.read_bytes())
    for path in sorted(nlp.path.rglob("*")) if nlp.path else ():
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(nlp.path).as_posix().encode())
            digest.update(path.read_bytes())
    for answer in preprocess(_PROBE, nlp):
        digest.update(repr(answer).encode())
    name = LIGHT if nlp.meta["name"] == LIGHT else f"{nlp.meta['lang']}_{nlp.meta['name']}"
    version = importlib.metadata.version("textcoder") if name == LIGHT else str(nlp.meta["version"])
    return PipelineFacts(name, version, tuple(nlp.pipe_names), digest.hexdigest())
