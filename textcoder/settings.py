"""Settings: frozen values with a default and a unit each, read once at the edge and passed down."""

from dataclasses import dataclass, field
from typing import Final, Literal

from textcoder.survey import REDACTED

Profile = Literal["accurate", "fast"]
"""What an answer is turned into: ``accurate`` is n-grams and the sentence encoder, ``fast`` n-grams alone."""
LEAST_MAX_ERROR: Final = 0.001
"""Smallest share of wrong code sets that can be asked for, by whichever door. Below, thousands of codings without a
single mistake would be needed to promise it."""


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """Which spaCy pipeline reads the answers."""

    pipeline: str = "light"
    """``light``: our components on a blank Norwegian pipeline. Otherwise the name of an installed spaCy
    pipeline, as ``nb_core_news_sm``, whose lemmas are used instead of ours."""


@dataclass(frozen=True, slots=True)
class FeatureSettings:
    """How text becomes numbers."""

    word_ngrams: tuple[int, int] = (1, 2)
    """Shortest and longest run of lemmas, in words."""
    char_ngrams: tuple[int, int] = (2, 5)
    """Shortest and longest run of characters within a word, its edges counted as one character each."""
    min_writers: int = 2
    """Fewest people an n-gram must occur with. Not below 2: what one person alone writes is personal data."""
    word_weight: float = 0.3
    """How much the word n-grams weigh beside the character n-grams, whose weight is 1."""
    encoder: str = "shipped"
    """``shipped``: the newest encoder tuned for the codeframe, else the plain one. ``plain``: never a tuned one.
    Otherwise the name of a sentence-transformers model."""
    semantic_weight: float = 1.0
    """How much the encoder's part weighs beside the character n-grams."""
    without_denied: bool = True
    """Whether clauses that an answer denies as a whole ("pengene er ikke problemet, det er viljen") are passed over,
    where the encoder is not tuned. A tuned one has learnt from whole answers what a denial means."""


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """How the sentence encoder is tuned for a codeframe."""

    epochs: int = 7
    """How often every answer is seen, at most."""
    patience: int = 2
    """Epochs that are worse for voices left out before it stops."""
    batch: int = 16
    """Answers a step."""
    rate: float = 1e-4
    """Highest learning rate of the layers."""
    head_rate: float = 1e-3
    """Highest learning rate of the head."""
    weight_decay: float = 0.01
    dropout: float = 0.1
    """Share of numbers left out while learning, 0 to 1."""
    phrase_weight: float = 0.3
    """Weight of a codeframe phrase, an answer being 1; 0 leaves the phrases out."""
    folds: int = 5
    """Encoders tuned with a fold of the voices left out, so that every answer has scores by one that never
    read its voice."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """How the heads are trained and the decisions taken."""

    inverse_regularisation: float = 10.0
    """C of the logistic regressions."""
    codeframe_weight: float = 0.3
    """Weight of a codeframe phrase in training, an answer being 1; 0 leaves the phrases out."""
    sharpness: float = 24.0
    """How fast an answer that has been coded counts for less, the less alike it is: e times for every 1/24 of cosine.
    Only where the encoder is not tuned; 0 leaves other answers out."""
    clauses: bool = True
    """Whether each clause is coded too and the surest counts beside the whole: where an answer may have several
    codes and the encoder is not tuned. A tuned one has learnt to see several things in one answer."""
    folds: int = 5
    """Folds for calibration and thresholds, and again for the evaluation around them. Whole voices are
    left out, never half a voice."""
    min_positives: int = 10
    """Fewest codings with a code for the model to give it without a human; below, it only suggests."""
    max_error: float = 0.10
    """Promised largest share of wrong code sets among the answers coded without a human, 0 to 1."""
    seed: int = 1
    """The one source of randomness."""


@dataclass(frozen=True, slots=True)
class RedactionSettings:
    """Which personal data is taken out of answers."""

    kinds: frozenset[str] = REDACTED
    """As :data:`textcoder.survey.PERSONAL_DATA` names them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides what a model becomes, besides its data."""

    profile: Profile = "accurate"
    language: LanguageSettings = field(default_factory=LanguageSettings)
    features: FeatureSettings = field(default_factory=FeatureSettings)
    learning: LearningSettings = field(default_factory=LearningSettings)
