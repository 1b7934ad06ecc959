"""The file of a fiche: what is accepted, and every refusal of its name, its bytes and its front matter."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import BODY, HEADER, WriteFiche, fiche_text, front_matter

from catalogue.body import HEADINGS
from catalogue.fiche import Demarrage, Exemple, Fiche, Lien, Source
from catalogue.fiche_file import MAX_BYTES, MAX_FRONT_MATTER_BYTES, parse_fiche, read_fiche
from catalogue.vocabulary import Vocabulary

FILE = "catalogue/fiches/guichet-unique.md"
DOMAINES = (
    "vie-locale, action-sanitaire-et-sociale, ressources-humaines, strategie-evaluation, "
    "processus-qualite-organisation, systemes-information"
)
EXEMPLE = """\
exemples:
  - collectivite: Ville de Dreux
    type: commune
    departement: 28
    texte: Le guichet ouvre.
    sources: [1]
"""

Read = Callable[..., Fiche]
Refuse = Callable[..., list[str]]


@pytest.fixture
def read(write_fiche: WriteFiche, vocabulary: Vocabulary) -> Read:
    """The fiche that a right file gives."""

    def read(header: str = HEADER, body: str = BODY) -> Fiche:
        fiche = read_fiche(write_fiche(header=header, body=body), vocabulary)
        assert isinstance(fiche, Fiche), fiche
        return fiche

    return read


@pytest.fixture
def refuse(write_fiche: WriteFiche, vocabulary: Vocabulary) -> Refuse:
    """The problems of a wrong file, as a person sees them."""

    def refuse(header: str = HEADER, body: str = BODY) -> list[str]:
        problems = read_fiche(write_fiche(header=header, body=body), vocabulary)
        assert isinstance(problems, list), "this fiche is accepted"
        return [str(problem) for problem in problems]

    return refuse


def full_header() -> str:
    """A front matter where every key is filled."""
    return front_matter(
        etape="arretee",
        raison_arret="Faute de crédits.",
        aussi_appele="[numéro unique, mairie tout-en-un]",
        facteurs="[simplicite, adaptabilite]",
        initiative="agents",
        demarrage="{cout: faible, delai: 6-18-mois, portee: incrementale, perimetre: petit}",
        verifiee="2026-11-25",
        liens="[{fiche: portail-famille, raison: Le volet famille.}]",
        exemples="[{collectivite: Bourg-en-Bresse, type: commune, departement: 01, annee: 2013, population: 41000,"
        " texte: Le guichet ouvre., resultat: Non documenté., sources: [1]}]",
    ) + (
        # The list of sources ends in the middle of what was added, so it is written again at the end.
        ""
    )


def test_a_fiche_is_read_whole(read: Read) -> None:
    fiche = read(full_header())
    assert fiche.slug == "guichet-unique"
    assert fiche.titre == "Guichet unique"
    assert fiche.resume == (
        "Un seul lieu et un seul accueil pour toutes les démarches, afin que l'habitant ne se déplace qu'une fois."
    )
    assert (fiche.nature, fiche.domaine) == ("manageriale", "processus-qualite-organisation")
    assert (fiche.formes, fiche.collectivites) == (("mode-organisation",), ("commune",))
    assert (fiche.etiquettes, fiche.auteurs) == (("accueil",), ("L'équipe du catalogue",))
    assert fiche.aussi_appele == ("numéro unique", "mairie tout-en-un")
    assert (fiche.facteurs, fiche.initiative) == (("simplicite", "adaptabilite"), "agents")
    assert fiche.demarrage == Demarrage(cout="faible", delai="6-18-mois", portee="incrementale", perimetre="petit")
    assert (fiche.etape, fiche.raison_arret) == ("arretee", "Faute de crédits.")
    assert (fiche.publiee, fiche.verifiee) == (date(2026, 11, 24), date(2026, 11, 25))
    assert fiche.liens == (Lien(fiche="portail-famille", raison="Le volet famille."),)
    assert fiche.sources == (Source(titre="Le centre administratif", organisme="Ville de Chatou"),)
    assert fiche.exemples == (
        Exemple(
            collectivite="Bourg-en-Bresse",
            type="commune",
            departement="01",
            annee=2013,
            population=41000,
            texte="Le guichet ouvre.",
            resultat="Non documenté.",
            sources=(1,),
        ),
    )
    assert [section.titre for section in fiche.sections] == list(HEADINGS)
    assert {section.texte for section in fiche.sections} == {"Du texte sourcé [1]."}


def test_a_fiche_never_changes(read: Read) -> None:
    with pytest.raises(ValueError, match="frozen"):
        read().titre = "Un autre titre"  # type: ignore[misc]


def test_the_optional_keys_may_be_left_out_or_empty(read: Read) -> None:
    optional = "aussi_appele facteurs initiative demarrage etape raison_arret exemples liens verifiee".split()
    assert read(HEADER + "".join(f"{key}:\n" for key in optional)) == read()


def test_a_text_without_source_number_needs_no_source(read: Read) -> None:
    assert read(HEADER.split("sources:")[0], BODY.replace(" [1]", "")).sources == ()


@pytest.mark.parametrize(
    ("key", "written", "expected"),
    [
        ("nature", "Managériale", "manageriale"),
        ("nature", "ORGANISATIONNELLE", "manageriale"),
        ("domaine", "Ressources humaines", "ressources-humaines"),
        ("domaine", "RH", "ressources-humaines"),
        ("domaine", "SI", "systemes-information"),
        ("domaine", "Systèmes d’information", "systemes-information"),
        ("formes", "[Numérique, NTIC, service]", None),
        ("formes", "[Mode d'organisation, TIC]", ("mode-organisation", "numerique")),
        ("collectivites", "[Ville, Métropole, pompiers, CCAS]", ("commune", "epci", "sdis", "ccas-cias")),
        ("facteurs", "[Simplicité, DGS moteur]", ("simplicite", "acteur-administratif-moteur")),
        ("initiative", "Maire", "acteur-politique"),
        ("etape", "Généralisée", "generalisee"),
    ],
)
def test_labels_and_other_names_are_accepted(
    read: Read, refuse: Refuse, key: str, written: str, expected: str | tuple[str, ...] | None
) -> None:
    header = front_matter(**{key: written})
    if expected is None:
        assert refuse(header) == [f"{FILE}, ligne 6 : « numerique » est écrit deux fois ; gardez-en un seul."]
    else:
        assert getattr(read(header), key) == expected
