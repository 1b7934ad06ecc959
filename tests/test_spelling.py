"""Every word that a visitor reads is known to hunspell's French dictionary, or to our list of names and terms."""

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from catalogue.collection import HERE, Catalogue, read_catalogue
from index.text import plain_text

KNOWN = Path(__file__).with_name("mots.txt")
PAGES = (
    *(
        "/",
        "/recherche?q=xylophone",
        "/recherche?q=xylophone&exact=1",
        "/domaines",
        "/natures",
        "/a-propos",
        "/fiches/absente",
    ),
    *("/diagnostic", "/diagnostic/resultat?simplicite=oui", "/diagnostic/note?simplicite=oui"),
    *("/parcours", "/parcours?domaine=&collectivite=", "/selection", "/selection?selection=guichet-unique"),
    *("/panorama", "/liens", "/contribuer", "/contribuer/fiche", "/integrer"),
    *("/accessibilite", "/mentions-legales", "/confidentialite", "/ecoconception"),
)
ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'", re.IGNORECASE)


class Text(HTMLParser):
    """What a page shows, without scripts, code and the titles of foreign sources."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._unread: list[str] = []  # the elements that are open and not read
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        sources = tag == "section" and "sources" in (dict(attrs).get("class") or "")
        if sources or tag in {"title", "script", "code", "pre"} or tag in self._unread:
            self._unread.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            self._unread.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.lines.append(data)


@pytest.fixture(scope="module")
def hunspell() -> str:
    command = shutil.which("hunspell")
    if command:
        return command
    if os.environ.get("CI"):
        pytest.fail("hunspell manque : « apt-get install hunspell hunspell-fr-comprehensive ».")
    pytest.skip("hunspell n'est pas installé : l'orthographe n'est pas vérifiée.")


def unknown_words(hunspell: str, lines: list[str]) -> set[str]:
    # « -mot », « médico- » at the end of a line: the hyphen belongs to no word.
    text = re.sub(r"(?<!\w)-|-(?!\w)", " ", "\n".join(lines).replace("’", "'"))
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [hunspell, "-d", "fr", "-l"], input=text, capture_output=True, text=True, check=True, env=environment
    )
    return {ELISION.sub("", word.strip(".'")) for word in done.stdout.split()}


def known_words() -> set[str]:
    lines = KNOWN.read_text("utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def prose(catalogue: Catalogue) -> list[str]:
    lines: list[str] = []
    for fiche in catalogue.fiches:
        lines += [fiche.titre, fiche.resume, *fiche.etiquettes, *fiche.aussi_appele]
        lines += [plain_text(section.texte) for section in fiche.sections]
        for exemple in fiche.exemples:
            lines += [exemple.collectivite, exemple.texte, exemple.resultat or ""]
        lines += [lien.raison for lien in fiche.liens]
    return lines


def test_every_word_is_in_the_dictionary_or_in_the_list_of_names(hunspell: str, site: FlaskClient) -> None:
    catalogue = read_catalogue(HERE)
    assert isinstance(catalogue, Catalogue)
    lines = [line for address in PAGES for line in Text(site.get(address).text).lines]
    unknown = unknown_words(hunspell, [*prose(catalogue), *lines])
    assert sorted(unknown - known_words()) == []
    assert sorted(known_words() - unknown) == [], "ces mots ne servent plus : retirez-les de la liste"


def test_a_misspelled_word_is_seen(hunspell: str) -> None:
    assert unknown_words(hunspell, ["L'acceuil des habitans est ouvert."]) == {"acceuil", "habitans"}
