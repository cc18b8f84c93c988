"""The codings that a job has made so far, so that after a crash only the rest is made."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from textcoder.codings import Coding, Source, Status


class KeptCodings:
    """A file with a line for each chunk of answers, in their order. It holds no verbatim, only a hash of them.

    Read from its beginning as long as what is asked for is what was asked for then; from the first difference, or a
    line that a crash broke off, what follows is cut off and written anew.

    Args:
        path: The file; made if it is not there.
        belongs_to: What the codings depend on beside the texts: the model, the codeframe, the question.
    """

    def __init__(self, path: Path, belongs_to: Sequence[str]) -> None:
        self._salt = "\0".join(belongs_to).encode("utf-8")
        path.touch(mode=0o600)
        self._file: IO[bytes] = path.open("r+b")
        self._reading = True

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def next(self, texts: Sequence[str]) -> list[Coding] | None:
        """The codings of the next texts, if they were made before; else None, and they are to be added."""
        if not self._reading:
            return None
        begins = self._file.tell()
        codings = self._read(self._file.readline(), texts)
        if codings is None:
            self._reading = False
            self._file.seek(begins)
            self._file.truncate()
        return codings

    def add(self, texts: Sequence[str], codings: Sequence[Coding]) -> None:
        """Keep the codings of these texts. Handed over to the system at once, which a killed process cannot undo."""
        line = {"texts": self._hash(texts), "codings": [_plain(one) for one in codings]}
        self._file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")
        self._file.flush()

    def _read(self, line: bytes, texts: Sequence[str]) -> list[Coding] | None:
        if not line.endswith(b"\n"):
            return None
        try:
            content = json.loads(line)
            if content["texts"] != self._hash(texts):
                return None
            codings = [_coding(one) for one in content["codings"]]
        except (ValueError, KeyError, TypeError):
            return None
        return codings if len(codings) == len(texts) else None

    def _hash(self, texts: Sequence[str]) -> str:
        found = hashlib.blake2b(self._salt, digest_size=16)
        for text in texts:
            encoded = text.encode("utf-8", "surrogatepass")
            found.update(len(encoded).to_bytes(8, "big") + encoded)
        return found.hexdigest()


def _plain(coding: Coding) -> list[Any]:
    return [
        sorted(coding.code_ids),
        coding.coder,
        coding.source.value if coding.source else None,
        coding.status.value,
        coding.confidence,
        dict(coding.code_confidence),
    ]


def _coding(plain: Sequence[Any]) -> Coding:
    code_ids, coder, source, status, confidence, code_confidence = plain
    return Coding(
        code_ids=frozenset(code_ids),
        coder=coder,
        source=Source(source) if source else None,
        status=Status(status),
        confidence=confidence,
        code_confidence=code_confidence,
    )
