"""What mends a model that is refused: sentences that end in a command which can be run as it stands."""

from pathlib import Path
from typing import Any


def restore(folder: Path) -> str:
    """What mends a damaged model.

    Args:
        folder: Of the model.
    """
    return f"Restore the folder from a copy, or delete it. {again(folder)}"


def again(folder: Path, content: Any = None) -> str:
    """How to get a model like one that cannot be used.

    Args:
        folder: Of the model.
        content: Of its manifest, sound or not; None: it cannot be read.
    """
    return f"To train again: {train_again(folder.parent.name, content)}"


def train_again(codeframe_id: str, content: Any) -> str:
    """The command that trains a model of the same codeframe and profile.

    Args:
        codeframe_id: Of the codeframe.
        content: Of the manifest, sound or not.
    """
    settings = content.get("settings") if isinstance(content, dict) else None
    # Of the settings the profile is said: where there is no encoder, a fast model can be trained and no other.
    is_fast = isinstance(settings, dict) and settings.get("profile") == "fast"
    return f"textcoder train --codeframe {codeframe_id}{' --profile fast' if is_fast else ''}"
