"""The SQLite file of a generation: what our pages read, and what a re-user reads without us."""

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from catalogue.body import HEADINGS
from catalogue.fiche import Fiche
from catalogue.fiche_file import read_fiche
from catalogue.render import Renderer
from catalogue.vocabulary import Vocabulary
from index.analysis import analyse
from index.store import Outline, Store, StoreWriter
from tests.conftest import BODY, WriteFiche, front_matter

TABLES = {"fiches", "sections", "etiquettes", "mots", "notice"}
HEADERS = {
    "forum-citoyen": front_matter(
        titre="Forum citoyen",
        nature="societale",
        domaine="vie-locale",
        formes="[service, numerique]",
        etiquettes="[Débat public, accueil]",
        demarrage="{cout: faible, perimetre: petit}",
        etape="arretee",
        raison_arret="Faute d'élus.",
        verifiee="2026-11-25",
    ),
    "guichet-unique": front_matter(),
}
BODIES = {"forum-citoyen": BODY.replace("Du texte", "Du **texte** & des :\n\n- listes,", 1), "guichet-unique": BODY}


@pytest.fixture
def fiches(write_fiche: WriteFiche, vocabulary: Vocabulary) -> dict[str, Fiche]:
    read = {slug: read_fiche(write_fiche(slug, header, BODIES[slug]), vocabulary) for slug, header in HEADERS.items()}
    assert all(isinstance(fiche, Fiche) for fiche in read.values()), read
    return {slug: fiche for slug, fiche in read.items() if isinstance(fiche, Fiche)}


@pytest.fixture
def path(tmp_path: Path, folder: Path, fiches: dict[str, Fiche], vocabulary: Vocabulary) -> Path:
    """A written file, in a folder whose name is awkward in an address."""
    path = tmp_path / "l'été #1 ? 100 %" / "catalogue.sqlite"
    path.parent.mkdir()
    with StoreWriter(path) as writer:
        for slug, fiche in fiches.items():
            markdown = (folder / "fiches" / f"{slug}.md").read_text("utf-8")
            writer.add(analyse(fiche, markdown, vocabulary, Renderer()), f"empreinte de {slug}")
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with closing(Store(path)) as store:
        yield store


def test_fiches_come_back_as_they_were_read(store: Store, fiches: dict[str, Fiche]) -> None:
    assert list(store.every_fiche()) == [fiches["forum-citoyen"], fiches["guichet-unique"]]
    assert store.get("forum-citoyen") == fiches["forum-citoyen"]


def test_fiches_come_in_the_order_asked_for_without_the_unknown(store: Store) -> None:
    asked = store.fiches(["guichet-unique", "inconnue", "forum-citoyen"])
    assert [fiche.slug for fiche in asked] == ["guichet-unique", "forum-citoyen"]
    assert store.fiches([]) == []


def test_outlines_are_every_fiche_without_its_texts(store: Store, fiches: dict[str, Fiche]) -> None:
    assert store.outlines == {slug: Outline.of(fiches[slug]) for slug in ("forum-citoyen", "guichet-unique")}
    assert store.outlines["forum-citoyen"].demarrage.cout == "faible"


@pytest.mark.parametrize("slug", ["inconnue", "", "forum'citoyen", "FORUM-CITOYEN", "forum-citoyen\x00"])
def test_an_unknown_fiche_is_none(store: Store, slug: str) -> None:
    assert store.get(slug) is None
    assert store.markdown(slug) is None
    assert store.html(slug) == []


def test_the_file_of_a_fiche_comes_back_to_the_letter(store: Store, folder: Path) -> None:
    written = (folder / "fiches" / "forum-citoyen.md").read_text("utf-8")
    assert store.markdown("forum-citoyen") == written


def test_sections_are_safe_html_in_the_order_of_the_file(store: Store) -> None:
    sections = store.html("forum-citoyen")
    assert [titre for titre, _ in sections] == list(HEADINGS)
    assert sections[0][1].startswith("<p>Du <strong>texte</strong> &amp; des&nbsp;:</p>\n<ul>\n<li>listes, sourcé")
    assert 'id="appel-1-1"' in sections[0][1]
    assert 'id="appel-1-7"' in sections[6][1]


