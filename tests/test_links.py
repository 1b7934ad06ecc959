"""The links between natures: what the fiches say, whichever says it, listed and drawn alike."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from app.links import Bond, bonds, ties
from catalogue.collection import HERE, Catalogue, read_catalogue
from catalogue.typography import french_spaces
from index.build import Built, build
from index.store import Outline
from tests.conftest import WriteFiche, front_matter, visited

FORUM = {"titre": "Forum citoyen", "nature": "societale", "domaine": "vie-locale"}


def read_bonds(folder: Path) -> list[Bond]:
    catalogue = read_catalogue(folder)
    assert isinstance(catalogue, Catalogue), catalogue
    return bonds({fiche.slug: Outline.of(fiche) for fiche in catalogue.fiches})


def test_a_pair_is_bound_whichever_of_the_two_says_it(write_fiche: WriteFiche) -> None:
    write_fiche("guichet", front_matter())
    path = write_fiche("forum", front_matter(**FORUM, liens="[{fiche: guichet, raison: On y revient.}]"))
    (found,) = read_bonds(path.parent.parent)
    assert (found.manageriale.slug, found.societale.slug) == ("guichet", "forum")
    assert found.raisons == {"forum": "On y revient."}
    write_fiche("guichet", front_matter(liens="[{fiche: forum, raison: Il y prépare.}]"))
    (found,) = read_bonds(path.parent.parent)
    assert found.raisons == {"forum": "On y revient.", "guichet": "Il y prépare."}
    assert [found.reason_of(slug) for slug in ("forum", "guichet")] == ["On y revient.", "Il y prépare."]


def test_a_fiche_that_says_nothing_of_a_bond_has_the_reason_of_the_other(write_fiche: WriteFiche) -> None:
    write_fiche("guichet", front_matter())
    path = write_fiche("forum", front_matter(**FORUM, liens="[{fiche: guichet, raison: On y revient.}]"))
    (found,) = read_bonds(path.parent.parent)
    assert found.reason_of("guichet") == "On y revient."


def test_two_fiches_of_the_same_nature_are_not_bound(write_fiche: WriteFiche) -> None:
    write_fiche("guichet", front_matter())
    path = write_fiche("projet", front_matter(titre="Projet de service", liens="[{fiche: guichet, raison: Voisins.}]"))
    assert read_bonds(path.parent.parent) == []


def test_a_third_nature_is_bound_to_none(write_fiche: WriteFiche, folder: Path) -> None:
    vocabulary = (HERE / "vocabulaire.yml").read_text("utf-8")
    third = "natures:\n  - {id: mixte, libelle: Mixte, explication: Les deux.}\n"
    (folder / "vocabulaire.yml").write_text(vocabulary.replace("natures:\n", third, 1), "utf-8")
    write_fiche("guichet", front_matter())
    write_fiche("forum", front_matter(**FORUM | {"nature": "mixte"}, liens="[{fiche: guichet, raison: On y va.}]"))
    assert read_bonds(folder) == []


def test_the_bonds_of_a_choice_are_seen_from_each_chosen_fiche_with_its_reason() -> None:
    found = read_bonds(HERE)
    bond = next(bond for bond in found if len(bond.raisons) == 2)
    chosen = [bond.societale.slug, bond.manageriale.slug]
    seen = ties(chosen, found)
    assert [tie.choisie.slug for tie in seen] == sorted((tie.choisie.slug for tie in seen), key=chosen.index)
    assert {(tie.choisie.slug, tie.autre.slug, tie.raison) for tie in seen} >= {
        (bond.societale.slug, bond.manageriale.slug, bond.raisons[bond.societale.slug]),
        (bond.manageriale.slug, bond.societale.slug, bond.raisons[bond.manageriale.slug]),
    }
    assert len(seen) == sum((one.societale.slug in chosen) + (one.manageriale.slug in chosen) for one in found)
    assert ties([], found) == []


def test_the_list_is_the_equal_of_the_drawing(site: FlaskClient) -> None:
    text, found = site.get("/liens").text, read_bonds(HERE)
    assert len(re.findall(r'<line class="trait"', text)) == len(found)
    listed = text[text.index('id="liste"') :]
    assert len(re.findall(r'<li><a href="/fiches/', listed)) >= len(found)
    for bond in found:
        assert escape(french_spaces(bond.reason_of(bond.societale.slug))) in listed
    said = [escape(french_spaces(bond.raisons[bond.manageriale.slug])) for bond in found if len(bond.raisons) == 2]
    assert [reason for reason in said if reason in listed] == []
    assert f"{len(found)} liens entre" in text


def test_a_link_added_to_a_fiche_adds_a_line(write_fiche: WriteFiche, tmp_path: Path) -> None:
    folder = write_fiche("forum", front_matter(**FORUM)).parent.parent
    for liens, sentence in (
        ("[]", "Aucune fiche ne relie encore les deux natures."),
        ("[{fiche: forum, raison: Les agents préparent <b>le forum</b>.}]", "1 lien entre 1 innovation managériale et"),
    ):
        write_fiche("guichet", front_matter(liens=liens))
        built = build(folder, tmp_path / "var")
        assert isinstance(built, Built), built
        with visited(folder, tmp_path / "var") as visitor:
            text = visitor.get("/liens").text
        assert sentence in text
        assert "<b>le forum</b>" not in text


@pytest.mark.parametrize("address", ["/panorama", "/exemples", "/liens"])
def test_each_page_answers(site: FlaskClient, address: str) -> None:
    assert site.get(address).status_code == 200
