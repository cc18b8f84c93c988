import zipfile

import pytest

from textcoder.errors import FileProblemError
from textcoder.files.workbook import read_xlsx, write_xlsx
from textcoder.files.workbook_size import check_size

HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'


def workbook(path, cells, *, sheet="xl/worksheets/sheet1.xml"):
    """A workbook with a sheet of just these cells."""
    with write_xlsx(path, ["id"]) as write:
        write(["1"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[sheet] = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c t='>' r = 'xfd1048576'><v>1</v></c></row>",
        '<row r="2"><c r="XFD2"><v>1</v></c></row>' + "<row/>" * 4000 + '<row><c r="A4003"><v>1</v></c></row>',
        '<row r="2"><c x="r=" r="XFD2"><v>1</v></c></row>' + '<row x=" r="/>' * 4000 + "<row><c><v>1</v></c></row>",
        "<row>" + "<c/>" * 16_000 + '<c><v>1</v></c></row><row r="9000"><c r="A9000"><v>1</v></c></row>',
        '<x:row r="9"><x:c r="XFD9"/></x:row><x:row r="90000"><x:c r="A90000"/></x:row>',
        '<row r="2"><c r="A2"/></row>' + " " * 2_000_000 + '<row r="1048576"><c r="XFD1048576"/></row>',
    ],
)
def test_a_small_file_that_would_open_into_a_huge_sheet_is_refused_before_it_is_opened(tmp_path, far):
    path = workbook(tmp_path / "a.xlsx", HEADER + far)

    with pytest.raises(FileProblemError, match=r"more cells than the 50,000,000 that are read; delete what stands far"):
        read_xlsx(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_whatever_it_says_of_its_size(tmp_path):
    path = workbook(tmp_path / "a.xlsx", HEADER + "<!--" + " " * 3_000_000 + "-->")
    with zipfile.ZipFile(path) as archive:
        told = next(part for part in archive.infolist() if "sheet1" in part.filename).file_size
    path.write_bytes(path.read_bytes().replace(told.to_bytes(4, "little"), (99).to_bytes(4, "little")))

    with pytest.raises(FileProblemError, match="unpacks to more than 1,000,000 bytes"):
        check_size(path, most_bytes=1_000_000)


def test_a_sheet_whose_cells_do_not_say_where_they_stand_is_as_large_as_it_is(tmp_path):
    path = workbook(tmp_path / "a.xlsx", "<row><c><v>1</v></c><c><v>2</v></c></row>" * 1000)

    check_size(path, most_cells=2000)
    with pytest.raises(FileProblemError, match=r"1,000 rows and 2 columns"):
        check_size(path, most_cells=1999)


def test_a_workbook_of_ours_is_measured_to_the_cell(tmp_path):
    with write_xlsx(tmp_path / "a.xlsx", ["id", "svar", "vekt"]) as write:
        for number in range(20_000):
            write([str(number), f"få folk <c> <row> {number}", number])

    check_size(tmp_path / "a.xlsx", most_cells=3 * 20_001)
    with pytest.raises(FileProblemError):
        check_size(tmp_path / "a.xlsx", most_cells=3 * 20_001 - 1)
    assert len(list(read_xlsx(tmp_path / "a.xlsx").open_rows())) == 20_000


def sharing(path, cells, texts):
    """A workbook whose cells share texts."""
    workbook(path, cells)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst>{texts}</sst>")
    return path


LONG = "<si><t>" + "x" * 32_000 + "</t></si>"
ALIKE = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3001))


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (ALIKE, LONG),
        (ALIKE.replace("<v>", "<f/><v>"), LONG),
        (ALIKE.replace("<c ", "<x:c ").replace("<v>0</v>", "<x:v> 0 </x:v>"), LONG.replace("<si>", "<x:si >")),
        (ALIKE, LONG.replace("x" * 100, "<![CDATA[<si>]]>" + "x" * 84)),
        (ALIKE, LONG.replace("x" * 100, "x<r/>x" * 16)),
    ],
    ids=["plain", "formula", "prefixed", "hidden", "in runs"],
)
def test_a_small_file_whose_cells_share_a_long_text_is_refused_before_each_gets_a_copy(tmp_path, cells, texts):
    path = sharing(tmp_path / "a.xlsx", cells, texts)

    with pytest.raises(FileProblemError, match="the texts of its cells, many of which are alike, come to more than"):
        check_size(path, most_bytes=40_000_000)


def test_one_long_text_among_many_short_ones_counts_as_often_as_it_is_there(tmp_path):
    path = sharing(tmp_path / "a.xlsx", ALIKE.replace("<v>0</v>", "<v>1</v>", 2990), LONG + "<si><t>ja</t></si>")

    check_size(path, most_bytes=1_000_000)
    with pytest.raises(FileProblemError):
        check_size(path, most_bytes=300_000)


@pytest.mark.parametrize("how", ["cut", "another packing", "no archive"])
def test_a_damaged_workbook_is_said_to_be_one(tmp_path, how):
    path = workbook(tmp_path / "a.xlsx", HEADER)
    if how == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    elif how == "another packing":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
    else:
        path.write_bytes(b"id,svar\n1,x\n")

    with pytest.raises(FileProblemError, match="no XLSX workbook"):
        read_xlsx(path)
