"""« catalogue importer » run as people run it, on real files."""

import os
import subprocess
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from catalogue.body import HEADINGS
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.fiche_file import MAX_FRONT_MATTER_BYTES
from catalogue.spreadsheet import COLUMNS
from tests.conftest import COMMAND, HEADER, WriteFiche

ROW = {
    "Titre": "Guichet mobile",
    "Résumé": "Un seul accueil pour toutes les démarches, afin que l'habitant ne se déplace jamais plus d'une fois.",
    "Nature": "Managériale",
    "Domaine": "RH",
    "Formes": "Service ; Numérique",
    "Collectivités": "Commune",
    "Étiquettes": "accueil",
    "Auteurs": "L'équipe",
    "Publiée le": "24/11/2026",
    **dict.fromkeys(HEADINGS, "Du texte."),
}


@pytest.fixture(autouse=True)
def work(folder: Path) -> Path:
    """The folder above an empty catalogue, where the command runs."""
    return folder.parent


def importer(*arguments: str, dossier: str = "catalogue") -> tuple[int, str, str]:
    """The exit code of the command, and what it printed."""
    environment = os.environ | {"CATALOGUE_DOSSIER": dossier}
    done = subprocess.run([COMMAND, "importer", *arguments], env=environment, capture_output=True, check=False)
    return done.returncode, done.stdout.decode("utf-8-sig"), done.stderr.decode()


def write_table(*rows: dict[str, str]) -> None:
    """Write « tableau.xlsx »."""
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save("tableau.xlsx")


def test_a_right_row_becomes_a_fiche_and_labels_become_ids(work: Path) -> None:
    write_table(ROW)
    assert importer("tableau.xlsx") == (
        0,
        "catalogue/fiches/guichet-mobile.md est écrite.\n1 fiche écrite, 0 sans changement, 0 ligne refusée.\n",
        "",
    )
    read = read_catalogue(work / "catalogue")
    assert isinstance(read, Catalogue), read
    (fiche,) = read.fiches
    assert (fiche.slug, fiche.domaine, fiche.formes) == (
        "guichet-mobile",
        "ressources-humaines",
        ("service", "numerique"),
    )
    assert fiche.publiee.isoformat() == "2026-11-24"


def test_each_refused_row_is_named_with_its_reasons_and_the_others_are_written() -> None:
    group = "titre : Le plan\norganisme : Ville\nlien : https://exemple.fr"
    write_table(
        {**ROW, "Sources": "", "Budget": "12"},
        {**ROW, "Titre": "Abc", "Sources": "", "Budget": ""},
        {**ROW, "Titre": "Autre guichet", "Domaine": "Vie local", "Le besoin": "<b>", "Sources": "", "Budget": ""},
        {**ROW, "Titre": "Dernier guichet", "Sources": group, "Budget": ""},
        {**ROW, "Sources": "", "Budget": ""},
    )
    code, said, refused = importer("tableau.xlsx")
    assert (code, said.splitlines()) == (
        1,
        [
            "catalogue/fiches/guichet-mobile.md est écrite.",
            "1 fiche écrite, 0 sans changement, 4 lignes refusées.",
        ],
    )
    assert refused.splitlines() == [
        "tableau.xlsx : la colonne « Budget » n'est pas reprise.",
        "tableau.xlsx, ligne 3 : « titre » est trop court (3) ; il faut au moins 5 signes.",
        "tableau.xlsx, ligne 4 : « Vie local » n'est pas un domaine. Vouliez-vous dire « vie-locale » ?",
        "tableau.xlsx, ligne 4 : « Le besoin » : le texte contient du HTML : écrivez en Markdown, "
        "et « &lt; » pour le signe « < ».",
        "tableau.xlsx, ligne 5 : « lien » n'est pas une rubrique de « sources » (titre, organisme, annee, url).",
        "tableau.xlsx, ligne 6 : la fiche « guichet-mobile » est déjà ligne 2 ; gardez une seule des deux.",
    ]


def test_a_table_that_lacks_a_column_or_has_it_twice_writes_nothing(work: Path) -> None:
    row = {name: value for name, value in ROW.items() if name != "Auteurs"} | {"Domaines": "RH"}
    write_table(row)
    assert importer("tableau.xlsx") == (
        1,
        "",
        "tableau.xlsx, ligne 1 : il manque la colonne « Auteurs ».\n"
        "tableau.xlsx, ligne 1 : « Domaine » et « Domaines » sont la même colonne ; gardez-en une.\n"
        "2 problèmes : aucune fiche n'est écrite.\n",
    )
    assert list((work / "catalogue" / "fiches").iterdir()) == []


def test_a_file_that_exists_is_written_again_only_when_it_is_asked(write_fiche: WriteFiche) -> None:
    path = write_fiche("guichet-mobile")
    before = path.read_text("utf-8")
    write_table(ROW)
    assert importer("tableau.xlsx") == (
        1,
        "0 fiche écrite, 0 sans changement, 1 ligne refusée.\n",
        "tableau.xlsx, ligne 2 : catalogue/fiches/guichet-mobile.md existe déjà ; "
        "ajoutez --remplacer pour l'écrire de nouveau.\n",
    )
    assert path.read_text("utf-8") == before
    assert importer("tableau.xlsx", "--remplacer")[0] == 0
    assert "titre: Guichet mobile\n" in path.read_text("utf-8")
    after = path.read_bytes()
    assert importer("tableau.xlsx") == (0, "0 fiche écrite, 1 sans changement, 0 ligne refusée.\n", "")
    assert path.read_bytes() == after


