"""Whether lemmas by the trained pipeline make coding better than those by dictionary.

    python benchmarks/quality/lemmas.py [--sib200 FOLDER] [--pipeline models/pipeline]

The shipped codings with whole voices left out, and with --sib200 the training sentences of SIB-200 (see sib200.py)
cross-validated, n-grams alone: a lemma can reach the codes by no other way. All else is as ``textcoder train`` has it.
Printed beside the figures: the difference to the light path in the same folds, with a 95 % interval over voices.
"""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
from lab import FOUR, REPOSITORY, Bools, Measured, Row, arguments, code_matrix, noted, shipped_codings, show, writers_of
from ours import FAST, PROFILES, Ours, given_by
from paired import differences_by_voice

from textcoder.answers import Answer
from textcoder.codeframe import Code, Codeframe
from textcoder.codings import CodedAnswer
from textcoder.settings import LanguageSettings

LIGHT, TRAINED = "light path", "trained pipeline"


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sib200", type=Path, metavar="FOLDER", help="folder with the CSV files of SIB-200")
    parser.add_argument("--pipeline", default=str(REPOSITORY / "models" / "pipeline"))
    options = parser.parse_args()
    coded, codeframe = shipped_codings()
    given, human = _both(coded, codeframe, options.pipeline)
    rows: list[Row] = []
    for name, codes in given.items():
        measured = Measured(human, codes, writers_of(coded))
        four = [codeframe.code_ids.index(code) for code in FOUR]
        rows.append((name, {"macro F1 of four": measured.macro_f1(four), "exact set": measured.exact()}))
    drawn = differences_by_voice(writers_of(coded), human, given[TRAINED], given[LIGHT])
    low, high = np.quantile(drawn, [0.025, 0.975])
    note = f"difference in macro F1: {drawn.mean():+.3f} [{low:+.3f}, {high:+.3f}]"
    show(f"{len(coded)} codings, voices left out", rows, as_json=options.json, notes=[note])
    for language in ("nob_Latn", "nno_Latn") if options.sib200 else ():
        _topics(options.sib200 / f"{language}_train.csv", options.pipeline, as_json=options.json)


def _topics(path: Path, pipeline: str, *, as_json: bool) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    topics = sorted({line["label"] for line in lines})
    codes = tuple(Code(f"t{place}", place, {"en": topic}) for place, topic in enumerate(topics, start=1))
    frame = Codeframe(id="topics", version=1, codes=codes, max_codes=1, min_codes=1)
    coded = [
        CodedAnswer(
            Answer(id=line["index_id"], text=line["text"], question="topic"),
            frozenset({f"t{topics.index(line['label']) + 1}"}),
            coder="human:sib200",
        )
        for line in lines
    ]
    given, human = _both(coded, frame, pipeline)
    rows: list[Row] = [
        (name, {"accuracy": Measured(human, of, writers_of(coded)).exact()}) for name, of in given.items()
    ]
    show(f"{path.stem}: {len(coded)} sentences, cross-validated", rows, as_json=as_json)


def _both(coded: list[CodedAnswer], codeframe: Codeframe, pipeline: str) -> tuple[dict[str, Bools], Bools]:
    human = code_matrix([one.code_ids for one in coded], codeframe.code_ids)
    given = {}
    for name, read_by in ((LIGHT, "light"), (TRAINED, pipeline)):
        settings = replace(PROFILES[FAST], language=LanguageSettings(read_by))
        codes = np.zeros_like(human)
        with noted(name):
            for left_out, autocoder in Ours(coded, codeframe, settings).folds():
                codes[left_out] = given_by(autocoder, [coded[row] for row in left_out])
        given[name] = codes
    return given, human


if __name__ == "__main__":
    main()
