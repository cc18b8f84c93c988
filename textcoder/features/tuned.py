"""Encoders tuned for a codeframe: a folder each, with the scores they gave answers whose voice they had not read."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from textcoder.errors import EncoderError
from textcoder.features.encoder import FACTS, FORMAT, LAYERS, Floats, checked, read_facts
from textcoder.files.atomic import write_folder
from textcoder.language.identity import fingerprint

OUT_OF_FOLD, CARD = "out_of_fold.npz", "card.md"


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Scores of the answers an encoder was tuned on, by encoders that had not read their voices.

    An answer is known by the fingerprint of its text. Where several voices wrote the same, it has the mean.
    """

    rows: Mapping[str, int]
    scores: Floats
    """Shape (n_answers, n_codes), log odds."""

    def of(self, text: str) -> Floats | None:
        """Scores of one answer, shape (n_codes,), or None if the encoder was not tuned on it."""
        row = self.rows.get(fingerprint(text))
        return None if row is None else self.scores[row]


def out_of_fold(texts: Sequence[str], scores: Floats) -> OutOfFold:
    """Bring together the scores of answers; ``scores[i]`` is of ``texts[i]``."""
    rows: dict[str, int] = {}
    places = [rows.setdefault(fingerprint(text), len(rows)) for text in texts]
    summed = np.zeros((len(rows), scores.shape[1]))
    np.add.at(summed, places, scores)
    times = np.bincount(places, minlength=len(rows))[:, None]
    return OutOfFold(rows, (summed / times).astype(np.float32))


def read_out_of_fold(folder: Path) -> OutOfFold:
    """Read the scores that lie in a tuned encoder's folder.

    Raises:
        EncoderError: They are missing or damaged.
    """
    with np.load(io.BytesIO(checked(folder, OUT_OF_FOLD, read_facts(folder)["files"])), allow_pickle=False) as stored:
        keys = [bytes(key).hex() for key in stored["fingerprints"]]
        scores = stored["scores"].astype(np.float32)
    return OutOfFold({key: row for row, key in enumerate(keys)}, scores)


def write_tuned(
    folder_of_versions: Path, layers: bytes, scores: OutOfFold, facts: Mapping[str, Any], card: str, *, base: Path
) -> Path:
    """Write a tuned encoder's folder whole or not at all.

    Args:
        folder_of_versions: Where the tuned encoders of this codeframe lie; the folder is named by its content.
        layers: The graph.
        scores: Of the answers it was tuned on.
        facts: What it says of itself, besides what is known here.
        card: For people.
        base: The encoder it was tuned from, whose word vectors it shares.

    Raises:
        CannotWriteError: The operating system refused.
    """
    kept = io.BytesIO()
    fingerprints = np.array([list(bytes.fromhex(key)) for key in scores.rows], dtype=np.uint8)
    np.savez_compressed(kept, fingerprints=fingerprints, scores=scores.scores.astype(np.float16))
    files = {LAYERS: layers, OUT_OF_FOLD: kept.getvalue()}
    of_base = read_facts(base)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    content = {
        "format": FORMAT,
        **facts,
        **{key: of_base[key] for key in ("width", "prefix", "longest", "licence")},
        "base": of_base["files"],
        "files": hashes,
    }
    written = files | {FACTS: (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(), CARD: card.encode()}
    folder = folder_of_versions / hashes[LAYERS][:8]
    write_folder(folder, written)
    return folder


def newest_tuned(folder_of_versions: Path) -> Path | None:
    """The tuned encoder that was made last, if there is one."""
    found = {folder: read_facts(folder).get("made", "") for folder in tuned_folders(folder_of_versions)}
    return max(found, key=lambda folder: (found[folder], folder.name), default=None)


def tuned_folders(folder_of_versions: Path) -> list[Path]:
    """All tuned encoders of a codeframe."""
    return sorted(path.parent for path in folder_of_versions.glob(f"[!.]*/{FACTS}"))


def tuned_by_hash(folder_of_versions: Path, layers_hash: str) -> Path:
    """The tuned encoder with these layers.

    Raises:
        EncoderError: It is not there.
    """
    for folder in tuned_folders(folder_of_versions):
        if read_facts(folder)["files"].get(LAYERS) == layers_hash:
            return folder
    raise EncoderError(folder_of_versions, "the tuned encoder that the model was trained with is not there")
