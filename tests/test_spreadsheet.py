"""Fiches as rows: what a row says is what the fiche says, whatever the names of the columns and the file."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.draft import Draft, write_draft
from catalogue.fiche import Fiche
from catalogue.fiche_file import parse_fiche, read_fiche
from catalogue.spreadsheet import COLUMNS, PROVENANCE, column_named, read_row, write_row
from catalogue.table import Table, read_table, write_csv
from catalogue.vocabulary import Vocabulary

FICHES = sorted((HERE / "fiches").glob("*.md"))
TODAY = date(2026, 11, 25)
# What an author may type, and what a spreadsheet, a list, a group or YAML could take for something else.
TEXT = st.text(st.sampled_from("abé œ;•':|,\"#-=+@[]{}&*!%0123456789«»…"), min_size=2, max_size=30).map(
    lambda text: " ".join(text.split())
).filter(lambda text: len(text) > 1)  # fmt: skip


def there_and_back(fiche: Fiche, vocabulary: Vocabulary, path: Path) -> object:
    """The fiche once written to a CSV file and read from it."""
    path.write_bytes(write_csv(COLUMNS, [write_row(fiche).values()]))
    table = read_table(path)
    assert isinstance(table, Table), table
    ((_, cells),) = table.rows
    slug, draft = read_row(dict(zip(table.headers, cells, strict=True)), TODAY)
    return parse_fiche(write_draft(draft), slug, "tableau.csv", vocabulary)


@pytest.mark.parametrize("path", FICHES, ids=lambda path: path.stem)
def test_each_real_fiche_comes_back_the_same_from_a_csv_file(
    path: Path, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    fiche = read_fiche(path, vocabulary)
    assert isinstance(fiche, Fiche)
    assert there_and_back(fiche, vocabulary, tmp_path / "tableau.csv") == fiche


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Drafts whose texts hold every sign that means something somewhere."""
    source = st.fixed_dictionaries({"titre": TEXT, "organisme": TEXT}, optional={"annee": st.just("2016")})
    exemple = st.fixed_dictionaries(
        {"collectivite": TEXT, "type": st.just("commune"), "departement": st.just("01"), "texte": TEXT,
         "sources": st.just(["1"])},
        optional={"resultat": TEXT, "population": st.just("3400")},
    )  # fmt: skip
    keys = {
        "titre": draw(TEXT) + " titre",
        "resume": draw(TEXT) + " résumé" * 12,
        "nature": "manageriale",
        "domaine": "vie-locale",
        "formes": ["service", "numerique"],
        "collectivites": ["commune"],
        "etiquettes": draw(st.lists(TEXT, min_size=1, max_size=4, unique=True)),
        "aussi_appele": draw(st.lists(TEXT, max_size=4, unique=True)),
        "demarrage": {"cout": "faible"},
        "etape": "arretee",
        "raison_arret": draw(TEXT),
        "exemples": draw(st.lists(exemple, max_size=3)),
        "liens": draw(st.lists(st.fixed_dictionaries({"fiche": st.just("autre"), "raison": TEXT}), max_size=2)),
        "sources": draw(st.lists(source, min_size=1, max_size=3)),
        "auteurs": draw(st.lists(TEXT, min_size=1, max_size=2, unique=True)),
        "publiee": "2026-11-24",
    }
    starts = st.sampled_from(["- ", "'", "=", "+ ", "1. ", "> ", ""])
    return Draft(keys, {heading: draw(starts) + draw(TEXT) + "\n\n- a ; b\n- c" for heading in HEADINGS})


@settings(max_examples=60, deadline=None)
@given(draft=drafts())
def test_no_text_is_lost_between_a_fiche_and_its_row(
    draft: Draft, vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fiche = parse_fiche(write_draft(draft), "une-fiche", "une-fiche.md", vocabulary)
    if isinstance(fiche, Fiche):  # what a fiche may not hold is refused before any table
        assert there_and_back(fiche, vocabulary, tmp_path_factory.mktemp("csv") / "tableau.csv") == fiche


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Domaine", "domaine"),
        ("domaine", "domaine"),
        ("DOMAINES", "domaine"),
        ("Résumé", "resume"),
        ("resume", "resume"),
        ("Résumé qui se lit seul", "resume"),
        ("Étiquette", "etiquettes"),
        ("Collectivités (types)", "collectivites"),
        ("Aussi appelé", "aussi_appele"),
        ("Facteurs de succès", "facteurs"),
        ("Les facteurs de succès", "les_facteurs_de_succes"),
        ("Besoin", "le_besoin"),
        ("Le besoin", "le_besoin"),
        ("La mise en œuvre", "la_mise_en_oeuvre"),
        ("À garder, à adapter", "a_garder_a_adapter"),
        ("Coût", "cout"),
        ("Publiée le", "publiee"),
        ("Identifiant", "slug"),
        ("Licence", "licence"),
        ("Budget", None),
        ("", None),
    ],
)
def test_a_column_is_known_by_its_key_its_title_or_the_heading_of_a_section(header: str, name: str | None) -> None:
    assert column_named(header) == name


