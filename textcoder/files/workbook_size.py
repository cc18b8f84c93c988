"""How large a workbook is once it is open, found out beforehand: a file of a kilobyte may open into half a terabyte.

What opens workbooks lays out every cell between the first and the last one, whether anything stands in it or not, and
gives each cell a copy of its text, though a thousand cells share one.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from textcoder.errors import FileProblemError
from textcoder.files.workbook_texts import SharedTexts

MOST_CELLS = 50_000_000
"""In the rectangle of a sheet."""
MOST_BYTES = 1_500_000_000
"""Of all parts of a workbook, inflated; and of the texts of its cells."""
_PIECE = 1 << 20
_LONGEST_TAG = 4 * _PIECE
"""Bytes from the start of a tag to that of the next, which has the text of a cell between them."""
_HEADER = struct.Struct("<4s22xHH")
"""Of a part: its mark, and the lengths of its name and of what follows the name."""
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})([0-9]{0,19})["']""")
"""Where a cell or a row says it stands."""
_TOKEN = re.compile(rb"""<(?:[^\s<>/:"']+:)?(?:(row)(?=[\s/>])(\s+r\s*=)?|c(?!\s+r\s*=)(?=[\s/>]))""")
"""A row, and whether it begins with its place; or a cell that does not, and so stands beside the one before it."""


def check_size(path: Path, *, most_cells: int = MOST_CELLS, most_bytes: int = MOST_BYTES) -> None:
    """See that a workbook does not grow beyond all bounds when it is opened.

    What it says of its own size is not believed, neither of its bytes nor of its cells: all of it is read through.

    Args:
        path: The workbook.
        most_cells: In the rectangle that holds all cells of a sheet.
        most_bytes: Of all that is packed in it, and of the texts of its cells.

    Raises:
        FileProblemError: It is larger.
        zipfile.BadZipFile, zlib.error, OSError: It is no workbook, or is damaged.
    """
    left = most_bytes
    cells = 0
    texts = SharedTexts()
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            extent = _Extent()
            texts.begin_part()
            for text in _whole_tags(_pieces(file, part)):
                left -= len(text)
                if left < 0:
                    problem = f"the workbook unpacks to more than {most_bytes:,} bytes"
                    raise FileProblemError(path, f"{problem}; save it without pictures, in parts, or as CSV")
                extent.look(text)
                texts.look(text)
                if extent.cells > most_cells or texts.number > most_cells:
                    raise FileProblemError(path, _too_far(extent, most_cells))
            cells += extent.named
        # Seldom: only where the cells would be too long if each had the longest text are their texts looked up.
        if cells * texts.longest > most_bytes and texts.in_cells(_parts(file, archive)) > most_bytes:
            problem = f"the texts of its cells, many of which are alike, come to more than {most_bytes:,} bytes"
            raise FileProblemError(path, f"{problem}; save it in parts")


def _too_far(extent: "_Extent", most_cells: int) -> str:
    reaches = f"a sheet reaches over {extent.rows:,} rows and {extent.columns:,} columns"
    return (
        f"{reaches}, more cells than the {most_cells:,} that are read; delete what stands far from the rest, or save "
        "it as CSV"
    )


def _parts(file: IO[bytes], archive: zipfile.ZipFile) -> Iterator[bytes]:
    for part in archive.infolist():
        yield from _whole_tags(_pieces(file, part))


def _whole_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes cut elsewhere: never within a tag."""
    rest = b""
    for piece in pieces:
        text = rest + piece
        cut = text.rfind(b"<")
        cut = len(text) if cut < 0 else cut
        rest = text[cut:]
        if len(rest) > _LONGEST_TAG:
            raise zipfile.BadZipFile("a tag without an end")
        yield text[:cut]
    yield rest


class _Extent:
    """How far the cells of a sheet reach, or would, were this part of the workbook one: never too little."""

    def __init__(self) -> None:
        self.named = 0
        """Places that are named, and cells that name none."""
        self._last_row = self._last_column = 0
        self._unplaced_rows = self._beside = self._most_beside = 0

    @property
    def rows(self) -> int:
        return self._last_row + self._unplaced_rows

    @property
    def columns(self) -> int:
        return self._last_column + self._most_beside

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    def look(self, text: bytes) -> None:
        """Take what comes next into account."""
        places = _PLACE.findall(text)
        self.named += len(places)
        if places:
            columns, rows = (set(one) for one in zip(*places, strict=True))
            self._last_row = max(self._last_row, *(int(row or 0) for row in rows), 0)
            self._last_column = max(self._last_column, *(_number_of(column) for column in columns), 0)
        for row, placed in _TOKEN.findall(text):
            self._unplaced_rows += bool(row and not placed)
            self.named += not row
            self._beside = 0 if row else self._beside + 1
            self._most_beside = max(self._most_beside, self._beside)


def _number_of(column: bytes) -> int:
    """``A`` is 1 and ``AA`` is 27."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number


def _pieces(file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part of the archive, inflated to its end, whatever length the archive says it has."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or part.flag_bits & 1:
        raise zipfile.BadZipFile("packed in a way that no workbook is")
    file.seek(part.header_offset)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise zipfile.BadZipFile("a part that is not there")
    mark, name, extra = _HEADER.unpack(header)
    if mark != b"PK\x03\x04":
        raise zipfile.BadZipFile("a part that is not there")
    file.seek(name + extra, 1)
    left = part.compress_size
    inflating = None if part.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (packed := file.read(min(_PIECE, left))):
        left -= len(packed)
        if inflating is None:
            yield packed
            continue
        while packed:
            yield inflating.decompress(packed, _PIECE)
            packed = inflating.unconsumed_tail
    if inflating is not None:
        yield inflating.flush()
