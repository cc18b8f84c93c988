"""Does ``textcoder drift`` see what has changed, and nothing where nothing has? On the shipped, constructed answers.

Half of the voices teach a good model and, by a few of their answers, a worse one; waves are made of the other voices'
answers to Q24, cut in two by voices, again and again. Run: ``python benchmarks/quality/drift_split.py [--draws N]``.
"""

import argparse
import dataclasses
import datetime as dt
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from textcoder.codings import CodedAnswer
from textcoder.features.encoders import reader_to_train
from textcoder.features.reader import AnswerReader
from textcoder.files.codings_file import read_codings
from textcoder.files.home import Home
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.drift.change import FAMILIES
from textcoder.learning.drift.coding import WaveCoder
from textcoder.learning.drift.confidence import compare_confidence
from textcoder.learning.drift.shares import compare_referred, compare_shares
from textcoder.learning.drift.split import ShareSplit, TwiceCoded, split_changes
from textcoder.learning.drift.themes import find_themes, unsettled
from textcoder.learning.drift.wave import Bools, Wave, wave_of
from textcoder.learning.drift.words import Words, new_words, unseen_words, words_of
from textcoder.learning.fitting import fit_model
from textcoder.learning.registry import Registry
from textcoder.learning.training_set import prepare
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import FeatureSettings, Settings

QUESTION, FEW = "Q24", 200
FAST = Settings(profile="fast")
NEW_THING = "Some in the later wave speak of a new thing; each answer is taken as a person's own."
PLANTED = """\
Kunstig intelligens kommer for fort på oss|Vi vet ikke hvordan vi skal bruke KI|Redsel for KI
KI blir brukt uten regler|KI-verktøyene er ikke godkjent hos oss
Usikkerhet om kunstig intelligens og personvern|Hva KI gjør med jobbene våre
Kunstig intelligens, alle snakker om det og ingen vet|Vi får ikke lov til å ta i bruk KI
Mye støy om kunstig intelligens|Copilot og kunstig intelligens må avklares først
Kunstig intelligens krever retningslinjer vi ikke har|KI og ChatGPT, reglene er uklare
Ingen strategi for kunstig intelligens|KI er forbudt på våre maskiner|Ingen eier KI her
Store forventninger til kunstig intelligens, lite skjer|Leverandørene selger KI til alt
Etikken rundt KI stopper oss|Kunstig intelligens står på vent til juristene er ferdige
Bruken av KI er en gråsone|Ansatte bruker KI i skjul|Vi tør ikke slippe KI inn i fagsystemene
Kunstig intelligens uten styring|Uklart ansvar når KI tar feil
KI i barnehagen er det ingen som har tenkt på|KI-forordningen fra EU
Kunstig intelligens er moden, vi er det ikke|Vi venter på nasjonale føringer for kunstig intelligens
Språkmodeller og KI passer ikke med arkivloven""".replace("\n", "|").split("|")


class World:
    """The answers that waves are made of, as two models code them."""

    def __init__(self, home: Home) -> None:
        self.frame = home.codeframe("innovation-barriers")
        path = home.codings_path("innovation-barriers")
        assert path is not None
        coded = read_codings(path, self.frame)
        voices = sorted({one.answer.writer for one in coded})
        learners = set(voices[::2])
        reader = reader_to_train(home.models, self.frame, FAST)
        self.home, self.path, self.coded = home, path, coded
        learnt = [one for one in coded if one.answer.writer in learners]
        rng = np.random.default_rng(1)
        few = [learnt[row] for row in rng.permutation(len(learnt))[:FEW]]
        own = [one for one in coded if one.answer.writer not in learners and one.answer.question == QUESTION]
        self.human = np.array([[code in one.code_ids for code in self.frame.code_ids] for one in own])
        self.good, self.worse = (self._coded(own, some, reader) for some in (learnt, few))
        assert self.good.texts is not None
        self.words = words_of(self.good.texts, self.good.voices, reader.nlp)
        plain = reader_to_train(home.models, self.frame, Settings(features=FeatureSettings(encoder="plain")))
        self.nlp, self.encode = reader.nlp, lambda texts: plain.comparing.encode(list(texts)).vectors

    def _coded(self, own: list[CodedAnswer], learnt: list[CodedAnswer], reader: AnswerReader) -> Wave:
        model = fit_model(prepare(learnt, self.frame, reader, FAST), FAST)
        coder = Autocoder(model, self.frame, reader, version="bench", max_error=0.2)
        answers = [one.answer for one in own]
        return wave_of(answers, coder.code([one.text for one in answers], QUESTION), self.frame)

    def taught_by(self, writers: set[str], folder: Path) -> WaveCoder:
        """A model that these have taught, published in a home of its own."""
        rows = [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]
        codings = folder / "codings.jsonl"
        codings.write_text("".join(f"{json.dumps(row)}\n" for row in rows if row["voice"] in writers), "utf-8")
        (folder / "models").mkdir()
        (folder / "labels").symlink_to(self.home.root / "labels")
        home = Home(folder)
        now = dt.datetime.now().astimezone()
        entry = train_and_publish(home, self.frame.id, [codings], FAST, now=now).entry
        return WaveCoder(entry, Registry(home.trained).load(entry, self.frame))


def part_of(words: Words, rows: Bools) -> Words:
    return Words(tuple(words.of[row] for row in np.flatnonzero(rows)), words.voices[rows])


