"""The whole catalogue: which files make it, and the rules that one fiche alone cannot check."""

from pathlib import Path

import pytest

from catalogue.collection import HERE, Catalogue, catalogue_file, catalogue_files, read_catalogue
from catalogue.problem import Problem
from catalogue.study import read_study
from catalogue.thesaurus import read_thesaurus
from catalogue.vocabulary import Vocabulary, read_vocabulary
from tests.conftest import WriteFiche, front_matter

FICHES = "catalogue/fiches"


def read(folder: Path) -> Catalogue:
    """The catalogue of a right folder."""
    catalogue = read_catalogue(folder)
    assert isinstance(catalogue, Catalogue), catalogue
    return catalogue


def refusals(folder: Path) -> list[str]:
    """The problems of a wrong folder, as a person sees them."""
    problems = read_catalogue(folder)
    assert isinstance(problems, list), "this catalogue is accepted"
    return [str(problem) for problem in problems]


def test_the_project_s_own_catalogue_has_no_problem() -> None:
    catalogue = read(HERE)
    assert len(catalogue.fiches) >= 25
    assert {fiche.nature for fiche in catalogue.fiches} == {"manageriale", "societale"}
    assert {fiche.domaine for fiche in catalogue.fiches} == set(catalogue.vocabulary.terms["domaines"])


