"""One comparison: all that can be said of how alike some coders coded the answers they share."""

from collections.abc import Sequence
from dataclasses import dataclass

from textcoder.labelling.agreement.coefficients import Tally
from textcoder.labelling.agreement.confusions import Confusion, Dispute, confusions, disputes
from textcoder.labelling.agreement.estimates import RARE, Bootstrap, Estimate, Verdict, answers_needed, verdict_on
from textcoder.labelling.agreement.matching import Unit


@dataclass(frozen=True, slots=True)
class SetAgreement:
    """Agreement on whole sets of codes, over a group of answers."""

    name: str
    answers: int
    alpha: Estimate
    """Krippendorff's alpha with MASI distance."""
    kappa: Estimate | None
    """Cohen's kappa with every set as a category of its own. None: there are more than two coders."""
    exact: Estimate
    """Share of coder pairs that gave an answer the same set."""
    verdict: Verdict
    """On alpha."""


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Agreement on whether answers have one code."""

    code_id: str
    prevalence: float
    """Share of the codings that have the code."""
    low_prevalence: bool
    """Fewer than 5 % of the codings have it, or fewer than 5 % lack it: kappa and alpha swing, read AC1 beside them."""
    answers_needed: int | None
    """Double-coded answers it takes at this prevalence to show an alpha of .800. None: all or none have the code."""
    same: Estimate
    """Percent agreement, 0 to 1: share of coder pairs that agree on whether the answer has the code."""
    kappa: Estimate | None
    """Cohen's. None: there are more than two coders."""
    alpha: Estimate
    """Krippendorff's, nominal: given or not given."""
    ac1: Estimate
    """Gwet's AC1 (2008), which holds up where a code is rare."""
    positive: Estimate
    """2a / (2a + b + c) over coder pairs: a both gave the code, b and c one did. Undefined: nobody gave it."""
    verdict: Verdict
    """On alpha."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike some coders coded the answers that two or more of them coded."""

    coders: tuple[str, ...]
    """A single one is compared with himself, at another time."""
    sets: SetAgreement
    codes: tuple[CodeAgreement, ...]
    disputes: tuple[Dispute, ...]
    confusions: tuple[Confusion, ...]


def compare(
    coders: Sequence[str], units: Sequence[Unit], code_ids: Sequence[str], *, paired: bool, by: Bootstrap
) -> Comparison:
    """Compare the sets of each answer with one another.

    Args:
        coders: Whose they are.
        units: At least one.
        code_ids: All codes; sets the order of codes.
        paired: Whether all units have two sets, and from the same two hands: then there is a kappa.
        by: How intervals are made.
    """
    tally = Tally([unit.sets for unit in units], code_ids)
    return Comparison(
        coders=tuple(coders),
        sets=_sets("all answers", tally, paired=paired, by=by),
        codes=_codes(tally, paired=paired, by=by),
        disputes=disputes(units, code_ids),
        confusions=confusions(units, code_ids),
    )


def set_agreement(name: str, units: Sequence[Unit], *, paired: bool, by: Bootstrap) -> SetAgreement:
    """Agreement on whole sets alone, of a group of answers with this name; arguments as for ``compare``."""
    return _sets(name, Tally([unit.sets for unit in units], ()), paired=paired, by=by)


def _sets(name: str, tally: Tally, *, paired: bool, by: Bootstrap) -> SetAgreement:
    asked = [tally.masi_alpha, tally.exact, *([tally.kappa_of_sets] if paired else [])]
    (alpha,), (exact,), *kappa = tally.estimates(*asked, by=by)
    return SetAgreement(
        name=name,
        answers=int(tally.answers.sum()),
        alpha=alpha,
        kappa=kappa[0][0] if kappa else None,
        exact=exact,
        verdict=verdict_on(alpha.value),
    )


def _codes(tally: Tally, *, paired: bool, by: Bootstrap) -> tuple[CodeAgreement, ...]:
    asked = [tally.same, tally.nominal_alpha, tally.ac1, tally.positive, *([tally.kappa] if paired else [])]
    same, alpha, ac1, positive, *kappa = tally.estimates(*asked, by=by)
    prevalence = [share or 0.0 for share in tally.values(tally.prevalence)]
    return tuple(
        CodeAgreement(
            code_id=code_id,
            prevalence=prevalence[place],
            low_prevalence=0 < min(prevalence[place], 1 - prevalence[place]) < RARE,
            answers_needed=answers_needed(prevalence[place]),
            same=same[place],
            kappa=kappa[0][place] if kappa else None,
            alpha=alpha[place],
            ac1=ac1[place],
            positive=positive[place],
            verdict=verdict_on(alpha[place].value),
        )
        for place, code_id in enumerate(tally.code_ids)
    )
