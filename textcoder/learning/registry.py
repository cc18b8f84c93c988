"""Trained models by codeframe and version, and which one is current."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from textcoder.codeframe import Codeframe
from textcoder.errors import ModelNotFoundError, PipelineMismatchError, WrongCodeframeError
from textcoder.features.encoders import reader_of_model
from textcoder.language.pipeline import pipeline_facts
from textcoder.learning.artifact import Manifest, load_model, read_manifest
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.promotions import Reason, current_version, make_current


@dataclass(frozen=True, slots=True)
class Entry:
    """One trained model."""

    codeframe_id: str
    version: str
    folder: Path
    is_current: bool

    @property
    def name(self) -> str:
        """Codeframe and version, which together name a model."""
        return f"{self.codeframe_id}/{self.version}"


@dataclass(frozen=True, slots=True)
class Registry:
    """The folder ``models/trained``: one folder per codeframe, one per version in it, and a file ``current``."""

    root: Path

    def folder(self, codeframe_id: str) -> Path:
        """Where the versions of a codeframe lie."""
        return self.root / codeframe_id

    def entries(self) -> list[Entry]:
        """All models, by codeframe and then by version, oldest first."""
        return list(self._entries())

    def _entries(self) -> Iterator[Entry]:
        for manifest in sorted(self.root.glob("*/*/manifest.json")):
            folder = manifest.parent
            if not folder.name.startswith("."):
                codeframe_id = folder.parent.name
                yield Entry(codeframe_id, folder.name, folder, self.current(codeframe_id) == folder.name)

    def current(self, codeframe_id: str) -> str | None:
        """The version that is used where none is named."""
        return current_version(self.folder(codeframe_id))

    def currents(self) -> dict[str, str]:
        """The current version of each codeframe that has one: which is cheap to ask."""
        found = ((path.parent.name, self.current(path.parent.name)) for path in sorted(self.root.glob("*/current")))
        return {codeframe_id: version for codeframe_id, version in found if version}

    def promote(self, codeframe_id: str, version: str, *, by: str = "", why: str = "") -> None:
        """Make a version the current one, at once and whole, and put it on the list of promotions.

        Whether it can be used is not looked at; :func:`textcoder.learning.promoting.promote` does.

        Raises:
            CannotWriteError: The operating system refused.
        """
        make_current(self.folder(codeframe_id), version, Reason(by, why))

    def find(self, name: str) -> Entry:
        """A model by codeframe (its current version), by version, or by both joined with a slash.

        Raises:
            ModelNotFoundError: There is none of that name.
        """
        entries = self.entries()
        for entry in entries:
            if name in (entry.version, entry.name) or (name == entry.codeframe_id and entry.is_current):
                return entry
        raise ModelNotFoundError(name, [entry.name for entry in entries])

    def load(
        self, entry: Entry, codeframe: Codeframe, *, max_error: float | None = None, explain: bool = False
    ) -> Autocoder:
        """Load a model for a codeframe, with the language pipeline and the encoder it was trained on.

        Raises:
            ArtifactError: It is damaged, changed, or of other versions.
            WrongCodeframeError: It codes with other codes.
            LanguagePipelineNotFoundError: Its pipeline is not installed.
            PipelineMismatchError: Its pipeline reads otherwise than it did.
            EncoderError: Its encoder is missing, damaged or another one.
        """
        manifest = read_manifest(entry.folder)
        theirs = manifest.content["codeframe"]
        if theirs["coding_hash"] != codeframe.coding_hash:
            raise WrongCodeframeError(
                entry.name,
                [f"{theirs['id']}: {', '.join(theirs['codes'])}"],
                [f"{codeframe.id}: {', '.join(codeframe.code_ids)}"],
            )
        reader = reader_of_model(
            self.root.parent,
            manifest.language,
            manifest.content["encoder"],
            without_denied=manifest.without_denied,
        )
        present = pipeline_facts(reader.nlp)
        if present.hash != manifest.pipeline.hash:
            raise PipelineMismatchError(entry.name, str(manifest.pipeline), str(present), manifest.train_again)
        model = load_model(entry.folder, manifest)
        chosen = manifest.content["settings"]["learning"]["max_error"] if max_error is None else max_error
        return Autocoder(model, codeframe, reader, version=entry.version, max_error=chosen, explain=explain)


def describe(entry: Entry) -> Manifest:
    """What a model says of itself."""
    return read_manifest(entry.folder)