def test_fiches_come_in_the_order_of_their_names(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche("portail-famille", front_matter(titre="Portail famille"))
    write_fiche("guichet-unique")
    (folder / "fiches" / "LISEZMOI.txt").write_text("Rien à lire ici.", "utf-8")
    catalogue = read(folder)
    assert [fiche.slug for fiche in catalogue.fiches] == ["guichet-unique", "portail-famille"]


def test_a_folder_that_does_not_exist_is_refused(folder: Path) -> None:
    assert refusals(folder / "ailleurs") == ["catalogue/ailleurs/fiches : ce dossier de fiches n'existe pas."]


def test_a_folder_of_fiches_that_is_a_file_is_refused(folder: Path) -> None:
    (folder / "fiches").rmdir()
    (folder / "fiches").write_text("", "utf-8")
    assert refusals(folder) == [f"{FICHES} : ce dossier de fiches n'existe pas."]


def test_an_empty_catalogue_is_refused(folder: Path) -> None:
    (folder / "fiches" / "notes.txt").write_text("Rien.", "utf-8")
    assert refusals(folder) == [f"{FICHES} : ce dossier ne contient aucune fiche (.md)."]


def test_every_missing_file_is_taken_from_the_project(
    folder: Path, write_fiche: WriteFiche, vocabulary: Vocabulary
) -> None:
    path = write_fiche()
    catalogue = read(folder)
    assert catalogue.vocabulary == vocabulary
    assert catalogue.lists.study == read_study(HERE / "etude.yml")
    assert catalogue.lists.thesaurus == read_thesaurus(HERE / "thesaurus.yml")
    assert catalogue_files(folder) == [HERE / "vocabulaire.yml", HERE / "etude.yml", HERE / "thesaurus.yml", path]


def test_a_file_of_the_folder_takes_the_place_of_the_project_s(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche()
    (folder / "thesaurus.yml").write_text("- [guichet, comptoir]\n", "utf-8")
    (folder / "etude.yml").write_text(
        (HERE / "etude.yml").read_text("utf-8").replace("valeur: 311", "valeur: 312"), "utf-8"
    )
    (folder / "vocabulaire.yml").write_text(
        (HERE / "vocabulaire.yml").read_text("utf-8").replace("libelle: Sociétale", "libelle: Externe au service"),
        "utf-8",
    )
    catalogue = read(folder)
    assert catalogue.lists.thesaurus == (("guichet", "comptoir"),)
    assert catalogue.lists.study.figures["repondants"].valeur == 312
    assert catalogue.vocabulary.libelle("natures", "societale") == "Externe au service"
    assert catalogue_file(folder, "thesaurus.yml") == folder / "thesaurus.yml"


def test_a_wrong_vocabulary_is_told_alone_since_no_fiche_can_be_checked_without_it(
    folder: Path, write_fiche: WriteFiche
) -> None:
    write_fiche(header=front_matter(titre="Abcd"))
    (folder / "vocabulaire.yml").write_text("- natures\n", "utf-8")
    assert read_catalogue(folder) == read_vocabulary(folder / "vocabulaire.yml")
    assert refusals(folder) == ["catalogue/vocabulaire.yml, ligne 1 : le vocabulaire doit être une suite de listes."]


def test_the_problems_of_every_file_are_told_at_once_and_sorted(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche("zebre", front_matter(titre="Abcd", domaine="RHH"))
    write_fiche("abeille", front_matter(nature="toto"))
    (folder / "etude.yml").write_text("- titre\n", "utf-8")
    (folder / "thesaurus.yml").write_text("- [seul]\n", "utf-8")
    assert refusals(folder) == [
        "catalogue/etude.yml, ligne 1 : l'étude doit être une suite de lignes « rubrique: valeur ».",
        f"{FICHES}/abeille.md, ligne 4 : « toto » n'est pas une nature. Valeurs permises : manageriale, societale.",
        f"{FICHES}/zebre.md, ligne 2 : « titre » est trop court (4) ; il faut au moins 5 signes.",
        f"{FICHES}/zebre.md, ligne 5 : « RHH » n'est pas un domaine. Vouliez-vous dire « ressources-humaines » ?",
        "catalogue/thesaurus.yml, ligne 1 : un groupe réunit de 2 à 12 expressions entre crochets.",
    ]


@pytest.mark.parametrize("titre", ["Guichet unique", "GUICHET UNIQUE", "Guichet  uniqué"])
def test_two_fiches_never_have_the_same_title(folder: Path, write_fiche: WriteFiche, titre: str) -> None:
    write_fiche("a-guichet")
    write_fiche("b-guichet", front_matter(titre=titre))
    shown = " ".join(titre.split())
    assert refusals(folder) == [
        f"{FICHES}/b-guichet.md, ligne 2 : le titre « {shown} » est déjà celui de a-guichet.md ; précisez-le."
    ]


def test_a_title_written_twice_is_told_in_each_fiche_after_the_first(folder: Path, write_fiche: WriteFiche) -> None:
    for slug in ("c", "a", "b"):
        write_fiche(slug)
    assert refusals(folder) == [
        f"{FICHES}/{slug}.md, ligne 2 : le titre « Guichet unique » est déjà celui de a.md ; précisez-le."
        for slug in "bc"
    ]


@pytest.mark.parametrize(
    ("written", "advice"),
    [("guichet-uniqe", " Vouliez-vous dire « guichet-unique » ?"), ("maison-de-sante", "")],
    ids=["near", "far"],
)
def test_a_link_to_an_unknown_fiche_is_refused_with_the_nearest_one(
    folder: Path, write_fiche: WriteFiche, written: str, advice: str
) -> None:
    write_fiche()
    write_fiche(
        "portail-famille",
        front_matter(titre="Portail famille")
        + f"liens:\n  - {{fiche: guichet-unique, raison: Proche.}}\n  - raison: Proche.\n    fiche: {written}\n",
    )
    assert refusals(folder) == [f"{FICHES}/portail-famille.md, ligne 17 : la fiche « {written} » n'existe pas.{advice}"]


def test_a_fiche_that_links_to_itself_is_refused(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche(header=front_matter(liens="[{fiche: guichet-unique, raison: Proche.}]"))
    assert refusals(folder) == [f"{FICHES}/guichet-unique.md, ligne 14 : une fiche ne renvoie pas à elle-même."]


def test_a_link_to_a_fiche_that_has_problems_of_its_own_is_not_refused(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche(header=front_matter(liens="[{fiche: portail-famille, raison: Proche.}]"))
    write_fiche("portail-famille", front_matter(titre="Abcd"))
    assert refusals(folder) == [
        f"{FICHES}/portail-famille.md, ligne 2 : « titre » est trop court (4) ; il faut au moins 5 signes."
    ]


def test_one_label_has_one_spelling(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche("a", front_matter(titre="Une fiche", etiquettes="[accueil, France services]"))
    write_fiche("b", front_matter(titre="Deux fiches", etiquettes="\n  - accueil\n  - France Services"))
    assert refusals(folder) == [
        f"{FICHES}/b.md, ligne 10 : l'étiquette « France Services » s'écrit « France services » dans a.md ; "
        "gardez une écriture."
    ]


def test_the_line_is_right_in_a_file_saved_by_windows(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche("a")
    path = write_fiche("b")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert refusals(folder) == [
        f"{FICHES}/b.md, ligne 2 : le titre « Guichet unique » est déjà celui de a.md ; précisez-le."
    ]


def test_a_symbolic_link_among_the_fiches_is_refused(folder: Path, write_fiche: WriteFiche, tmp_path: Path) -> None:
    write_fiche()
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe", "utf-8")
    (folder / "fiches" / "lien.md").symlink_to(secret)
    (folder / "fiches" / "perdu.md").symlink_to(tmp_path / "nulle-part")
    message = "ce fichier est un lien symbolique ; une fiche est un vrai fichier."
    assert read_catalogue(folder) == [
        Problem(f"{FICHES}/lien.md", 0, message),
        Problem(f"{FICHES}/perdu.md", 0, message),
    ]


def test_a_nature_that_is_not_usual_for_its_domaine_is_allowed(folder: Path, write_fiche: WriteFiche) -> None:
    write_fiche(header=front_matter(nature="societale", domaine="ressources-humaines"))
    catalogue = read(folder)
    assert catalogue.vocabulary.terms["domaines"]["ressources-humaines"].parent == "manageriale"
    assert (catalogue.fiches[0].nature, catalogue.fiches[0].domaine) == ("societale", "ressources-humaines")
