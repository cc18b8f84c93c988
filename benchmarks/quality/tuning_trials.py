"""What else the tuning of the encoder could learn from, each beside six epochs on the codes alone.

    python benchmarks/quality/tuning_trials.py [--only TEXT]

Needs PyTorch (``make setup-tune``); about five minutes a trial on two cores. Every trial learns from half of the
voices of the shipped codings and is judged on the other half, by the network alone: no n-grams, no calibration,
codes given at .5. Printed: macro F1 over the four codes, F1 of ``other``, exact sets, exact sets of answers with
several codes, log loss, and the difference in macro F1 to that with a 95 % interval (paired
bootstrap over voices). Finished trials are kept under out/, so an interrupted run goes on.
"""

import argparse
from dataclasses import asdict

import numpy as np
import torch
from lab import Floats, noted
from paired import differences_by_voice, macro
from sklearn.metrics import f1_score, log_loss
from tuning_lessons import Trial, World, build, folder_of
from tuning_networks import learnt, load, scores_of

TRIALS: dict[str, Trial] = {
    "six epochs": Trial(),
    "another seed": Trial(seed=2),
    "every code attends": Trial(attention=True),
    "contrast": Trial(contrast=0.5),
    "contrast, hard negatives": Trial(contrast=0.5, hard_negatives=True),
    "ten epochs": Trial(epochs=10),
    "codeframe phrases": Trial(phrases=True),
    "both standards": Trial(standards=True),
    "running mean of weights": Trial(running_mean=0.995),
    "running mean, rate kept up": Trial(running_mean=0.995, decays=False),
    "two seeds distilled": Trial(seed=3, teachers=("six epochs", "another seed")),
}
SOUP, MEAN = "two seeds, weights averaged", "two seeds, scores averaged"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], help="trials with this in their name, and the plain one")
    only = parser.parse_args().only
    world = build()
    print(f"Learnt from {len(world.learn)} codings, judged on {len(world.judge)} by other voices\n")
    print(f"{'':30}{'four':>7}{'other':>7}{'exact':>7}{'multi':>7}{'loss':>7}  difference in four [95 %]")
    scores: dict[str, Floats] = {}
    for name, trial in TRIALS.items():
        if name == "six epochs" or not only or any(part in name for part in only):
            for needed in (*trial.teachers, name):
                with noted(needed):
                    scores[needed] = run(world, needed, TRIALS[needed])
            report(world, name, scores[name], scores["six epochs"])
    if "another seed" in scores:
        report(world, MEAN, (scores["six epochs"] + scores["another seed"]) / 2, scores["six epochs"])
        report(world, SOUP, averaged(world, ("six epochs", "another seed")), scores["six epochs"])


def run(world: World, name: str, trial: Trial) -> Floats:
    """Log odds of the answers judged on, kept from an earlier run if the trial was the same."""
    folder = folder_of(name)
    made = folder / "made.npz"
    if made.exists():
        with np.load(made) as stored:
            if str(stored["trial"]) == _changed(trial):
                return np.asarray(stored["judged"])
    network = learnt(world, trial)
    judged, seen = (
        scores_of(network, world.ids([world.texts[row] for row in rows])) for rows in (world.judge, world.learn)
    )
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), folder / "network.pt")
    np.savez(made, trial=_changed(trial), judged=judged, seen=seen)
    return judged


def _changed(trial: Trial) -> str:
    """How a trial differs from the way it is done; the same though other ways are thought of later."""
    return repr({key: value for key, value in asdict(trial).items() if value != getattr(Trial(), key)})


def averaged(world: World, names: tuple[str, ...]) -> Floats:
    """Scores of one network whose weights are the mean of several (Wortsman et al. 2022, *Model soups*)."""
    return scores_of(load(world, Trial(), names), world.ids([world.texts[row] for row in world.judge]))


def report(world: World, name: str, scores: Floats, base: Floats) -> None:
    codes, given = world.codes[world.judge], scores > 0
    exact, several = (given == codes).all(axis=1), codes[:, :5].sum(axis=1) > 1
    voices = [world.voices[row] for row in world.judge]
    low, high = np.percentile(differences_by_voice(voices, codes, given, base > 0), [2.5, 97.5])
    loss = np.mean([log_loss(codes[:, at], 1 / (1 + np.exp(-scores[:, at]))) for at in range(codes.shape[1])])
    print(
        f"{name:30}{macro(given, codes):7.3f}{f1_score(codes[:, 4], given[:, 4]):7.3f}{exact.mean():7.3f}"
        f"{exact[several].mean():7.3f}{loss:7.3f}"
        f"  {macro(given, codes) - macro(base > 0, codes):+.3f} [{low:+.3f}, {high:+.3f}]",
        flush=True,
    )


if __name__ == "__main__":
    main()