def test_etiquettes_are_what_people_read_by_their_slugs(store: Store) -> None:
    assert store.etiquettes() == {"accueil": "accueil", "debat-public": "Débat public"}


def test_words_are_those_of_the_texts_that_may_be_searched(store: Store) -> None:
    numbers = [row["nombre"] for row in store.words()]
    assert numbers == sorted(numbers, reverse=True)
    counts = {row["mot"]: (row["terme"], row["nombre"]) for row in store.words()}
    assert counts["citoyen"] == ("citoyen", 1)
    assert counts["accueil"][0] == "accueil"
    assert "sources" not in counts


def test_several_threads_read_one_store(store: Store, fiches: dict[str, Fiche]) -> None:
    slugs = [*fiches] * 50
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(store.get, slugs)) == [fiches[slug] for slug in slugs]


def test_a_missing_file_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        Store(tmp_path / "absent.sqlite")
    assert not (tmp_path / "absent.sqlite").exists()


def test_reading_leaves_nothing_beside_the_file(store: Store, path: Path) -> None:
    assert store.cards()
    assert [file.name for file in path.parent.iterdir()] == ["catalogue.sqlite"]


def test_a_reuser_finds_the_front_matter_in_columns(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        [row] = db.execute("select * from fiches where nature = 'societale'").fetchall()
    assert {key: row[key] for key in ("slug", "titre", "domaine", "cout", "delai", "perimetre", "etape")} == {
        "slug": "forum-citoyen",
        "titre": "Forum citoyen",
        "domaine": "vie-locale",
        "cout": "faible",
        "delai": None,
        "perimetre": "petit",
        "etape": "arretee",
    }
    assert (row["publiee"], row["verifiee"], row["raison_arret"]) == ("2026-11-24", "2026-11-25", "Faute d'élus.")
    assert json.loads(row["formes"]) == ["service", "numerique"]
    assert json.loads(row["etiquettes"]) == ["Débat public", "accueil"]
    assert json.loads(row["fiche"])["sources"][0]["organisme"] == "Ville de Chatou"


def test_a_reuser_can_query_the_lists_of_a_fiche(path: Path) -> None:
    sql = "select slug, value from fiches, json_each(fiches.formes) order by slug, value"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(sql).fetchall() == [
            ("forum-citoyen", "numerique"),
            ("forum-citoyen", "service"),
            ("guichet-unique", "mode-organisation"),
        ]


def test_a_reuser_can_count_the_etiquettes(path: Path) -> None:
    sql = "select libelle, count(*) from etiquettes join fiches on slug = etiquettes.fiche group by etiquette"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(sql).fetchall() == [("accueil", 2), ("Débat public", 1)]


def test_a_reuser_finds_keys_between_the_tables(path: Path) -> None:
    with closing(sqlite_utils.Database(path)) as db:
        assert set(db.table_names()) - {"sqlite_stat1", "sqlite_stat4"} == TABLES
        assert {table: db.table(table).pks for table in ("fiches", "sections", "etiquettes", "mots")} == {
            "fiches": ["slug"],
            "sections": ["fiche", "rang"],
            "etiquettes": ["etiquette", "fiche"],
            "mots": ["mot", "terme"],
        }
        assert [(key.column, key.other_table, key.other_column) for key in db.table("sections").foreign_keys] == [
            ("fiche", "fiches", "slug")
        ]
        assert [key.other_table for key in db.table("etiquettes").foreign_keys] == ["fiches"]
        assert {name: db.table(name).count for name in ("fiches", "sections", "etiquettes")} == {
            "fiches": 2,
            "sections": 14,
            "etiquettes": 3,
        }


def test_the_file_is_sound_and_its_statistics_are_there(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []
        assert {row[0] for row in db.execute("select tbl from sqlite_stat1")} >= {"fiches", "sections", "etiquettes"}


def test_the_file_says_its_licence_its_source_and_its_date(path: Path) -> None:
    with closing(sqlite_utils.Database(path)) as db:
        assert list(db["notice"].rows) == [
            {
                "licence": "Licence Ouverte 2.0",
                "source": "Catalogue de l'innovation territoriale",
                "date": "2026-11-25",
            }
        ]
