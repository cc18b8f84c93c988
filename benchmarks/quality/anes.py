"""Real open answers with many codes: the American National Election Study 2008, coded by professionals.

    python benchmarks/quality/anes.py --data FOLDER --set 3|6

FOLDER holds dataset3.csv and dataset6.csv with the columns id (the respondent), text, codes and split, as in the
benchmark co_benchmark, which the published figures are from. Set 3 is what people like and dislike about the parties,
set 6 the most important problem. The split is the authors'. The figure is sample F1: the mean over answers of the F1
of the set of codes given. The codeframe has the codes that are found, with the names of the codebook where
dataset3_codebook.json lies beside; the settings are those that ``textcoder train`` has by default.
In set 6 the code 91 is left out: all but one answer have it.

Most test respondents have answered other questions in train, and in set 6 half of the test answers occur there word for
word; the published figures have the same advantage. With --strangers, the authors' test part is put aside and a fifth
of the other respondents is left out whole. Intervals are over respondents.
"""

import csv
import json
import re
from pathlib import Path

import numpy as np
from lab import SEED, Bools, Measured, Row, arguments, chosen, code_matrix, noted, show, texts_of, writers_of
from ours import FAST, PLAIN, PROFILES, Ours, given_by
from peers import PEERS, decide, missing
from sklearn.model_selection import GroupShuffleSplit

from textcoder.answers import Answer
from textcoder.codeframe import Code, Codeframe
from textcoder.codings import CodedAnswer

PUBLISHED = {
    3: {"Card & Smith": ".71", "TF-IDF": ".57", "RoBERTa": ".56"},
    6: {"Card & Smith": ".86", "TF-IDF": ".88", "RoBERTa": ".85"},
}
_NO_CODE = {3: frozenset[str](), 6: frozenset({"91"})}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, help="folder with dataset3.csv and dataset6.csv")
    parser.add_argument("--set", type=int, choices=sorted(PUBLISHED), default=3, help="which data set (default: 3)")
    parser.add_argument("--strangers", action="store_true", help="test on respondents of whom nothing is in train")
    options = parser.parse_args()
    if options.data is None or not (options.data / f"dataset{options.set}.csv").exists():
        print("Skipped: --data FOLDER with dataset3.csv and dataset6.csv is not given (ANES 2008, in co_benchmark).")
        return
    coded, is_test, codeframe = read_set(options.data, options.set)
    if options.strangers:
        coded, is_test = strangers([one for one, tested in zip(coded, is_test, strict=True) if not tested])
    train, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)
    tested = [coded[row] for row in test]
    human = code_matrix([one.code_ids for one in tested], codeframe.code_ids)
    rows: list[Row] = []
    notes = []
    for name in chosen([*PEERS, FAST, PLAIN], options.only):
        if absent := missing(name):
            notes.append(absent)
            continue
        with noted(name):
            measured = Measured(human, given(name, coded, train, test, codeframe), writers_of(tested))
        rows.append((name, {"sample F1": measured.sample_f1(), "exact set": measured.exact()}))
    for name, value in () if options.strangers else PUBLISHED[options.set].items():
        rows.append((f"published: {name}", {"sample F1": value, "exact set": ""}))
    title = (
        f"ANES 2008, set {options.set}: {len(codeframe.codes)} codes, trained on {len(train)}, tested on {len(test)}"
    )
    show(title, rows, as_json=options.json, notes=notes)


def given(name: str, coded: list[CodedAnswer], train: np.ndarray, test: np.ndarray, codeframe: Codeframe) -> Bools:
    """The codes that a method trained on some answers gives others."""
    seen, new = [coded[row] for row in train], [coded[row] for row in test]
    if name in PROFILES:
        return given_by(Ours(seen, codeframe, PROFILES[name]).trained_on(np.arange(len(seen))), new)
    codes = code_matrix([one.code_ids for one in seen], codeframe.code_ids)
    return decide(PEERS[name](texts_of(seen), codes, texts_of(new)))


def strangers(coded: list[CodedAnswer]) -> tuple[list[CodedAnswer], np.ndarray]:
    """The same codings, and which of them are by the fifth of the respondents that is left out."""
    respondents = writers_of(coded)
    ((_, left_out),) = GroupShuffleSplit(1, test_size=0.2, random_state=SEED).split(respondents, groups=respondents)
    is_test = np.zeros(len(coded), dtype=bool)
    is_test[left_out] = True
    return coded, is_test


def read_set(data: Path, number: int) -> tuple[list[CodedAnswer], np.ndarray, Codeframe]:
    """The codings of a set, which of them are its test part, and its codeframe."""
    with (data / f"dataset{number}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sets = [frozenset(row["codes"].split(";")) - _NO_CODE[number] for row in rows]
    codeframe = _codeframe(number, sorted(set().union(*sets), key=int), data / f"dataset{number}_codebook.json")
    kept = [row for row, codes in enumerate(sets) if codes]
    coded = [
        CodedAnswer(
            Answer(id=f"{rows[row]['id']}-{row}", text=rows[row]["text"], voice=rows[row]["id"]),
            frozenset(f"c{code}" for code in sets[row]),
            coder="anes",
        )
        for row in kept
    ]
    return coded, np.array([rows[row]["split"] == "test" for row in kept]), codeframe


def _codeframe(number: int, codes: list[str], codebook: Path) -> Codeframe:
    names = json.loads(codebook.read_text(encoding="utf-8"))["codes"] if codebook.exists() else {}
    return Codeframe(
        id=f"anes-2008-{number}",
        version=1,
        codes=tuple(
            Code(id=f"c{code}", number=int(code), label={"en": re.split("[:;]", names.get(code, code))[0]})
            for code in codes
        ),
        min_codes=1,
    )


if __name__ == "__main__":
    main()
