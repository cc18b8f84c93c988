import pytest

from textcoder.cli.tables import measure, percent, print_table


def printed(capsys, *table, **how) -> list[str]:
    print_table(*table, **how)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_a_title_wider_than_its_table_stays_on_one_line(capsys):
    title = "Model barriers/20241105-abcdef12, 40 codings from a file with a long name.csv"

    lines = printed(capsys, title, ("code", "F1"), [("tid", ".823")])

    assert lines[0] == title


def test_text_stands_left_and_figures_right(capsys):
    lines = printed(capsys, "T", ("", "code", "answers"), [("1", "tid", "7"), ("98", "penger", "120")], left=2)

    assert lines[-2:] == [" 1    tid            7", " 98   penger       120"]


def test_brackets_and_colons_are_text_and_not_markup_or_emoji(capsys):
    lines = printed(capsys, "T", ("code", "F1"), [("[bold]tid[/bold] :smile:", ".8 [.7-.9]")])

    assert lines[-1].split() == ["[bold]tid[/bold]", ":smile:", ".8", "[.7-.9]"]


def test_a_table_without_rows_is_its_header(capsys):
    assert printed(capsys, "T", ("code", "F1"), [])[:2] == ["T", " code   F1"]


def test_a_pipe_takes_120_columns_and_no_colours(capsys):
    print_table("T", ("code", "definition"), [("tid", "ord " * 50)], left=2)
    out = capsys.readouterr().out

    assert 100 < max(map(len, out.splitlines())) <= 120
    assert "\x1b" not in out


def test_a_pipe_takes_as_many_columns_as_the_table_is_to_have(capsys):
    print_table("T", ("code", "definition"), [("tid", "ord " * 50)], left=2, pipe=60)

    assert 50 < max(map(len, capsys.readouterr().out.splitlines())) <= 60


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0.0, ".000"), (0.8234, ".823"), (1.0, "1.00"), (-0.0234, "-.023"), (-0.0001, ".000"), (-1, "-1.00")],
)
def test_a_measure_has_three_decimals_and_no_nought(value, shown):
    assert measure(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(None, "–"), (0.0, "0 %"), (0.234, "23 %"), (1.0, "100 %")])
def test_a_share_is_shown_in_whole_per_cent(value, shown):
    assert percent(value) == shown


def test_in_a_narrow_table_ids_stay_whole_and_other_text_is_broken_up(capsys, monkeypatch):
    monkeypatch.setattr("textcoder.cli.tables._WIDTH_OF_A_PIPE", 46)
    row = ("respondent-with-a-long-id", "capacity; economy; culture", ".042")

    assert row[0] not in "".join(printed(capsys, "T", ("id", "coded", "score"), [row], left=2))
    assert row[0] in "".join(printed(capsys, "T", ("id", "coded", "score"), [row], left=2, whole=1))