def still(world: World, first: Bools, rng: np.random.Generator) -> dict[str, float]:
    """Two halves of one wave, by one model: all that is seen is a false alarm."""
    del rng
    ids, then, now = world.frame.code_ids, world.good.part(first), world.good.part(~first)
    among = FAMILIES * (len(ids) + 3)
    shares = [one.share for one in compare_shares(then, world.human[first], now, ids, among=among)]
    confidence = compare_confidence(then, now, among=among)
    words = part_of(world.words, first), part_of(world.words, ~first)
    figures = [*shares, compare_referred(then, now, among=among), unseen_words(*words, among=among)]
    figures += [confidence.mean] if confidence else []
    themes = find_themes(unsettled(then, 4), unsettled(now, 4), words[1], ids, world.encode)
    found = splits(world, first, ~first, "good", "good")
    return {
        "a share, referrals, confidence or words": any(one.is_sure for one in figures),
        "of the codes, 95 % intervals without 0": float(np.mean([not one.low <= 0 <= one.high for one in shares])),
        "a word that has come up": bool(new_words(*words)),
        "a theme that has come up": any(one.share.is_sure for one in themes),
        "people say other things": any(one.people.is_sure for one in found),
    }


def splits(world: World, before: Bools, after: Bools, earlier: str, later: str) -> tuple[ShareSplit, ...]:
    coders = getattr(world, earlier), getattr(world, later)
    waves = [TwiceCoded(*(coder.part(rows) for coder in coders)) for rows in (before, after)]
    return split_changes(*waves, world.frame.code_ids)


def learnt_from(world: World, first: Bools, rng: np.random.Generator) -> dict[str, float]:
    """Two halves of all voices, by a model that has learnt from the first: all that is seen is a false alarm."""
    del first
    voices = sorted({one.answer.writer for one in world.coded})
    of_first = {voices[row] for row in rng.permutation(len(voices))[: len(voices) // 2]}
    ids, asked = world.frame.code_ids, [one.answer for one in world.coded if one.answer.question == QUESTION]
    with tempfile.TemporaryDirectory() as folder:
        coder = world.taught_by(of_first, Path(folder))
        then = coder.code([one for one in asked if one.writer in of_first], QUESTION)
        now = coder.code([one for one in asked if one.writer not in of_first], QUESTION)
    among = FAMILIES * (len(ids) + 3)
    found = split_changes(TwiceCoded(then, then), TwiceCoded(now, now), ids)
    return {
        "a share of a code": any(one.share.is_sure for one in compare_shares(then, then.codes, now, ids, among=among)),
        "referrals": compare_referred(then, now, among=among).is_sure,
        "people say other things": any(one.people.is_sure for one in found),
    }


def other_shares(world: World, first: Bools, rng: np.random.Generator) -> dict[str, float]:
    """In the later wave two thirds of the answers that people coded as economy are left out."""
    column = world.frame.code_ids.index("economy")
    kept = ~world.human[:, column] | (rng.random(len(world.human)) < 1 / 3)
    found = splits(world, first, ~first & kept, "good", "good")
    return {
        "economy: people say other things": found[column].people.is_sure,
        "any: the coder changed": any(one.coder.is_sure for one in found),
    }


def other_coder(world: World, first: Bools, rng: np.random.Generator) -> dict[str, float]:
    """The later wave is coded by the worse model."""
    del rng
    found = splits(world, first, ~first, "good", "worse")
    return {
        "any: the coder changed": any(one.coder.is_sure for one in found),
        "any: people say other things": any(one.people.is_sure for one in found),
    }


def planted(number: int) -> Callable[[World, Bools, np.random.Generator], dict[str, float]]:
    """So many in the later wave speak of a new thing, and the model gives them ``other``."""

    def look(world: World, first: Bools, rng: np.random.Generator) -> dict[str, float]:
        # In a survey each person gives one answer.
        alone = dataclasses.replace(world.good, voices=np.arange(len(world.good)))
        then, now = alone.part(first), alone.part(~first)
        texts = [PLANTED[row] for row in rng.permutation(len(PLANTED))[:number]]
        codes = np.tile(np.array(world.frame.code_ids) == "other", (number, 1))
        wave = Wave(
            (*now.ids, *(f"planted-{row}" for row in range(number))),
            np.r_[now.voices, now.voices.max() + 1 + np.arange(number)],
            np.vstack([now.codes, codes]),
            np.r_[now.referred, np.ones(number, dtype=bool)],
            np.r_[now.confidence, np.full(number, 0.4)],
            np.r_[now.recalled, np.zeros(number, dtype=bool)],
            np.r_[now.learnt, np.zeros(number, dtype=bool)],
            (*(now.texts or ()), *texts),
        )
        words = words_of(wave.texts or (), wave.voices, world.nlp)
        themes = find_themes(unsettled(then, 4), unsettled(wave, 4), words, world.frame.code_ids, world.encode)
        ours = [one for one in themes if {"ki", "intelligens"} & set(one.words)]
        return {
            f"{number} answers: found with its words": bool(ours),
            f"{number} answers: surely come up": any(one.share.is_sure for one in ours),
        }

    return look


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200)
    draws = parser.parse_args().draws
    world = World(Home(Path(__file__).resolve().parents[2]))
    numbers = np.unique(world.good.voices)
    print(f"{len(world.good)} answers by {len(numbers)} voices, constructed; {draws} draws. Share of the draws with")
    for looking in (still, learnt_from, other_shares, other_coder, planted(10), planted(20), planted(30)):
        rng = np.random.default_rng(1)
        found = []
        for _ in range(draws):
            first = np.isin(world.good.voices, rng.permutation(numbers)[: len(numbers) // 2])
            found.append(looking(world, first, rng))
        print(f"\n{looking.__doc__ or NEW_THING}")
        for name in found[0]:
            print(f"  {name:45} {np.mean([one[name] for one in found]):.3f}")


if __name__ == "__main__":
    main()