def test_a_file_that_is_replaced_keeps_the_lines_that_say_the_same(write_fiche: WriteFiche) -> None:
    path = write_fiche("guichet-mobile", HEADER.replace("[accueil]", "[accueil] # à compléter"))
    write_table(ROW)
    assert importer("tableau.xlsx", "--remplacer")[0] == 0
    assert "etiquettes: [accueil] # à compléter\n" in path.read_text("utf-8")


def test_the_text_that_replaces_a_file_is_the_one_that_is_checked(write_fiche: WriteFiche) -> None:
    comment = "x" * (MAX_FRONT_MATTER_BYTES - len(HEADER.encode()) - len(" # "))
    path = write_fiche("guichet-mobile", HEADER.replace("[accueil]", f"[accueil] # {comment}"))
    before = path.read_bytes()
    write_table({**ROW, "Résumé": "Un seul accueil. " * 23})
    assert importer("tableau.xlsx", "--remplacer") == (
        1,
        "0 fiche écrite, 0 sans changement, 1 ligne refusée.\n",
        "tableau.xlsx, ligne 2 : l'en-tête dépasse 16 Kio ; raccourcissez-le.\n",
    )
    assert path.read_bytes() == before


def test_a_link_to_a_file_outside_is_never_followed(work: Path, write_fiche: WriteFiche) -> None:
    outside = work / "dehors.md"
    outside.write_text("à moi", "utf-8")
    (work / "catalogue" / "fiches" / "guichet-mobile.md").symlink_to(outside)
    write_table(ROW)
    assert importer("tableau.xlsx", "--remplacer")[0] == 1
    assert outside.read_text("utf-8") == "à moi"


def test_what_fiches_break_together_is_said_at_once() -> None:
    write_table({**ROW, "Liens": "fiche : absente\nraison : On y va."})
    code, said, refused = importer("tableau.xlsx")
    assert (code, said.splitlines()[-1]) == (1, "1 fiche écrite, 0 sans changement, 0 ligne refusée.")
    assert refused.endswith("la fiche « absente » n'existe pas.\n1 problème : rien n'est publié tant qu'il en reste.\n")


def test_the_export_of_the_site_gives_back_every_fiche_and_changes_no_file(work: Path, site: FlaskClient) -> None:
    Path("export.csv").write_bytes(site.get("/donnees/catalogue.csv").data)
    ours, total = read_catalogue(HERE), len(list((HERE / "fiches").glob("*.md")))
    assert importer("export.csv")[0] == 0
    theirs = read_catalogue(work / "catalogue")
    assert isinstance(ours, Catalogue)
    assert isinstance(theirs, Catalogue)
    assert theirs.fiches == ours.fiches
    assert importer("export.csv", dossier=str(HERE)) == (
        0,
        f"0 fiche écrite, {total} sans changement, 0 ligne refusée.\n",
        "",
    )


@pytest.mark.parametrize("name", ["modele.csv", "modele.xlsx"])
def test_the_template_has_every_column_and_a_real_fiche_that_imports(work: Path, name: str) -> None:
    real = str(HERE)
    assert importer("--modele", name, dossier=real)[1] == (
        f"{name} est prêt à remplir. Puis : catalogue importer {name}\n"
    )
    assert importer("--modele", name, dossier=real)[2] == (
        f"Erreur : {name} existe déjà ; ajoutez --remplacer pour l'écraser.\n"
    )
    (first, *_) = sorted((HERE / "fiches").glob("*.md"))
    assert importer(name)[1].startswith(f"catalogue/fiches/{first.name} est écrite.\n1 fiche écrite")


def test_the_workbook_lists_what_is_permitted_and_offers_it_in_its_cells() -> None:
    importer("--modele", "modele.xlsx", dossier=str(HERE))
    book = openpyxl.load_workbook("modele.xlsx")
    assert [cell.value for cell in book["Fiches"][1]] == [column.title for column in COLUMNS.values()]
    natures = [cell.value for cell in book["Valeurs permises"]["A"] if cell.value]
    assert natures == ["Nature", "Managériale", "Sociétale"]
    offered = {str(one.sqref): one.formula1 for one in book["Fiches"].data_validations.dataValidation}
    assert offered["D2:D1000"] == "'Valeurs permises'!$A$2:$A$3"


def test_without_a_file_the_template_is_printed_as_csv() -> None:
    code, said, refused = importer("--modele", dossier=str(HERE))
    assert (code, refused) == (0, "")
    assert said.startswith("Nom de la fiche dans son adresse;Titre;Résumé qui se lit seul;Nature;Domaine;")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Erreur : donnez un tableau .csv ou .xlsx, ou --modele pour en obtenir un à remplir."),
        (["tableau.ods"], "Erreur : tableau.ods : il faut un fichier .csv ou .xlsx."),
    ],
)
def test_without_a_table_the_command_says_what_it_wants(arguments: list[str], message: str) -> None:
    assert importer(*arguments) == (2, "", f"{message}\nAide : catalogue importer --aide\n")


def test_a_name_that_no_disk_can_hold_is_refused(work: Path) -> None:
    write_table({"Identifiant": "a" * 300, **ROW})
    code, _, errors = importer("tableau.xlsx")
    assert code == 1
    assert "le nom du fichier n'est pas permis" in errors
    assert list((work / "catalogue" / "fiches").iterdir()) == []
