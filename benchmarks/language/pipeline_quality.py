"""How well models/pipeline reads: scores on the official test files, by written standard.

    python benchmarks/language/pipeline_quality.py --data FOLDER [--part dev|test] [--pipeline models/pipeline] [--json]

FOLDER holds the treebanks as CoNLL-U (docs/language.md says where to get them). Lemmas, parts of speech and features
are scored on the official Universal Dependencies files, names on the same part of NorNE; once on the words as the
treebank cuts them, once from running text, cut by the pipeline's own tokenizer. `--pipeline nb_core_news_sm` scores
another pipeline in the same way.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools" / "pipeline"))

import treebank  # noqa: E402 (lies beside the training script)

import textcoder.language.pipeline  # noqa: E402, F401 (registers the components)

MEASURES = {"lemma_acc": "lemma", "pos_acc": "UPOS", "morph_acc": "features", "sents_f": "sentences F"}
KINDS = ("PER", "ORG", "GPE_LOC", "GPE_ORG", "LOC", "PROD", "DRV", "EVT", "MISC")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the CoNLL-U files")
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    parser.add_argument("--pipeline", default=str(ROOT / "models" / "pipeline"))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    scores = measured(spacy.load(asked.pipeline), asked.data, asked.part)
    print(json.dumps(scores, indent=1) if asked.json else table(scores))


def measured(nlp: Language, data: Path, part: str) -> dict[str, dict[str, float]]:
    """The figures by written standard."""
    found = {}
    for standard in treebank.STANDARDS:
        grammar = treebank.ud_file(data, standard, part)
        names = treebank.entity_file(data, standard, part)
        on_words = score(nlp, grammar, standard, from_text=False)
        on_text = score(nlp, grammar, standard, from_text=True)
        of_names = score(nlp, names, standard, from_text=False)
        names_on_text = score(nlp, names, standard, from_text=True)
        figures = {label: on_words[measure] for measure, label in MEASURES.items()}
        figures |= {f"{label}, text": on_text[measure] for measure, label in MEASURES.items()}
        figures |= {
            "entities P": of_names["ents_p"],
            "entities R": of_names["ents_r"],
            "entities F": of_names["ents_f"],
        }
        figures |= {"entities F, text": names_on_text["ents_f"]}
        per_kind = of_names["ents_per_type"]
        figures |= {f"{kind} F": per_kind.get(kind, {"f": 0.0})["f"] for kind in KINDS}
        found[standard] = figures
    return found


def score(nlp: Language, path: Path, standard: str, *, from_text: bool) -> dict[str, float]:
    """The scores that spaCy itself reckons for a file."""
    return nlp.evaluate(list(_examples(nlp, path, standard, from_text=from_text)))


def _examples(nlp: Language, path: Path, standard: str, *, from_text: bool) -> Iterator[Example]:
    for reference in treebank.documents(nlp.vocab, treebank.sentences(path, standard)):
        words = [token.text for token in reference]
        spaces = [bool(token.whitespace_) for token in reference]
        predicted = nlp.make_doc(reference.text) if from_text else Doc(nlp.vocab, words=words, spaces=spaces)
        yield Example(predicted, reference)


def table(scores: dict[str, dict[str, float]]) -> str:
    """As the card shows it."""
    rows = ["| | Bokmål | Nynorsk |", "|---|---|---|"]
    rows += [f"| {label} | {scores['nb'][label]:.3f} | {scores['nn'][label]:.3f} |" for label in scores["nb"]]
    return "\n".join(rows)


if __name__ == "__main__":
    main()
