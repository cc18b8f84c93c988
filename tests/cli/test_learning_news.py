from textcoder.cli.learning_news import say_news
from textcoder.cli.options import Edge
from textcoder.learning.news import Change, News
from textcoder.learning.workshop import Plan

TALKING = Edge(None, as_json=False, quiet=False)


def plan(since: str | None = "barriers/v1", coders: int = 2, **how) -> Plan:
    all_of_it = Change("all", 1200, 1250, 60, 10, 5)
    changes = tuple(Change(f"coder-{number:02}", 10, 10 + number, number, 0, 0) for number in range(coders))
    news = News(since, all_of_it, changes, (Change("Q24", 1200, 1250, 60, 10, 5),), (Change("nb", 1, 2),))
    return Plan(**{"codings": 1250, "left_out_for_test": 0, "in_both": 0, "news": news} | how)


def said(capsys, plan: Plan, edge: Edge = TALKING) -> list[str]:
    say_news(edge, plan)
    out, err = capsys.readouterr()
    assert out == ""
    return [" ".join(line.split()) for line in err.splitlines() if line.strip()]


def test_what_is_new_is_a_table_by_coder_question_and_variety(capsys):
    lines = said(capsys, plan())

    assert lines[0] == "New since barriers/v1"
    assert lines[1] == "codings before now added withdrawn changed"
    assert "all 1,200 1,250 60 10 5" in lines
    assert "coder coder-01 10 11 1 0 0" in lines
    assert "question Q24 1,200 1,250 60 10 5" in lines
    assert "variety nb 1 2 – – –" in lines


def test_it_fits_a_terminal_and_of_many_coders_those_with_most_news_are_shown(capsys):
    lines = said(capsys, plan(coders=20))

    assert max(map(len, lines)) <= 80
    assert len([line for line in lines if line.startswith("coder")]) == 12
    assert "… 8 more" in lines
    assert any("coder-19" in line for line in lines)
    assert not any("coder-07" in line for line in lines)


def test_what_is_not_learnt_from_is_said_and_why(capsys):
    lines = said(capsys, plan(left_out_for_test=40, in_both=1))

    assert "1 coding in files gave way" in lines[0]
    assert "40 codings left out" in lines[1]
    assert "test set" in lines[1]


def test_without_a_current_model_there_is_nothing_to_compare_with(capsys):
    assert said(capsys, plan(since=None)) == []


def test_the_quiet_are_told_nothing(capsys):
    assert said(capsys, plan(left_out_for_test=40), Edge(None, as_json=False, quiet=True)) == []


def test_where_it_is_not_known_what_was_learnt_from_that_is_said(capsys):
    unknown = News("barriers/v1", Change("all", 5, 6), (), (), ())

    assert "not known" in said(capsys, plan(news=unknown))[0]
