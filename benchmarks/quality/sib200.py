"""Single-label topics, brought as a user would bring them: a codeframe in YAML, codings in CSV, one command.

    python benchmarks/quality/sib200.py --data FOLDER

FOLDER holds nob_Latn_train.csv, nob_Latn_dev.csv, nob_Latn_test.csv and the same for nno_Latn (no test) with the
columns index_id, text and label: SIB-200 (Adelani et al. 2024; CC BY-SA 4.0), published as dadelani/sib-200. Trained
on Bokmål train and dev; the settings are those that ``textcoder train`` has by default. The test answers number 204,
which gives ±6 points at 95 %: two figures closer than that do not differ. With --only-train, Nynorsk dev is measured
on too. Otherwise it is not: its sentences are those of Bokmål dev in translation. With --tune, the encoder is also
tuned on the same sentences (``textcoder train --tune-encoder``; needs PyTorch, a quarter of an hour on two cores).
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from lab import Bools, Cell, Floats, Measured, Row, arguments, chosen, code_matrix, noted, show, texts_of, writers_of
from ours import given_by
from peers import PEERS, Peer, decide, missing
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from textcoder.codings import CodedAnswer
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.learning.workshop import load_autocoder

CODEFRAME = """\
id: sib200-topics
version: 1
title: {en: Topics of SIB-200}
min_codes: 1
max_codes: 1
codes:
"""
BOKMAAL, NYNORSK = "nob_Latn", "nno_Latn"
TUNED = "textcoder accurate, tuned"
WAYS = {
    "textcoder fast": ["--profile", "fast"],
    "textcoder accurate": ["--encoder", "plain"],
    TUNED: ["--tune-encoder"],
}
"""Options of ``textcoder train``."""


def words_alone(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """TF-IDF of words, logistic regression over all topics."""
    vectorizer = TfidfVectorizer()
    fitted = LogisticRegression(C=10, max_iter=1000).fit(vectorizer.fit_transform(texts), codes.argmax(axis=1))
    return np.asarray(fitted.decision_function(vectorizer.transform(new)))


def characters_alone(texts: Sequence[str], codes: Bools, new: Sequence[str]) -> Floats:
    """TF-IDF of characters, linear SVM."""
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    fitted = LinearSVC(random_state=1).fit(vectorizer.fit_transform(texts), codes.argmax(axis=1))
    return np.asarray(fitted.decision_function(vectorizer.transform(new)))


ALL_PEERS: dict[str, Peer] = {
    "TF-IDF words, logistic regression": words_alone,
    "TF-IDF characters, SVM": characters_alone,
} | PEERS


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, help="folder with the CSV files of SIB-200")
    parser.add_argument("--only-train", action="store_true", help="train on the train parts alone, not on dev")
    parser.add_argument("--nynorsk", action="store_true", help="train on the Nynorsk parts too")
    parser.add_argument("--tune", action="store_true", help="with the encoder tuned on the same sentences, too")
    options = parser.parse_args()
    data: Path | None = options.data
    if data is None or not (data / f"{BOKMAAL}_train.csv").exists():
        print(f"Skipped: --data FOLDER with {BOKMAAL}_train.csv … is not given. Published as dadelani/sib-200.")
        return
    parts = [
        (language, part)
        for language in ((BOKMAAL, NYNORSK) if options.nynorsk else (BOKMAAL,))
        for part in (("train",) if options.only_train else ("train", "dev"))
    ]
    tests = {"Bokmål test": _rows(data, BOKMAAL, "test")}
    if options.only_train:
        tests["Nynorsk dev"] = _rows(data, NYNORSK, "dev")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), [row for part in parts for row in _rows(data, *part)], tests)
        ways = [way for way in WAYS if way != TUNED or options.tune]
        names = chosen([*ALL_PEERS, *ways], options.only)
        for name in names:
            if not missing(name):
                with noted(name):
                    rows.append((name, bench.accuracies(name)))
    title = f"Trained on {len(bench.train)} sentences ({', '.join(map('_'.join, parts))}); accuracy on 7 topics"
    show(title, rows, as_json=options.json, notes=[note for name in names if (note := missing(name))])


class _Bench:
    """The files a user would have, in a home of their own."""

    def __init__(self, folder: Path, train: list[dict[str, str]], tests: dict[str, list[dict[str, str]]]) -> None:
        self._home = folder
        self._frame = folder / "topics.yaml"
        topics = sorted({row["label"] for row in train})
        entries = (
            f"  - {{id: {_code_id(topic)}, number: {number}, label: {{en: {topic}}}}}\n"
            for number, topic in enumerate(topics, start=1)
        )
        self._frame.write_text(CODEFRAME + "".join(entries), encoding="utf-8")
        self._codeframe = read_codeframe(self._frame)
        self._train_file = self._write("train.csv", train)
        self.train = read_codings(self._train_file, self._codeframe)
        self._tests = {
            name: read_codings(self._write("test.csv", rows), self._codeframe) for name, rows in tests.items()
        }

    def accuracies(self, name: str) -> dict[str, Cell]:
        given = self._textcoder(WAYS[name]) if name in WAYS else self._peer(name)
        return {
            f"{test} ({len(coded)})": Measured(self._codes(coded), given[test], writers_of(coded)).exact()
            for test, coded in self._tests.items()
        }

    def _textcoder(self, way: list[str]) -> dict[str, Bools]:
        arguments = ["train", "--codeframe", str(self._frame), "--codings", str(self._train_file), *way]
        command = [sys.executable, "-m", "textcoder", *arguments, "--home", str(self._home), "--json", "--quiet"]
        printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        _, autocoder = load_autocoder(Home(self._home), self._codeframe, printed["model"], None)
        return {test: given_by(autocoder, coded) for test, coded in self._tests.items()}

    def _peer(self, name: str) -> dict[str, Bools]:
        everything = [one for coded in self._tests.values() for one in coded]
        margins = ALL_PEERS[name](texts_of(self.train), self._codes(self.train), texts_of(everything))
        ends = np.cumsum([len(coded) for coded in self._tests.values()])[:-1]
        return dict(zip(self._tests, np.split(decide(margins, one_code=True), ends), strict=True))

    def _codes(self, coded: list[CodedAnswer]) -> Bools:
        return code_matrix([one.code_ids for one in coded], self._codeframe.code_ids)

    def _write(self, name: str, rows: list[dict[str, str]]) -> Path:
        path = self._home / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "respondent", "text", "codes"])
            writer.writerows([row["id"], row["index_id"], row["text"], _code_id(row["label"])] for row in rows)
        return path


def _rows(data: Path, language: str, part: str) -> list[dict[str, str]]:
    """The sentences of a part. Both languages have the same ones, so a sentence and its translation are one voice."""
    with (data / f"{language}_{part}.csv").open(encoding="utf-8", newline="") as file:
        return [row | {"id": f"{language}-{row['index_id']}"} for row in csv.DictReader(file)]


def _code_id(topic: str) -> str:
    return topic.replace("/", "-")


if __name__ == "__main__":
    main()
