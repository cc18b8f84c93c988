from tests.builders import build_coded
from textcoder.learning.news import Change, news_since


def numbers(change: Change) -> tuple[int | None, ...]:
    return change.before, change.now, change.added, change.withdrawn, change.changed


def by_name(changes) -> dict[str, tuple[int | None, ...]]:
    return {one.name: numbers(one) for one in changes}


def test_what_came_went_and_changed_is_told_apart_and_counted_by_coder_question_and_variety():
    before = [
        build_coded("1", ["time"], coder="kari"),
        build_coded("2", ["time"], coder="kari"),
        build_coded("3", ["money"], coder="ola", question="Q25", variety="nn"),
    ]
    now = [
        build_coded("1", ["time"], coder="kari"),
        build_coded("2", ["skill"], coder="kari"),
        build_coded("4", ["skill"], coder="eva", variety=""),
    ]

    news = news_since("m", before, now)

    assert (news.since, numbers(news.all)) == ("m", (3, 3, 1, 1, 1))
    assert by_name(news.coders) == {"eva": (0, 1, 1, 0, 0), "kari": (2, 2, 0, 0, 1), "ola": (1, 0, 0, 1, 0)}
    assert by_name(news.questions) == {"Q24": (2, 3, 1, 0, 1), "Q25": (1, 0, 0, 1, 0)}
    assert by_name(news.varieties) == {"nb": (2, 2, 0, 0, 1), "nn": (1, 0, 0, 1, 0), "not said": (0, 1, 1, 0, 0)}


def test_nothing_is_new_in_the_same_codings_in_another_order():
    coded = [build_coded(str(number)) for number in range(5)]

    assert numbers(news_since("m", coded, coded[::-1]).all) == (5, 5, 0, 0, 0)


def test_another_text_or_weight_is_a_change():
    before = [build_coded("1"), build_coded("2")]

    assert numbers(news_since("m", before, [build_coded("1", text="nå"), build_coded("2", weight=2.0)]).all)[-1] == 2


def test_an_answer_that_somebody_else_has_decided_since_is_the_same_coding_changed_only_if_its_codes_are():
    before = [build_coded("1", ["time"], coder="kari"), build_coded("2", ["time"], coder="kari")]
    now = [build_coded("1", ["time"], coder="eva"), build_coded("2", ["money"], coder="eva")]

    news = news_since("m", before, now)

    assert numbers(news.all) == (2, 2, 0, 0, 1)
    assert by_name(news.coders) == {"eva": (0, 2, 0, 0, 1), "kari": (2, 0, 0, 0, 0)}


def test_codings_of_one_answer_by_two_coders_are_two():
    before = [build_coded("1", ["time"], coder="kari")]
    now = [*before, build_coded("1", ["money"], coder="ola")]

    assert numbers(news_since("m", before, now).all) == (1, 2, 1, 0, 0)


def test_of_a_model_whose_codings_were_not_kept_the_counts_alone_are_known():
    counts = {"all": {"all": 4}, "coders": {"kari": 3, "ola": 1}}

    news = news_since("m", None, [build_coded("1", coder="kari")], counts=counts)

    assert numbers(news.all) == (4, 1, None, None, None)
    assert by_name(news.coders) == {"kari": (3, 1, None, None, None), "ola": (1, 0, None, None, None)}
    assert by_name(news.questions) == {"Q24": (None, 1, None, None, None)}


def test_without_a_current_model_it_is_said_what_there_is():
    news = news_since(None, None, [build_coded("1")])

    assert (news.since, numbers(news.all)) == (None, (None, 1, None, None, None))


def test_the_same_answers_under_the_ids_of_before_or_out_of_a_file_once_and_out_of_the_store_now_are_no_news():
    before = [build_coded("7", text="penger"), build_coded("wave2/7", text="tid"), build_coded("wave2/8", text="mot")]
    now = [build_coded("wave1/7", text="penger"), build_coded("wave2/7", text="tid"), build_coded("8", text="mot")]

    assert numbers(news_since("m", before, now).all) == (3, 3, 0, 0, 0)


def test_the_same_number_in_another_survey_is_news():
    now = [build_coded("wave2/7", text="noe helt annet")]

    assert numbers(news_since("m", [build_coded("wave1/7")], now).all) == (1, 1, 1, 1, 0)
