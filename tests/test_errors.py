from pathlib import Path

import pytest

from textcoder import errors

BRANCHES = (errors.InputError, errors.NotFoundError, errors.RefusedError, errors.OutputError)


def every_kind(of: type = errors.TextcoderError) -> list[type]:
    return [kind for child in of.__subclasses__() for kind in (child, *every_kind(child))]


def test_every_error_ends_in_exactly_one_of_four_ways():
    assert len(every_kind()) > 20
    for kind in every_kind():
        assert sum(issubclass(kind, branch) for branch in BRANCHES) == 1, kind


def test_every_error_says_what_it_is_for():
    assert [kind.__name__ for kind in every_kind() if not kind.__doc__] == []


@pytest.mark.parametrize(
    ("count", "shown"), [(0, ""), (1, "0"), (3, "0, 1, 2"), (4, "0, 1, 2 and 1 more"), (13, "0, 1, 2 and 10 more")]
)
def test_a_listing_says_how_many_it_leaves_out(count, shown):
    assert errors.listing(range(count), limit=3) == shown


def test_a_listing_takes_what_can_be_read_only_once():
    assert errors.listing(name for name in ("a", "b")) == "a, b"


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (errors.FileProblemError(Path("svar.csv"), "the file is empty"), ["svar.csv", "is empty"]),
        (errors.MissingColumnError(Path("svar.csv"), "tekst", ["id", "Q24"]), ["svar.csv", "'tekst'", "id, Q24"]),
        (errors.ColumnClashError(["Q24_1"], "Q24"), ["Q24_1", "--question"]),
        (errors.CannotWriteError(Path("ut.csv"), "disk full"), ["ut.csv", "disk full", "Nothing was changed"]),
        (errors.UnknownCodeError("tid", "reasons"), ["'tid'", "'reasons'", "recode"]),
        (errors.ExclusiveCodeError("dont_know", ["time"]), ["'dont_know'", "beside time"]),
        (errors.HomeNotFoundError(Path("/srv")), ["/srv", "--home", "TEXTCODER_HOME"]),
        (errors.CodeframeNotFoundError("x", ["reasons"]), ["'x'", "reasons"]),
        (errors.CodeframeNotFoundError("x", []), ["none"]),
        (errors.SurveyNotFoundError("x", []), ["'x'", "none"]),
        (errors.ModelNotFoundError("x", ["v1", "v2"]), ["'x'", "v1, v2"]),
        (errors.ModelNotFoundError("x", []), ["textcoder train"]),
        (errors.LanguagePipelineNotFoundError("nb_core_news_sm"), ["spacy download nb_core_news_sm", "'light'"]),
        (errors.ArtifactError(Path("trained/reasons/v1"), "hash", "Train again."), ["reasons/v1", "Train again."]),
        (errors.WrongCodeframeError("v1", ["time"], ["tid"]), ["v1", "with time", "has tid"]),
        (
            errors.PipelineMismatchError("v1", "nb_core 3.8", "light 0.1", "train it"),
            ["nb_core 3.8", "light 0.1", "train it"],
        ),
    ],
)
def test_a_message_says_what_which_and_what_to_do(error, says):
    assert [part for part in says if part not in str(error)] == []


@pytest.mark.parametrize(
    ("count", "says"), [(0, "0 codes given; codeframe 'reasons' takes at least 1"), (4, "takes at most 3")]
)
def test_a_wrong_number_of_codes_names_the_bound_that_was_broken(count, says):
    assert says in str(errors.CodeCountError(count, 1, 3, "reasons"))


def test_many_bad_rows_are_cut_short_in_the_message_and_kept_whole_for_programs():
    error = errors.CodingsError(Path("kodet.csv"), [f"row {number}: the id is blank" for number in range(2, 9)])

    assert "row 6" in str(error)
    assert "row 7" not in str(error)
    assert "and 2 more" in str(error)
    assert len(error.problems) == 7


def test_every_broken_rule_of_a_codeframe_is_in_its_message():
    error = errors.CodeframeError("reasons.yaml", ["it has no codes", "min_codes is 3"])

    assert str(error) == "Codeframe reasons.yaml: it has no codes; min_codes is 3."
    assert error.problems == ("it has no codes", "min_codes is 3")
