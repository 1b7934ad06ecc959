"""The closed lists: the project's own, the names that a writer may use, and every refusal of the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.collection import HERE
from catalogue.problem import Problem
from catalogue.vocabulary import KINDS, OWNERS, PARENTS, Vocabulary, read_vocabulary

FILE = "catalogue/vocabulaire.yml"
# Each list of the smallest right file is on one line, in the order of KINDS: « natures » on line 1, « domaines » on 2…
LINE = {kind: number for number, kind in enumerate(KINDS, 1)}

Refuse = Callable[..., list[str]]


def entry(kind: str, **keys: str) -> str:
    """A right entry of this list with other values for these keys; an empty one is left out."""
    right = {"id": "x", "libelle": "X", "explication": "Une phrase."} | ({OWNERS[kind]: "x"} if kind in OWNERS else {})
    return "{" + ", ".join(f"{key}: {value}" for key, value in (right | keys).items() if value) + "}"


def file_text(**lists: str) -> str:
    """The smallest right file, with other texts for these lists; what it lacks is added."""
    right = {kind: f"[{entry(kind)}]" for kind in KINDS}
    return "".join(f"{kind}: {value}\n" for kind, value in (right | lists).items())


@pytest.fixture
def read(folder: Path) -> Callable[..., Vocabulary | list[Problem]]:
    """What the file with this text gives."""

    def read(text: str) -> Vocabulary | list[Problem]:
        (folder / "vocabulaire.yml").write_text(text, "utf-8")
        return read_vocabulary(folder / "vocabulaire.yml")

    return read


@pytest.fixture
def refuse(read: Callable[..., Vocabulary | list[Problem]]) -> Refuse:
    """The problems of a wrong file, as a person sees them."""

    def refuse(text: str) -> list[str]:
        problems = read(text)
        assert isinstance(problems, list), "this vocabulary is accepted"
        return [str(problem) for problem in problems]

    return refuse


def test_the_project_has_the_natures_and_domaines_of_the_study(vocabulary: Vocabulary) -> None:
    assert list(vocabulary.terms["natures"]) == ["manageriale", "societale"]
    assert list(vocabulary.terms["domaines"]) == [
        "vie-locale",
        "action-sanitaire-et-sociale",
        "ressources-humaines",
        "strategie-evaluation",
        "processus-qualite-organisation",
        "systemes-information",
    ]
    assert list(vocabulary.terms["formes"]) == [
        "mode-organisation",
        "service",
        "outil-gestion",
        "numerique",
        "modele-economique",
    ]


def test_the_project_has_every_french_department_in_a_region(vocabulary: Vocabulary) -> None:
    departements = vocabulary.terms["departements"]
    regions = vocabulary.terms["regions"]
    assert {term.parent for term in departements.values()} == set(regions)
    assert departements["2A"].libelle == "Corse-du-Sud"
    assert departements["01"].libelle == "Ain"
    assert (len(regions), len(departements)) == (18, 101)


def test_every_term_of_the_project_is_found_by_each_of_its_names(vocabulary: Vocabulary) -> None:
    for kind, terms in vocabulary.terms.items():
        for term in terms.values():
            for name in (term.id, term.libelle, term.libelle.upper(), *term.autres):
                assert vocabulary.resolve(kind, name) == term.id


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("domaines", "ressources-humaines", "ressources-humaines"),
        ("domaines", "Ressources humaines", "ressources-humaines"),
        ("domaines", "rh", "ressources-humaines"),
        ("domaines", "SI", "systemes-information"),
        ("domaines", "STRATÉGIE", "strategie-evaluation"),
        ("collectivites", "Mairie", "commune"),
        ("departements", "corse du sud", None),
        ("departements", "Corse-du-Sud", "2A"),
        ("natures", "RH", None),
        ("natures", "", None),
    ],
)
def test_an_id_a_label_or_another_name_is_accepted(
    vocabulary: Vocabulary, kind: str, text: str, expected: str | None
) -> None:
    assert vocabulary.resolve(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("collectivites", "comune", "commune"),
        ("collectivites", "pompier", "sdis"),
        ("domaines", "RHH", "ressources-humaines"),
        ("domaines", "voirie", None),
        ("natures", "", None),
    ],
)
def test_the_nearest_term_is_proposed_only_when_it_is_near(
    vocabulary: Vocabulary, kind: str, text: str, expected: str | None
) -> None:
    assert vocabulary.nearest(kind, text) == expected


def test_an_id_that_is_no_longer_known_is_its_own_label(vocabulary: Vocabulary) -> None:
    assert vocabulary.libelle("natures", "societale") == "Sociétale"
    assert vocabulary.libelle("natures", "disparue") == "disparue"
    assert vocabulary.get("natures", "disparue") is None
    assert vocabulary.get("natures", "Sociétale") is None


def test_the_smallest_right_file_is_read(read: Callable[..., Vocabulary | list[Problem]]) -> None:
    vocabulary = read(file_text(natures=f"[{entry('natures', autres='[Y, z]')}]", sites_de_copie="[copie.fr]"))
    assert isinstance(vocabulary, Vocabulary)
    assert list(vocabulary.terms) == list(KINDS)
    assert vocabulary.terms["natures"]["x"].autres == ("Y", "z")
    assert vocabulary.terms["natures"]["x"].parent is None
    assert vocabulary.terms["domaines"]["x"].parent == "x"
    assert vocabulary.sites_de_copie == ("copie.fr",)


def test_the_project_s_own_file_has_no_problem() -> None:
    assert isinstance(read_vocabulary(HERE / "vocabulaire.yml"), Vocabulary)


def test_a_missing_file_is_refused(folder: Path) -> None:
    assert read_vocabulary(folder / "vocabulaire.yml") == [
        Problem(FILE, 0, "ce fichier manque ou ne peut pas être lu.")
    ]


def test_a_file_that_is_a_list_is_refused(refuse: Refuse) -> None:
    assert refuse("- natures\n") == [f"{FILE}, ligne 1 : le vocabulaire doit être une suite de listes."]


def test_every_missing_list_is_asked_for(refuse: Refuse) -> None:
    assert refuse("") == sorted(f"{FILE}, ligne 1 : la liste « {kind} » manque ou est vide." for kind in KINDS)


@pytest.mark.parametrize("value", ["[]", "", "x", "{a: b}"])
def test_a_list_that_is_none_or_is_empty_is_refused(refuse: Refuse, value: str) -> None:
    line = LINE["etapes"]
    assert refuse(file_text(etapes=value)) == [f"{FILE}, ligne {line} : la liste « etapes » manque ou est vide."]


def test_an_unknown_list_is_refused_with_the_nearest_one(refuse: Refuse) -> None:
    last = len(KINDS) + 1
    assert refuse(file_text(domaine="[a]")) == [
        f"{FILE}, ligne {last} : « domaine » n'est pas une liste du vocabulaire. Vouliez-vous dire « domaines » ?"
    ]
    assert refuse(file_text(couleurs="[a]")) == [
        f"{FILE}, ligne {last} : « couleurs » n'est pas une liste du vocabulaire."
    ]


@pytest.mark.parametrize(
    ("kind", "value", "messages"),
    [
        ("formes", "[x]", ["une entrée de « formes » doit porter « id », « libelle » et « explication »."]),
        ("formes", f"[{entry('formes', id='')}]", ["« id » manque dans cette entrée de « formes »."]),
        (
            "formes",
            "[{couleur: bleu}]",
            [
                "« couleur » n'est pas une clé d'entrée.",
                "« explication » manque dans cette entrée de « formes ».",
                "« id » manque dans cette entrée de « formes ».",
                "« libelle » manque dans cette entrée de « formes ».",
            ],
        ),
        ("domaines", f"[{entry('domaines', nature='')}]", ["« nature » manque dans cette entrée de « domaines »."]),
        (
            "formes",
            f"[{entry('formes', autre='[y]')}]",
            ["« autre » n'est pas une clé d'entrée. Vouliez-vous dire « autres » ?"],
        ),
        ("formes", f"[{entry('formes', nature='x')}]", ["« nature » n'est pas une clé d'entrée."]),
        (
            "formes",
            f"[{entry('formes', autres='y')}]",
            ["« autres » doit être une liste, par exemple [RH, personnel]."],
        ),
        (
            "formes",
            f"[{entry('formes', autres='[y, [z]]')}]",
            ["« autres » doit être une liste, par exemple [RH, personnel]."],
        ),
        ("formes", f"[{entry('formes', id='[x]')}]", ["« id » doit être un texte."]),
        ("formes", f"[{entry('formes', libelle='{a: b}')}]", ["« libelle » doit être un texte."]),
        ("formes", f"[{entry('formes', explication='[x]')}]", ["« explication » doit être un texte."]),
        (
            "formes",
            f"[{entry('formes')}, {entry('formes', libelle='Y')}]",
            ["l'identifiant « x » est employé deux fois dans « formes »."],
        ),
        (
            "formes",
            f"[{entry('formes')}, {entry('formes', id='y', libelle='Y', autres='[X]')}]",
            ["« x » désigne à la fois « x » et « y » ; gardez un seul sens."],
        ),
        (
            "formes",
            f"[{entry('formes', libelle='Été')}, {entry('formes', id='y', libelle='ete')}]",
            ["« ete » désigne à la fois « x » et « y » ; gardez un seul sens."],
        ),
        ("domaines", f"[{entry('domaines', nature='toto')}]", ["« toto » n'est pas une nature."]),
        ("domaines", f"[{entry('domaines', nature='y')}]", ["« y » n'est pas une nature. Vouliez-vous dire « x » ?"]),
        ("domaines", f"[{entry('domaines', nature='[x]')}]", ["« nature » doit être un texte."]),
        ("facteurs", f"[{entry('facteurs', groupe='toto')}]", ["« toto » n'est pas un groupe de facteurs."]),
        ("departements", f"[{entry('departements', region='toto')}]", ["« toto » n'est pas une région."]),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(refuse: Refuse, kind: str, value: str, messages: list[str]) -> None:
    assert refuse(file_text(**{kind: value})) == [f"{FILE}, ligne {LINE[kind]} : {message}" for message in messages]


def test_the_line_is_that_of_the_entry(refuse: Refuse) -> None:
    formes = "\n  - {id: a, libelle: A, explication: E}\n  - id: a\n    libelle: B\n    explication: E\n"
    line = LINE["formes"] + 2
    assert refuse(file_text(formes=formes)) == [
        f"{FILE}, ligne {line} : l'identifiant « a » est employé deux fois dans « formes »."
    ]


@pytest.mark.parametrize("value", ["copie.fr", "{a: b}", "[[copie.fr]]"])
def test_the_sites_of_copies_are_a_list_of_texts(refuse: Refuse, value: str) -> None:
    last = len(KINDS) + 1
    assert refuse(file_text(sites_de_copie=value)) == [
        f"{FILE}, ligne {last} : « sites_de_copie » doit être une liste de noms de sites."
    ]


def test_every_problem_is_told_at_once_in_the_order_of_lines(refuse: Refuse) -> None:
    found = refuse(file_text(natures="[x]", formes="[]", delais=f"[{entry('delais', id='')}]", villes="[a]"))
    assert found == [
        f"{FILE}, ligne 1 : une entrée de « natures » doit porter « id », « libelle » et « explication ».",
        f"{FILE}, ligne 2 : « x » n'est pas une nature.",
        f"{FILE}, ligne {LINE['formes']} : la liste « formes » manque ou est vide.",
        f"{FILE}, ligne {LINE['delais']} : « id » manque dans cette entrée de « delais ».",
        f"{FILE}, ligne {len(KINDS) + 1} : « villes » n'est pas une liste du vocabulaire.",
    ]


def test_every_owner_is_a_list_of_the_vocabulary() -> None:
    assert {PARENTS[owner] for owner in OWNERS.values()} <= set(KINDS)
