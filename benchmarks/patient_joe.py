"""The agreement of the two coders of "Patient Joe", beside the kappa of .79 that is published for it.

    python benchmarks/patient_joe.py --data FOLDER

FOLDER holds patient_joe.csv with the columns id, label_coder1 and label_coder2: 585 answers to what Joe should do,
each with one code by each coder (Schonlau, doi.org/10.7802/2474). Kappa is Cohen's (1960) over all 585 answers, with
every value that stands in the two columns as a category, ``?`` and ``none`` too.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from textcoder.answers import Answer
from textcoder.codings import CodedAnswer
from textcoder.labelling.agreement.estimates import Estimate
from textcoder.labelling.agreement.measuring import Agreement, measure_agreement

CODERS = ("label_coder1", "label_coder2")
PUBLISHED = 0.79


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with patient_joe.csv")
    found = agreement_of(parser.parse_args().data / "patient_joe.csv").people
    assert found is not None  # both columns are there
    print(f"{found.sets.answers} answers, two coders (95 % intervals over answers)")
    print(f"  kappa         {_shown(found.sets.kappa)}   published {PUBLISHED:.2f}")
    print(f"  alpha         {_shown(found.sets.alpha)}")
    print(f"  same code     {_shown(found.sets.exact)}")
    for code in found.codes:
        print(f"  {code.code_id:13} {_shown(code.kappa)}   kappa, {code.prevalence:.1%} of the codings")
    for pair in found.confusions[:3]:
        print(f"  {pair.code_id} for {pair.instead}: {pair.times} times, among them answer {pair.answers[0].id}")


def agreement_of(path: Path) -> Agreement:
    """How far the two coders agree."""
    coded = list(_read(path))
    return measure_agreement(coded, sorted({code_id for one in coded for code_id in one.code_ids}))


def _read(path: Path) -> Iterator[CodedAnswer]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for coder in CODERS:
                yield CodedAnswer(Answer(row["id"], row.get("text") or ""), frozenset({row[coder].strip()}), coder)


def _shown(figure: Estimate | None) -> str:
    if figure is None or figure.value is None:
        return "–"
    interval = "" if figure.low is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{figure.value:.3f}{interval}"


if __name__ == "__main__":
    main()
