"""Single-label topics, brought as a user would bring them: a codeframe in YAML, codings in CSV, three commands.

    python benchmarks/sib200.py --data FOLDER

FOLDER holds nob_Latn_train.csv, nob_Latn_test.csv and nno_Latn_dev.csv with the columns index_id, text and
label: SIB-200 (Adelani et al. 2024; CC BY-SA 4.0), published as dadelani/sib-200. Trained on Bokmål train;
the peers are plain scikit-learn pipelines in the same run. The test answers number 204, which gives ±6
points at 95 %: two figures closer than that do not differ.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

CODEFRAME = """\
id: sib200-topics
version: 1
title: {en: Topics of SIB-200}
min_codes: 1
max_codes: 1
codes:
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the CSV files of SIB-200")
    data = parser.parse_args().data
    if data is None or not (data / "nob_Latn_train.csv").exists():
        print(
            "Skipped: --data FOLDER with nob_Latn_train.csv … is not given. SIB-200 is published as dadelani/sib-200."
        )
        return
    train = _read(data / "nob_Latn_train.csv")
    tests = {"Bokmål test": _read(data / "nob_Latn_test.csv"), "Nynorsk dev": _read(data / "nno_Latn_dev.csv")}
    results = {"textcoder fast": _textcoder(train, tests)} | _peers(train, tests)
    print(f"Trained on {len(train)} Bokmål sentences with 7 topics; accuracy (number of test sentences)\n")
    print(f"{'':28}" + "".join(f"{f'{name} ({len(rows)})':>22}" for name, rows in tests.items()))
    for name, accuracies in results.items():
        print(f"{name:28}" + "".join(f"{accuracy:22.3f}" for accuracy in accuracies))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _textcoder(train: list[dict[str, str]], tests: dict[str, list[dict[str, str]]]) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        labels = sorted({row["label"] for row in train})
        frame = home / "topics.yaml"
        entries = [
            f"  - {{id: {_code_id(label)}, number: {number}, label: {{en: {label}}}}}\n"
            for number, label in enumerate(labels, start=1)
        ]
        frame.write_text(CODEFRAME + "".join(entries), encoding="utf-8")
        codings = _write_codings(home / "train.csv", train)
        _run(home, "train", "--codeframe", str(frame), "--codings", str(codings))
        accuracies = []
        for rows in tests.values():
            path = _write_codings(home / "test.csv", rows)
            found = _run(home, "evaluate", "sib200-topics", "--codings", str(path), "--codeframe", str(frame))
            accuracies.append(float(found["evaluation"]["overall"]["exact"]["value"]))
        return accuracies


def _code_id(label: str) -> str:
    return label.replace("/", "-")


def _write_codings(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "codes"])
        writer.writerows([row["index_id"], row["text"], _code_id(row["label"])] for row in rows)
    return path


def _run(home: Path, *arguments: str) -> dict:  # type: ignore[type-arg]
    command = [sys.executable, "-m", "textcoder", *arguments, "--home", str(home), "--json", "--quiet"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # type: ignore[no-any-return]


def _peers(train: list[dict[str, str]], tests: dict[str, list[dict[str, str]]]) -> dict[str, list[float]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import ComplementNB
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    peers = {
        "words, logistic regression": make_pipeline(TfidfVectorizer(), LogisticRegression(C=10, max_iter=1000)),
        "words + characters, SVM": make_pipeline(make_union(words, chars), LinearSVC()),
        "characters, SVM": make_pipeline(chars, LinearSVC()),
        "characters, complement NB": make_pipeline(chars, ComplementNB(alpha=0.1)),
    }
    texts, labels = [row["text"] for row in train], [row["label"] for row in train]
    results = {}
    for name, peer in peers.items():
        peer.fit(texts, labels)
        results[name] = [
            float(peer.score([row["text"] for row in rows], [row["label"] for row in rows])) for rows in tests.values()
        ]
    return results


if __name__ == "__main__":
    main()
