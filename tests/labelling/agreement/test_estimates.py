import numpy as np
import pytest

from textcoder.labelling.agreement.estimates import Estimate, Verdict, answers_needed, estimate, verdict_on


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (1.0, Verdict.RELIABLE),
        (0.8, Verdict.RELIABLE),
        (0.7996, Verdict.RELIABLE),  # people see .800
        (0.799, Verdict.TENTATIVE),
        (0.667, Verdict.TENTATIVE),
        (0.666, Verdict.UNRELIABLE),
        (-0.2, Verdict.UNRELIABLE),
        (None, Verdict.UNANIMOUS),
    ],
)
def test_verdicts_are_krippendorffs(value, verdict):
    assert verdict_on(value) == verdict


def test_what_is_undefined_is_said_to_be_so():
    assert verdict_on(None) == "undefined because unanimous"


def test_the_interval_leaves_a_fortieth_of_the_draws_on_either_side():
    assert estimate(0.5, np.linspace(0, 1, 1001)) == Estimate(0.5, pytest.approx(0.025), pytest.approx(0.975))


@pytest.mark.parametrize(
    ("value", "drawn"),
    [
        (None, [np.nan] * 100),  # undefined
        (1.0, [1.0] * 100),  # no draw has a disagreement, and none can
        (0.9, [0.8, 0.9] * 45 + [np.nan] * 10),  # a tenth of the draws lack the code
        (0.9, []),
    ],
)
def test_no_interval_is_invented(value, drawn):
    assert estimate(value, np.array(drawn, dtype=float)) == Estimate(value, None, None)


@pytest.mark.parametrize(
    ("prevalence", "smallest", "answers"),
    [(0.25, 0.8, 139), (0.25, 0.667, 81), (0.1, 0.8, 294), (0.05, 0.8, 560), (0.95, 0.8, 560)],
)
def test_answers_needed_are_those_that_krippendorff_tabulates(prevalence, smallest, answers):
    # Krippendorff (2019), Content Analysis: 139 and 81 for four equally frequent values at the 5 % level.
    assert answers_needed(prevalence, smallest) == answers


@pytest.mark.parametrize("prevalence", [0.0, 1.0])
def test_no_number_of_answers_will_do_where_nothing_varies(prevalence):
    assert answers_needed(prevalence) is None
