"""How fast a file is coded, CSV to CSV, beside plain scikit-learn pipelines in the same run.

    python benchmarks/classify_speed.py [--profile fast] [--answers 100000] [--distinct 0.47] [--runs 3]

The answers are short and repeat each other as people do: of 8,399 answers to the question about the most
important problem in ANES 2008, of 4.5 words on average, 47 % are distinct after lower-casing and dropping
punctuation. They are put together from clauses of the shipped codings, which gives text of the right
length and vocabulary to time, and nothing to judge quality on.

Each contestant runs in a process of its own: it loads its model, which is not timed against it, then reads
the file, codes it and writes 0/1 columns. Rates are answers per second of that; memory is the process's
peak. A second run over a fifth of the file shows whether memory grows with it.
"""

import argparse
import csv
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import joblib

ROOT = Path(__file__).resolve().parents[1]
SURVEY = ROOT / "labels" / "innovasjonsbarometer-2024"
CODEFRAME = "innovation-barriers"


def main() -> None:
    options = _options()
    if options.contestant:
        _run_contestant(options.contestant, Path(options.folder), options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder), options.answers, options.distinct, options.profile)
        _contest(Path(folder), options.answers, options.runs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", choices=["fast", "accurate"], default="fast", help="of textcoder's model")
    parser.add_argument("--answers", type=int, default=100_000, help="answers in the file")
    parser.add_argument("--distinct", type=float, default=0.47, help="share of the answers that are distinct")
    parser.add_argument("--runs", type=int, default=3, help="runs of each contestant, in turn")
    parser.add_argument("--contestant", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    return parser.parse_args()


# --- the answers and the models --------------------------------------------------------------------


def _prepare(folder: Path, answers: int, distinct: float, profile: str) -> None:
    from textcoder.files.codeframe_file import read_codeframe
    from textcoder.files.codings_file import read_codings

    codeframe = read_codeframe(SURVEY / "codeframe.yaml")
    coded = read_codings(SURVEY / "codings.jsonl", codeframe)
    texts = make_answers([one.answer.text for one in coded], answers, distinct)
    for name, count in (("all.csv", answers), ("fifth.csv", answers // 5)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "size", "text"])
            writer.writerows([f"{number:06d}", number % 5, text] for number, text in enumerate(texts[:count]))
    _train_peers(folder, [one.answer.text for one in coded], [one.code_ids for one in coded], codeframe.code_ids)
    command = [
        sys.executable,
        "-m",
        "textcoder",
        "train",
        "--quiet",
        "--json",
        "--home",
        str(folder),
        "--profile",
        profile,
    ]
    command += ["--codeframe", str(SURVEY / "codeframe.yaml"), "--codings", str(SURVEY / "codings.jsonl")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def make_answers(sources: list[str], count: int, distinct: float) -> list[str]:
    """Short answers, of which about the given share is distinct; some are given again and again."""
    rng = random.Random(1)
    clauses = [clause.strip() for text in sources for clause in re.split(r"[.,;:/!?–]| og | men ", text)]
    clauses = [clause for clause in clauses if 0 < len(clause.split()) <= 7]
    pool: list[str] = []
    seen: set[str] = set()
    while len(pool) < count * distinct:
        text = ", ".join(rng.sample(clauses, rng.choice((1, 1, 1, 2))))
        if text not in seen:
            seen.add(text)
            pool.append(text)
    # Every distinct answer once, and the rest drawn with the few short ones far ahead (Zipf).
    weights = [1 / rank for rank in range(1, len(pool) + 1)]
    texts = pool + rng.choices(sorted(pool, key=len), weights, k=count - len(pool))
    rng.shuffle(texts)
    return texts


def _train_peers(folder: Path, texts: list[str], codes: list[frozenset[str]], code_ids: tuple[str, ...]) -> None:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline, make_union

    wanted = np.array([[code_id in given for code_id in code_ids] for given in codes]).astype(int)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    for name, features in (("words-and-characters", make_union(words, chars)), ("words", TfidfVectorizer())):
        heads = OneVsRestClassifier(LogisticRegression(C=10, max_iter=1000))
        joblib.dump(make_pipeline(features, heads).fit(texts, wanted), folder / f"{name}.joblib")


# --- the contestants -------------------------------------------------------------------------------


def _run_contestant(name: str, folder: Path, file: str) -> None:
    started = time.perf_counter()
    work = _load_textcoder(folder) if name == "textcoder" else _load_plain(folder / f"{name}.joblib")
    loaded = time.perf_counter()
    rows = work(folder / file, folder / f"{name}-{file}")
    seconds = time.perf_counter() - loaded
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": rows, "load": loaded - started, "seconds": seconds, "peak_mib": peak}))


def _load_textcoder(folder: Path) -> Callable[[Path, Path], int]:
    from textcoder.files.formats import read_table
    from textcoder.files.home import Home
    from textcoder.learning.classifying import Field, Request, classify_table
    from textcoder.learning.workshop import load_autocoder

    home = Home(folder)
    _, autocoder = load_autocoder(home, home.codeframe(str(SURVEY / "codeframe.yaml")), None, None)
    autocoder.code(["varm opp"])

    def work(source: Path, out: Path) -> int:
        request = Request(id_column="id", fields=(Field("text", "Q24"),))
        return classify_table(read_table(source), out, autocoder, request).rows

    return work


def _load_plain(path: Path) -> Callable[[Path, Path], int]:
    pipeline = joblib.load(path)
    pipeline.predict(["varm opp"])

    def work(source: Path, out: Path) -> int:
        with source.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        given = pipeline.predict([row[2] for row in rows])
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*header, *range(given.shape[1])])
            writer.writerows([*row, *codes] for row, codes in zip(rows, given.tolist(), strict=True))
        return len(rows)

    return work


# --- the contest -----------------------------------------------------------------------------------

CONTESTANTS = ("textcoder", "words-and-characters", "words")


def _contest(folder: Path, answers: int, runs: int) -> None:
    results: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    for _ in range(runs):
        for name in CONTESTANTS:
            results[name].append(_measure(folder, name, "all.csv"))
    print(f"{answers:,} short answers, CSV to CSV, median of {runs} runs each, in turn\n")
    print(f"{'':24}{'answers/s':>12}{'beside':>9}{'seconds':>9}{'load s':>8}{'peak MiB':>10}{'at a fifth':>12}")
    ours = statistics.median(run["rows"] / run["seconds"] for run in results["textcoder"])
    for name in CONTESTANTS:
        rate = statistics.median(run["rows"] / run["seconds"] for run in results[name])
        middle = {key: statistics.median(run[key] for run in results[name]) for key in ("seconds", "load", "peak_mib")}
        fifth = _measure(folder, name, "fifth.csv")["peak_mib"]
        print(
            f"{name:24}{rate:12,.0f}{ours / rate:8.2f}×{middle['seconds']:9.2f}{middle['load']:8.2f}"
            f"{middle['peak_mib']:10.0f}{fifth:12.0f}"
        )
    print("\nbeside: textcoder's rate as a multiple of this one's.")


def _measure(folder: Path, name: str, file: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--contestant", name, "--folder", str(folder), "--file", file]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(found.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