def test_every_column_is_known_by_its_name_and_by_its_title() -> None:
    assert {column_named(name) for name in (*COLUMNS, *PROVENANCE)} == {*COLUMNS, *PROVENANCE}
    assert [column_named(column.title) for column in COLUMNS.values()] == list(COLUMNS)


def test_a_list_is_written_one_value_per_line_or_between_semicolons() -> None:
    assert COLUMNS["etiquettes"].read("accueil ; vie locale\n• a ; b\n") == ["accueil", "vie locale", "a ; b"]
    assert COLUMNS["etiquettes"].write(("accueil", "a ; b")) == "accueil\n• a ; b"


def test_groups_are_lines_of_keys_and_values_set_apart_by_an_empty_line_or_a_key_that_comes_again() -> None:
    cell = "Titre : Le plan : la suite\nOrganisme : Ville de Dreux\nAnnée : 2016\n\ntitre: Autre\ntitre: Dernier"
    assert COLUMNS["sources"].read(cell) == [
        {"titre": "Le plan : la suite", "organisme": "Ville de Dreux", "annee": "2016"},
        {"titre": "Autre"},
        {"titre": "Dernier"},
    ]


def test_by_default_the_slug_comes_from_the_title_and_the_date_is_today() -> None:
    slug, draft = read_row({"titre": "L'accueil des élus"}, TODAY)
    assert (slug, draft.keys["publiee"]) == ("l-accueil-des-elus", "2026-11-25")


def test_a_day_may_be_written_as_a_french_spreadsheet_does() -> None:
    assert read_row({"titre": "Abc", "publiee": "4/11/2026"}, TODAY)[1].keys["publiee"] == "2026-11-04"


# The files


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_the_spreadsheet_that_saved_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "tableau.csv"
    lines = [f"Titre{delimiter}Résumé", f'Été{delimiter}"un ; deux, trois\n\tquatre"', delimiter, ""]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    assert read_table(path) == Table(("Titre", "Résumé"), ((2, ("Été", "un ; deux, trois\n\tquatre")),))


def test_a_workbook_is_read_as_one_would_type_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["Titre", "Année", "Publiée"], ["Été", 2016.0, date(2026, 11, 4)], [], ["Fin", 1, None]):
        book.active.append(line)
    book.save(tmp_path / "tableau.xlsx")
    assert read_table(tmp_path / "tableau.xlsx") == Table(
        ("Titre", "Année", "Publiée"), ((2, ("Été", "2016", "2026-11-04")), (4, ("Fin", "1", "")))
    )


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2", "@nom", "- une liste"])
def test_a_cell_that_a_spreadsheet_would_run_is_written_as_a_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tableau.csv"
    path.write_bytes(write_csv(["titre", "resume"], [[text, f"'{text}"]]))
    assert f"'{text};''{text}" in path.read_text("utf-8-sig")
    assert read_table(path) == Table(("titre", "resume"), ((2, (text, f"'{text}")),))


def saved(book: openpyxl.Workbook) -> bytes:
    """The file of a workbook."""
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def truncated() -> bytes:
    """A workbook whose sheet stops in the middle."""
    content = BytesIO()
    with ZipFile(BytesIO(saved(openpyxl.Workbook()))) as whole, ZipFile(content, "w") as copy:
        for name in whole.namelist():
            text = whole.read(name)
            copy.writestr(name, text[: len(text) // 2] if "sheet1" in name else text)
    return content.getvalue()


def chart_alone() -> bytes:
    """A workbook without a sheet of cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.create_chartsheet()
    return saved(book)


def damaged() -> bytes:
    """A workbook of which a byte changed on the way, inside what is compressed."""
    content, name = bytearray(saved(openpyxl.Workbook())), "xl/workbook.xml"
    with ZipFile(BytesIO(content)) as archive:
        content[archive.getinfo(name).header_offset + 30 + len(name)] = 0xFF
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"titre;resume",
        truncated(),
        chart_alone(),
        damaged(),
    ],
    ids=["no workbook", "a truncated sheet", "a chart alone", "a damaged archive"],
)
def test_a_workbook_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "faux.xlsx"
    path.write_bytes(content)
    assert [problem.message for problem in read_table(path)] == [
        "ce fichier n'est pas un tableau lisible ; enregistrez-le de nouveau en .xlsx ou en .csv (UTF-8)."
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("absent.csv", None, "ce fichier manque ou ne peut pas être lu."),
        ("vide.csv", b"", "ce tableau est vide."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | None, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path(name).write_bytes(content)
    (problem,) = read_table(Path(name))
    assert str(problem) == f"{name} : {message}"
