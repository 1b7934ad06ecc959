"""Small catalogues on disk, and what is built from them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.vocabulary import Vocabulary, read_vocabulary

HEADER = """\
titre: Guichet unique
resume: Un seul lieu et un seul accueil pour toutes les démarches, afin que l'habitant ne se déplace qu'une fois.
nature: manageriale
domaine: processus-qualite-organisation
formes: [mode-organisation]
collectivites: [commune]
etiquettes: [accueil]
auteurs: [L'équipe du catalogue]
publiee: 2026-11-24
sources:
  - titre: Le centre administratif
    organisme: Ville de Chatou
"""
BODY = "".join(f"## {heading}\n\nDu texte sourcé [1].\n\n" for heading in HEADINGS)

WriteFiche = Callable[..., Path]


def fiche_text(header: str = HEADER, body: str = BODY) -> str:
    """The text of a fiche file."""
    return f"---\n{header}---\n\n{body}"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The project's own vocabulary."""
    read = read_vocabulary(HERE / "vocabulaire.yml")
    assert isinstance(read, Vocabulary), read
    return read


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty catalogue, the current folder being its parent so that messages show « catalogue/fiches/… »."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "catalogue" / "fiches").mkdir(parents=True)
    return tmp_path / "catalogue"


@pytest.fixture
def write_fiche(folder: Path) -> WriteFiche:
    """Writes one fiche of that catalogue: by default a right one."""

    def write(slug: str = "guichet-unique", header: str = HEADER, body: str = BODY) -> Path:
        path = folder / "fiches" / f"{slug}.md"
        path.write_text(fiche_text(header, body), "utf-8")
        return path

    return write
