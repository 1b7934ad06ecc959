"""An empty spreadsheet to fill: every column, a real fiche as an example, the permitted values."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from catalogue.fiche import Fiche
from catalogue.spreadsheet import COLUMNS, write_row
from catalogue.table import write_csv
from catalogue.table_schema import column_kinds
from catalogue.vocabulary import Vocabulary

ROWS = 1000  # how far the lists of permitted values go down


def template_file(extension: str, example: Fiche | None, vocabulary: Vocabulary) -> bytes:
    """The file of a template, « .csv » or « .xlsx »."""
    titles = [column.title for column in COLUMNS.values()]
    rows = [list(write_row(example).values())] if example else []
    return write_csv(titles, rows) if extension == ".csv" else _workbook(titles, rows, vocabulary)


def _workbook(titles: list[str], rows: list[list[str]], vocabulary: Vocabulary) -> bytes:
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "Fiches"
    permitted = book.create_sheet("Valeurs permises")
    for number, title in enumerate(titles, start=1):
        sheet.cell(1, number, title).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 28
    for row, cells in enumerate(rows, start=2):
        for number, text in enumerate(cells, start=1):
            cell = sheet.cell(row, number, text or None)
            cell.data_type = "s" if text else cell.data_type  # a text that begins with « = » stays one
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "C2"
    for rank, (name, kind) in enumerate(column_kinds().items(), start=1):
        labels = [term.libelle for term in vocabulary.terms[kind].values()]
        permitted.cell(1, rank, COLUMNS[name].title).font = Font(bold=True)
        letter, target = get_column_letter(rank), get_column_letter([*COLUMNS].index(name) + 1)
        permitted.column_dimensions[letter].width = 36
        for row, label in enumerate(labels, start=2):
            permitted.cell(row, rank, label)
        if COLUMNS[name].read is str:  # one value alone: a list to choose from
            choices = f"'Valeurs permises'!${letter}$2:${letter}${len(labels) + 1}"
            validation = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=False)
            validation.add(f"{target}2:{target}{ROWS}")
            sheet.add_data_validation(validation)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
