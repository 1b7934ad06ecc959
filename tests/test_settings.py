"""The settings: what each environment variable gives, and what stands in when it says nothing."""

import subprocess
from pathlib import Path

import pytest

from app import create_app
from app.settings import PROJECT, Settings, read_settings, unsaid
from catalogue.collection import HERE
from index.build import Built, build
from tests.conftest import COMMAND, WriteFiche

DEFAULTS = {"dossier": HERE, "var": PROJECT / "var", "forge_url": None, "site_url": None}


def test_without_a_variable_the_project_serves_its_own_catalogue() -> None:
    assert read_settings({}) == Settings(**DEFAULTS)
    assert (HERE / "fiches").is_dir()
    assert (PROJECT / "pyproject.toml").is_file()


@pytest.mark.parametrize(
    ("variable", "value", "field", "expected"),
    [
        ("CATALOGUE_DOSSIER", "/srv/fiches", "dossier", Path("/srv/fiches")),
        ("CATALOGUE_DOSSIER", "ailleurs/catalogue/", "dossier", Path("ailleurs/catalogue")),
        ("CATALOGUE_VAR", "/srv/var", "var", Path("/srv/var")),
        ("CATALOGUE_FORGE_URL", "https://github.com/v/c", "forge_url", "https://github.com/v/c"),
        ("CATALOGUE_FORGE_URL", "https://github.com/v/c/", "forge_url", "https://github.com/v/c"),
        ("CATALOGUE_FORGE_TOKEN", " un-jeton\n", "forge_token", "un-jeton"),
        ("CATALOGUE_FORGE_GENRE", "Forgejo ", "forge_genre", "forgejo"),
        ("CATALOGUE_CONTACT", " equipe@exemple.fr ", "contact", "equipe@exemple.fr"),
        ("CATALOGUE_SITE_URL", "https://catalogue.exemple.fr", "site_url", "https://catalogue.exemple.fr"),
        ("CATALOGUE_SITE_URL", "https://exemple.fr/catalogue//", "site_url", "https://exemple.fr/catalogue"),
        ("AUTRE_VARIABLE", "x", "var", PROJECT / "var"),
    ],
)
def test_each_variable_changes_its_setting_alone(variable: str, value: str, field: str, expected: object) -> None:
    assert read_settings({variable: value}) == Settings(**{**DEFAULTS, field: expected})


@pytest.mark.parametrize(
    "variable",
    [
        "CATALOGUE_DOSSIER",
        "CATALOGUE_VAR",
        "CATALOGUE_FORGE_URL",
        "CATALOGUE_FORGE_TOKEN",
        "CATALOGUE_FORGE_GENRE",
        "CATALOGUE_CONTACT",
        "CATALOGUE_SITE_URL",
    ],
)
def test_an_empty_variable_counts_as_none(variable: str) -> None:
    assert read_settings({variable: ""}) == Settings(**DEFAULTS)


def test_what_a_public_site_must_still_say_is_named_by_its_variables() -> None:
    said = {
        "CATALOGUE_EDITEUR": "Ville de Chatou",
        "CATALOGUE_EDITEUR_ADRESSE": "78400 Chatou",
        "CATALOGUE_EDITEUR_DIRECTEUR": "Jeanne Martin",
        "CATALOGUE_EDITEUR_CONTACT": "catalogue@exemple.fr",
        "CATALOGUE_HEBERGEUR": "Syndicat numérique",
    }
    assert unsaid(read_settings({})) == list(said)
    assert unsaid(read_settings(said)) == []
    assert unsaid(read_settings(said | {"CATALOGUE_EDITEUR_CONTACT": " "})) == ["CATALOGUE_EDITEUR_CONTACT"]


def test_a_setting_cannot_change_once_it_is_read() -> None:
    with pytest.raises(AttributeError):
        read_settings({}).var = Path("/ailleurs")  # type: ignore[misc]


def test_the_environment_of_the_process_is_read_when_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOGUE_SITE_URL", "https://un.exemple.fr")
    assert read_settings().site_url == "https://un.exemple.fr"
    monkeypatch.setenv("CATALOGUE_SITE_URL", "https://deux.exemple.fr")
    assert read_settings().site_url == "https://deux.exemple.fr"


def test_a_site_without_settings_takes_those_of_the_environment(
    write_fiche: WriteFiche, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_fiche()
    built = build(folder, folder / "var")
    assert isinstance(built, Built), built
    monkeypatch.setenv("CATALOGUE_VAR", str(folder / "var"))
    monkeypatch.setenv("CATALOGUE_SITE_URL", "https://exemple.fr")
    app = create_app()
    visitor = app.test_client()
    assert visitor.get("/sante").json == {"etat": "en service", "generation": built.folder.name, "fiches": 1}
    assert '<link rel="canonical" href="https://exemple.fr/">' in visitor.get("/").text
    app.extensions["generation"].get().close()


def test_a_real_process_reads_its_settings(write_fiche: WriteFiche, folder: Path) -> None:
    write_fiche()
    environment = {"CATALOGUE_DOSSIER": "catalogue", "CATALOGUE_VAR": "ici/var", "PATH": "", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [COMMAND, "indexer"], env=environment, cwd=folder.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    generation = (folder.parent / "ici" / "var" / "courante").read_text().strip()
    assert done.stdout == f"L'index {generation} est en service.\n"
