"""The file of a table: CSV as spreadsheets write it, or XLSX; cells as text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl

from catalogue.problem import Problem, shown_path
from catalogue.spreadsheet import column_named

EXTENSIONS = (".csv", ".xlsx")
DELIMITERS = (";", ",", "\t")
# A spreadsheet would run a cell that begins like this; an apostrophe keeps it a text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True)
class Table:
    """The headers of a table, and its rows with their number in the spreadsheet (the headers are row 1)."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(path: Path) -> Table | list[Problem]:
    """The table of a .csv or .xlsx file, or why it cannot be read; rows without a text are left out."""
    try:
        lines = list(_xlsx_lines(path) if path.suffix.lower() == ".xlsx" else _csv_lines(path.read_bytes()))
    except OSError:
        return [Problem(shown_path(path), 0, "ce fichier manque ou ne peut pas être lu.")]
    except Exception:  # a damaged workbook makes openpyxl, zipfile, zlib and the XML parser raise whatever they like
        advice = "enregistrez-le de nouveau en .xlsx ou en .csv (UTF-8)"
        return [Problem(shown_path(path), 0, f"ce fichier n'est pas un tableau lisible ; {advice}.")]
    if not lines:
        return [Problem(shown_path(path), 0, "ce tableau est vide.")]
    numbered = enumerate((tuple(map(_tidy, line)) for line in lines[1:]), start=2)
    return Table(tuple(map(_tidy, lines[0])), tuple((number, row) for number, row in numbered if any(row)))


def write_csv(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV that a French spreadsheet opens with a double click: UTF-8 with its mark, semicolons."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    text = _decode(content)
    delimiter = max(DELIMITERS, key=lambda one: sum(map(bool, map(column_named, _header(text, one)))))
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _header(text: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])


def _decode(content: bytes) -> str:
    """Excel saves « Texte Unicode » as UTF-16, « CSV UTF-8 » with a mark, and plain « CSV » as Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _xlsx_lines(path: Path) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for line in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in line]
    finally:
        book.close()


def _text(value: object) -> str:
    """A cell as one would type it: 2016 and not 2016.0, a day without its hour."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _tidy(cell: str) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    return cell[1:] if _GUARDED.match(cell) else cell
