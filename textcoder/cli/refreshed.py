"""What a coder is told of a refreshed model: what it has learnt, what is left, and whether to go on."""

from typing import TYPE_CHECKING

from textcoder.errors import ModelNotFoundError, TextcoderError, WrongCodeframeError

if TYPE_CHECKING:
    from textcoder.learning.against_random import Comparison
    from textcoder.learning.refreshing import Left
    from textcoder.learning.stopping import Advice

_MODELS = {4: "four"}


def learned(codings: int, new: int | None, left: "Left", max_error: float) -> str:
    """What the model has learnt, and what it makes of the answers that are left.

    Args:
        codings: It has learnt from.
        new: Different answers among them that the model before had not; None: there was none before.
        left: What it makes of the others.
        max_error: Its error rate.
    """
    news = "" if new is None else f" ({new:,} new)"
    said = f"Learned from {codings:,} codings{news}."
    if not left.answers:
        return f"{said} No answer is left."
    about = "about " if left.is_estimate else ""
    return (
        f"{said} Of the {left.answers:,} answers left it would code {about}{left.by_itself:.0%} by itself "
        f"at {max_error:.0%} error, and is unsure of {about}{left.unsure:,}."
    )


def without(why: TextcoderError) -> str:
    """That there are no suggestions, why, and what a coder can do; in a line or two of the screen."""
    if isinstance(why, WrongCodeframeError):
        because = "the current model was trained for another version of the codeframe"
    elif isinstance(why, ModelNotFoundError):
        because = "no model has been trained for this codeframe"
    else:
        return f"Without suggestions. {str(why).partition('. ')[0].removesuffix('.')}."
    return f"Without suggestions: {because}; press r to train on what is coded."


def advised(advice: "Advice", drawn: int) -> str:
    """Whether more coding still changes the model, where that can be said.

    Args:
        advice: From the last models.
        drawn: Answers at random that they were compared on.
    """
    if advice.kappa is None:
        return "Too early to say whether more coding changes it."
    if not advice.enough:
        return ""
    kappa = f"{min(advice.kappa, 0.999):.3f}".removeprefix("0").removesuffix("0")
    return (
        f"The last {_MODELS.get(advice.rounds + 1, advice.rounds + 1)} models agree (kappa {kappa} on {drawn} random "
        "answers): more codings like these change little. Next, see how good it is: --queue random."
    )


def does_not_pay(found: "Comparison") -> str:
    """Why answers are not chosen any longer."""
    return (
        f"Choosing has not paid (F1 {found.chosen:.2f} after {found.learnt_from} chosen answers, "
        f"{found.random:.2f} after as many random ones): from the next answer on they come at random."
    )


GIVEN_UP = "Choosing has not paid for this question, so answers come at random; --queue uncertain chooses all the same."
PREPARING = "The order that teaches most is being made; frequent answers come meanwhile."
PREPARED = "From the next answer on, those come that teach the model most."
