"""How well the shipped codings are learnt, whole voices left out, beside the peers.

    python benchmarks/quality/voices.py

Five folds, the same for every method and the same in which ``textcoder train`` measures: features, heads, calibration
and thresholds never see a voice they are measured on. The tuned encoder's scores of an answer are by one that had not
read its voice; the heads that weigh them learn from scores of which some encoders had, which flatters by very little.
"""

import numpy as np
from lab import (
    FOUR,
    Measured,
    Row,
    arguments,
    chosen,
    code_matrix,
    noted,
    rows_out_of,
    shipped_codings,
    show,
    texts_of,
    writers_of,
)
from ours import PROFILES, TUNED, Ours, given_by, not_tuned
from peers import PEERS, decide, missing

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.learning.fitting import leave_voices_out
from textcoder.settings import LearningSettings

VARIETIES = ("nb", "nn", "dialect")
NUMBERS = {1: "one code", 2: "two codes", 3: "three or more"}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--voices", type=int, metavar="N", help="the first N voices only, to try the command")
    options = parser.parse_args()
    coded, codeframe = shipped_codings()
    if options.voices:
        kept = sorted({one.answer.writer for one in coded})[: options.voices]
        coded = [one for one in coded if one.answer.writer in kept]
    notes = []
    overall: list[Row] = []
    apart: list[Row] = []
    for name in chosen([*PEERS, *PROFILES], options.only):
        absent = missing(name) or (not_tuned(codeframe) if name == TUNED else None)
        if absent:
            notes.append(absent)
            continue
        with noted(name):
            measured = Measured(*_out_of_fold(name, coded, codeframe), writers_of(coded))
        overall.append((name, _overall(measured, codeframe)))
        apart.append((name, _apart(measured, coded, codeframe)))
    voices = len(set(writers_of(coded)))
    show(f"{len(coded)} codings by {voices} voices, voices left out in 5 folds", overall, as_json=options.json)
    show("Macro F1 of the four by variety; exact set by number of codes", apart, as_json=options.json, notes=notes)


def _out_of_fold(name: str, coded: list[CodedAnswer], codeframe: Codeframe) -> tuple[np.ndarray, np.ndarray]:
    human = code_matrix([one.code_ids for one in coded], codeframe.code_ids)
    given = np.zeros_like(human)
    if name in PROFILES:
        for left_out, autocoder in Ours(coded, codeframe, PROFILES[name]).folds():
            given[left_out] = given_by(autocoder, [coded[row] for row in left_out])
        return human, given
    texts, learning = texts_of(coded), LearningSettings()
    for _, left_out in leave_voices_out(coded, learning.folds, learning.seed):
        seen = rows_out_of(len(coded), left_out)
        margins = PEERS[name]([texts[row] for row in seen], human[seen], [texts[row] for row in left_out])
        given[left_out] = decide(margins)
    return human, given


def _overall(measured: Measured, codeframe: Codeframe) -> dict[str, object]:
    four = [codeframe.code_ids.index(code) for code in FOUR]
    return {
        "macro F1 of four": measured.macro_f1(four),
        "F1 of other": measured.macro_f1([codeframe.code_ids.index("other")]),
        "exact set": measured.exact(),
    }


def _apart(measured: Measured, coded: list[CodedAnswer], codeframe: Codeframe) -> dict[str, object]:
    four = [codeframe.code_ids.index(code) for code in FOUR]
    variety = np.array([one.answer.variety for one in coded])
    number = np.array([min(len(one.code_ids), 3) for one in coded])
    by_variety = {name: measured.macro_f1(four, variety == name) for name in VARIETIES if (variety == name).any()}
    by_number = {NUMBERS[n]: measured.exact(number == n) for n in NUMBERS if (number == n).any()}
    return by_variety | by_number


if __name__ == "__main__":
    main()
