from textcoder.language.redaction.door import Door
from textcoder.language.redaction.redactor import Redactor
from textcoder.settings import RedactionSettings

REDACTOR = Redactor(None, RedactionSettings())


def test_answers_lose_what_is_personal_and_other_columns_stay():
    door = Door(REDACTOR, [1])

    assert door([["907 12 345", "ring 907 12 345"], ["2", "for lite tid"]]) == [
        ["907 12 345", "ring [TELEFON]"],
        ["2", "for lite tid"],
    ]


def test_a_row_is_one_respondent():
    rows = [["ring 907 12 345", "eller 22 33 44 55"], ["ring 22 33 44 55", None]]

    assert Door(REDACTOR, [0, 1])(rows) == [["ring [TELEFON]", "eller [TELEFON-2]"], ["ring [TELEFON]", None]]


def test_what_was_replaced_is_counted_and_never_shown():
    door = Door(REDACTOR, [0])
    door([["ring 907 12 345"], ["skriv til kari@kommune.no"]])
    door([["eller 22 33 44 55"]])

    assert door.replaced == {"phone": 2, "email": 1}


def test_a_cell_in_which_nothing_is_found_keeps_its_type():
    assert Door(REDACTOR, [0])([[17.0], [["tid"]], [None]]) == [[17.0], [["tid"]], [None]]


def test_rows_that_come_in_are_left_as_they_are():
    row = ["ring 907 12 345"]
    Door(REDACTOR, [0])([row])

    assert row == ["ring 907 12 345"]
