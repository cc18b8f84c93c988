"""How the quality grows with the number of codings: macro F1 of the four codes on voices left out.

    python benchmarks/quality/curve.py

Three draws. Each holds back a fifth of the voices to measure on, always other ones, and learns from the first codings
of the rest in random order: whole voices as far as possible, but of ten voices at least, evenly. Figures are over the
answers of all three draws; intervals over their voices.
"""

import numpy as np
from lab import (
    FOUR,
    SEED,
    Bools,
    Cell,
    Measured,
    Row,
    Rows,
    arguments,
    chosen,
    code_matrix,
    noted,
    shipped_codings,
    show,
    texts_of,
    writers_of,
)
from ours import FAST, PLAIN, PROFILES, Ours, given_by
from peers import PEERS, decide

from textcoder.codings import CodedAnswer
from textcoder.learning.fitting import leave_voices_out

SIZES: tuple[int | None, ...] = (100, 200, 500, 1000, 2000, None)
DRAWS, FOLDS, FEWEST_VOICES = 3, 5, 10
METHODS = (FAST, PLAIN, "TF-IDF words + characters, SVM", "encoder, logistic regression")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS, help=f"draws, at most {FOLDS} (default: {DRAWS})")
    parser.add_argument(
        "--sizes", type=int, nargs="+", help="numbers of codings instead of 100, 200, 500, 1000, 2000 and all"
    )
    options = parser.parse_args()
    coded, codeframe = shipped_codings()
    human = code_matrix([one.code_ids for one in coded], codeframe.code_ids)
    four = [codeframe.code_ids.index(code) for code in FOUR]
    draws = leave_voices_out(coded, FOLDS, SEED)[: options.draws]
    rows: list[Row] = []
    for name in chosen(METHODS, options.only):
        ours = Ours(coded, codeframe, PROFILES[name]) if name in PROFILES else None
        cells: dict[str, Cell] = {}
        for size in options.sizes or SIZES:
            made: list[Bools] = []
            with noted(f"{name}, {size or 'all'}"):
                for draw, (rest, left_out) in enumerate(draws):
                    seen = _first_codings(coded, rest, size, draw)
                    if ours:
                        made.append(given_by(ours.trained_on(seen), [coded[row] for row in left_out]))
                    else:
                        texts = texts_of(coded)
                        new = [texts[row] for row in left_out]
                        made.append(decide(PEERS[name]([texts[row] for row in seen], human[seen], new)))
            measured_on = np.concatenate([left_out for _, left_out in draws])
            voices = writers_of([coded[row] for row in measured_on])
            figure = Measured(human[measured_on], np.vstack(made), voices).macro_f1(four)
            cells[f"{size:,}" if size else f"all ({len(seen):,})"] = figure
        rows.append((name, cells))
    show(f"Macro F1 of {', '.join(FOUR)} by number of codings learnt from", rows, as_json=options.json)


def _first_codings(coded: list[CodedAnswer], rest: Rows, size: int | None, draw: int) -> Rows:
    """So many rows: of the voices in random order, whole ones, or evenly of the first ten where these have more."""
    rng = np.random.default_rng(draw)
    by_voice: dict[str, list[int]] = {}
    for row in rng.permutation(rest):
        by_voice.setdefault(coded[row].answer.writer, []).append(int(row))
    if size is None or size >= len(rest):
        return np.sort(rest)
    first = list(by_voice.values())[:FEWEST_VOICES]
    if sum(map(len, first)) > size:
        evenly = [row for at in range(max(map(len, first))) for rows in first for row in rows[at : at + 1]]
        return np.sort(evenly[:size])
    return np.sort([row for rows in by_voice.values() for row in rows][:size])


if __name__ == "__main__":
    main()
