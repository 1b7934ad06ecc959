"""The file of a fiche: what is accepted, and every refusal of its name, its bytes, its front matter and its body."""

import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalogue.body import HEADINGS
from catalogue.fiche import Demarrage, Exemple, Fiche, Lien, Source
from catalogue.fiche_file import KEYS, MAX_BYTES, MAX_FRONT_MATTER_BYTES, parse_fiche, read_fiche
from catalogue.problem import Problem
from catalogue.render import Renderer
from catalogue.vocabulary import Vocabulary
from tests.conftest import BODY, HEADER, WriteFiche, fiche_text, front_matter

FILE = "catalogue/fiches/guichet-unique.md"
DOMAINES = (
    "vie-locale, action-sanitaire-et-sociale, ressources-humaines, strategie-evaluation, "
    "processus-qualite-organisation, systemes-information"
)
FORMES = "mode-organisation, service, outil-gestion, numerique, modele-economique"
ORDER = (
    "Le besoin ; La réponse ; La mise en œuvre ; Les résultats ; Les facteurs de succès ; "
    "Les points de vigilance ; À garder, à adapter"
)
FIRST = "Du texte sourcé [1]."  # the text of each section; in the first one it is on line 18

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


def exemple(**keys: str) -> str:
    """A front matter with one real case on line 14, these keys having other values or, with an empty one, left out."""
    right = {"collectivite": "Dreux", "type": "commune", "departement": "28", "texte": "Ouvert.", "sources": "[1]"}
    pairs = ", ".join(f"{key}: {value}" for key, value in (right | keys).items() if value)
    return HEADER + f"exemples: [{{{pairs}}}]\n"


def source(line: str) -> str:
    """A front matter whose source has this line, the fourteenth, too."""
    return HEADER + f"    {line}\n"


def text_of_first_section(text: str) -> str:
    """A body whose first section has this text, which begins on line 18."""
    return BODY.replace(FIRST, text, 1)


@pytest.mark.parametrize(
    ("slug", "accepted"),
    [
        ("a", True),
        ("france-services-2", True),
        ("Guichet", False),
        ("guichet_unique", False),
        ("é", False),
        ("a--b", False),
        ("-a", False),
    ],
)
def test_a_file_name_is_lower_case_letters_digits_and_hyphens(
    write_fiche: WriteFiche, vocabulary: Vocabulary, slug: str, accepted: bool
) -> None:
    read = read_fiche(write_fiche(slug), vocabulary)
    if accepted:
        assert isinstance(read, Fiche)
        assert read.slug == slug
    else:
        advice = "minuscules sans accent, chiffres et tirets, comme « guichet-unique.md »"
        assert read == [Problem(f"catalogue/fiches/{slug}.md", 0, f"le nom du fichier n'est pas permis : {advice}.")]


def test_a_symbolic_link_is_refused_even_when_it_leads_to_a_right_fiche(
    write_fiche: WriteFiche, folder: Path, vocabulary: Vocabulary
) -> None:
    link = folder / "fiches" / "lien.md"
    link.symlink_to(write_fiche())
    assert read_fiche(link, vocabulary) == [
        Problem("catalogue/fiches/lien.md", 0, "ce fichier est un lien symbolique ; une fiche est un vrai fichier.")
    ]


def test_a_file_that_cannot_be_opened_is_refused(folder: Path, vocabulary: Vocabulary) -> None:
    (folder / "fiches" / "dossier.md").mkdir()
    for name in ("absente", "dossier"):
        assert read_fiche(folder / "fiches" / f"{name}.md", vocabulary) == [
            Problem(f"catalogue/fiches/{name}.md", 0, "ce fichier ne peut pas être lu.")
        ]


def test_a_file_outside_the_current_folder_is_named_by_its_whole_path(
    write_fiche: WriteFiche, folder: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_fiche(header=front_matter(titre="Abc"))
    monkeypatch.chdir(folder / "fiches")
    assert read_fiche(path, vocabulary) == [
        Problem("guichet-unique.md", 2, "« titre » est trop court (3) ; il faut au moins 5 signes.")
    ]
    (folder / "ailleurs").mkdir()
    monkeypatch.chdir(folder / "ailleurs")
    assert read_fiche(path, vocabulary) == [
        Problem(str(path), 2, "« titre » est trop court (3) ; il faut au moins 5 signes.")
    ]


def test_a_fiche_of_64_kib_is_read_and_one_more_byte_is_refused(
    write_fiche: WriteFiche, vocabulary: Vocabulary
) -> None:
    path = write_fiche()
    right = path.read_bytes()
    filling = b"Un mot.\n\n" * (MAX_BYTES // 9 + 1)
    path.write_bytes(right + filling[: MAX_BYTES - len(right)])
    assert path.stat().st_size == 64 * 1024
    assert isinstance(read_fiche(path, vocabulary), Fiche)
    path.write_bytes(path.read_bytes() + b"\n")
    assert read_fiche(path, vocabulary) == [Problem(FILE, 0, "la fiche dépasse 64 Kio ; raccourcissez-la.")]


def test_a_front_matter_of_16_kib_is_read_and_one_more_byte_is_refused(read: Read, refuse: Refuse) -> None:
    full = HEADER + "#" * (MAX_FRONT_MATTER_BYTES - len(HEADER.encode()) - 1) + "\n"
    assert len(full.encode()) == 16 * 1024
    assert read(full) == read()
    assert refuse("#" + full) == [f"{FILE}, ligne 1 : l'en-tête dépasse 16 Kio ; raccourcissez-le."]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Guichet unique", "Guichet \xe9largi", 2),
        ("Ville de Chatou", "\x80", 13),
        ("Du texte", "Du t\xe9xte", 18),
        ("---\n", "\xff\xfe---\n", 1),
    ],
)
def test_a_file_that_is_not_utf_8_is_refused_with_its_line(
    write_fiche: WriteFiche, vocabulary: Vocabulary, old: str, new: str, line: int
) -> None:
    path = write_fiche()
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode("latin-1"), 1))
    assert read_fiche(path, vocabulary) == [
        Problem(FILE, line, "le texte n'est pas en UTF-8 ; enregistrez le fichier dans ce codage.")
    ]


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: unicodedata.normalize("NFD", text),
    ],
    ids=["byte order mark", "Windows lines", "Mac accents"],
)
def test_the_habits_of_every_editor_give_the_same_fiche(
    write_fiche: WriteFiche, vocabulary: Vocabulary, saved: Callable[[str], str]
) -> None:
    path = write_fiche()
    expected = read_fiche(path, vocabulary)
    assert isinstance(expected, Fiche)
    path.write_bytes(saved(fiche_text()).encode())
    assert read_fiche(path, vocabulary) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bonjour.\n",
        BODY,
        "\n" + fiche_text(),
        f"---\n{HEADER}",
        "----\n" + fiche_text(),
        f"---\n{HEADER} ---\n{BODY}",
    ],
    ids=[
        "nothing",
        "a sentence",
        "body alone",
        "blank line first",
        "not closed",
        "four dashes",
        "closed too far right",
    ],
)
def test_a_front_matter_that_is_not_between_dashes_is_refused(vocabulary: Vocabulary, text: str) -> None:
    assert parse_fiche(text, "guichet-unique", FILE, vocabulary) == [
        Problem(FILE, 1, "l'en-tête manque : la fiche commence et le clôt par une ligne « --- ».")
    ]


@pytest.mark.parametrize("header", ["- titre\n- resume\n", "Guichet unique\n"], ids=["list", "sentence"])
def test_a_front_matter_that_is_no_list_of_keys_is_refused(refuse: Refuse, header: str) -> None:
    assert refuse(header) == [f"{FILE}, ligne 2 : l'en-tête doit être une suite de lignes « rubrique: valeur »."]


def test_every_required_key_is_asked_for(refuse: Refuse) -> None:
    assert refuse("# rien\n", BODY.replace(" [1]", "")) == [
        f"{FILE}, ligne 2 : la rubrique « {key} » manque."
        for key in sorted("titre resume nature domaine formes collectivites etiquettes auteurs publiee".split())
    ]


def test_a_required_key_left_empty_is_asked_for(refuse: Refuse) -> None:
    assert refuse(front_matter(nature="")) == [f"{FILE}, ligne 4 : la rubrique « nature » manque."]


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("etiquete", " Vouliez-vous dire « etiquettes » ?"),
        ("Sources", " Vouliez-vous dire « sources » ?"),
        ("aussi_appelee", " Vouliez-vous dire « aussi_appele » ?"),
        ("couleur", ""),
        ("slug", ""),
        ("sections", ""),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(refuse: Refuse, key: str, advice: str) -> None:
    assert refuse(HEADER + f"{key}: x\n") == [f"{FILE}, ligne 14 : « {key} » n'est pas une rubrique de fiche.{advice}"]


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        (
            front_matter(nature="managerial"),
            4,
            "« managerial » n'est pas une nature. Vouliez-vous dire « manageriale » ?",
        ),
        (
            front_matter(nature="toto"),
            4,
            "« toto » n'est pas une nature. Valeurs permises : manageriale, societale.",
        ),
        (
            front_matter(domaine="RHH"),
            5,
            "« RHH » n'est pas un domaine. Vouliez-vous dire « ressources-humaines » ?",
        ),
        (front_matter(domaine="voirie"), 5, f"« voirie » n'est pas un domaine. Valeurs permises : {DOMAINES}."),
        (front_matter(domaine="{a: b}"), 5, "« domaine » doit être un texte, pas une liste ni un groupe de rubriques."),
        (front_matter(formes="[servise]"), 6, "« servise » n'est pas une forme. Vouliez-vous dire « service » ?"),
        (front_matter(formes="[machine]"), 6, f"« machine » n'est pas une forme. Valeurs permises : {FORMES}."),
        (front_matter(formes="service"), 6, "« formes » doit être une liste, comme [première valeur, seconde valeur]."),
        (front_matter(formes="[]"), 6, "« formes » est vide ; il faut au moins une valeur."),
        (
            front_matter(collectivites="[comune]"),
            7,
            "« comune » n'est pas un type de collectivité. Vouliez-vous dire « commune » ?",
        ),
        (
            front_matter(facteurs="[simplissité]"),
            14,
            "« simplissité » n'est pas un facteur. Vouliez-vous dire « simplicite » ?",
        ),
        (
            front_matter(initiative="habitants"),
            14,
            "« habitants » n'est pas une initiative. "
            "Valeurs permises : acteur-administratif, acteur-politique, agents.",
        ),
        (
            front_matter(etape="en place !"),
            14,
            "« en place ! » n'est pas une étape. Vouliez-vous dire « en-place » ?",
        ),
        (
            front_matter(demarrage="{cout: gratuit}"),
            14,
            "« gratuit » n'est pas un coût. Valeurs permises : faible, moyen, eleve.",
        ),
        (
            front_matter(demarrage="{delai: rapid}"),
            14,
            "« rapid » n'est pas un délai. Vouliez-vous dire « moins-6-mois » ?",
        ),
        (
            front_matter(demarrage="{portee: global}"),
            14,
            "« global » n'est pas une portée. Vouliez-vous dire « globale » ?",
        ),
        (
            front_matter(demarrage="{perimetre: larg}"),
            14,
            "« larg » n'est pas un périmètre. Vouliez-vous dire « large » ?",
        ),
        (
            front_matter(demarrage="{couts: faible}"),
            14,
            "« couts » n'est pas une rubrique permise ici. Vouliez-vous dire « cout » ?",
        ),
        (
            front_matter(demarrage="facile"),
            14,
            "« demarrage » doit être un groupe de rubriques : cout, delai, portee, perimetre.",
        ),
        (
            exemple(type="comune"),
            14,
            "« comune » n'est pas un type de collectivité. Vouliez-vous dire « commune » ?",
        ),
        (
            exemple(departement="999"),
            14,
            "« 999 » n'est pas un département. Valeurs permises : les codes de 01 à 976.",
        ),
        (exemple(departement="Creusse"), 14, "« Creusse » n'est pas un département. Vouliez-vous dire « 23 » ?"),
        (
            exemple(departement="Atlantide"),
            14,
            "« Atlantide » n'est pas un département. Valeurs permises : les codes de 01 à 976.",
        ),
        (
            exemple(departement="", region="Bretagn"),
            14,
            "« Bretagn » n'est pas une région. Vouliez-vous dire « 53 » ?",
        ),
    ],
)
def test_an_unknown_value_is_refused_with_its_line_and_the_nearest_one(
    refuse: Refuse, header: str, line: int, message: str
) -> None:
    assert refuse(header) == [f"{FILE}, ligne {line} : {message}"]


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        (front_matter(titre="Abcd"), 2, "« titre » est trop court (4) ; il faut au moins 5 signes."),
        (front_matter(titre="a" * 121), 2, "« titre » est trop long (121) ; il faut au plus 120 signes."),
        (front_matter(titre="[a, b]"), 2, "« titre » doit être un texte, pas une liste ni un groupe de rubriques."),
        (front_matter(resume="a" * 79), 3, "« resume » est trop court (79) ; il faut au moins 80 signes."),
        (front_matter(resume="a" * 401), 3, "« resume » est trop long (401) ; il faut au plus 400 signes."),
        (front_matter(formes="[service, Service]"), 6, "« service » est écrit deux fois ; gardez-en un seul."),
        (front_matter(collectivites="[]"), 7, "« collectivites » est vide ; il faut au moins une valeur."),
        (front_matter(collectivites="[ville, commune]"), 7, "« commune » est écrit deux fois ; gardez-en un seul."),
        (front_matter(etiquettes="[]"), 8, "« etiquettes » est vide ; il faut au moins une valeur."),
        (
            front_matter(etiquettes=str([f"mot{n}" for n in range(13)])),
            8,
            "« etiquettes » compte 13 valeurs ; il en faut au plus 12.",
        ),
        (front_matter(etiquettes="[a]"), 8, "« etiquettes » est trop court (1) ; il faut au moins 2 signes."),
        (
            front_matter(etiquettes=f"[{'a' * 41}]"),
            8,
            "« etiquettes » est trop long (41) ; il faut au plus 40 signes.",
        ),
        (front_matter(etiquettes="[accueil, accueil]"), 8, "« accueil » est écrit deux fois ; gardez-en un seul."),
        (front_matter(auteurs="[]"), 9, "« auteurs » est vide ; il faut au moins une valeur."),
        (
            front_matter(auteurs="Une équipe"),
            9,
            "« auteurs » doit être une liste, comme [première valeur, seconde valeur].",
        ),
        (
            front_matter(aussi_appele=str([f"nom {n}" for n in range(21)])),
            14,
            "« aussi_appele » compte 21 valeurs ; il en faut au plus 20.",
        ),
        (
            front_matter(etape="arretee"),
            2,
            "« raison_arret » accompagne l'étape « arretee », et elle seule : dites pourquoi.",
        ),
        (
            front_matter(etape="en-place", raison_arret="Faute de crédits."),
            15,
            "« raison_arret » accompagne l'étape « arretee », et elle seule : dites pourquoi.",
        ),
        (
            front_matter(liens="[{fiche: Portail famille, raison: a}]"),
            14,
            "« Portail famille » n'est pas un nom de fiche (minuscules sans accent, chiffres et tirets).",
        ),
        (front_matter(liens="[portail-famille]"), 14, "« liens » doit être un groupe de rubriques : fiche, raison."),
        (front_matter(liens="[{fiche: portail-famille}]"), 14, "la rubrique « raison » manque."),
        (
            front_matter(liens="[{fiche: a, raison: b, raisons: c}]"),
            14,
            "« raisons » n'est pas une rubrique permise ici. Vouliez-vous dire « raison » ?",
        ),
        (
            source("adresse: x"),
            14,
            "« adresse » n'est pas une rubrique permise ici.",
        ),
        (source("anee: 2018"), 14, "« anee » n'est pas une rubrique permise ici. Vouliez-vous dire « annee » ?"),
        (HEADER.replace("    organisme: Ville de Chatou\n", ""), 12, "la rubrique « organisme » manque."),
        (source("annee: 1899"), 14, "« 1899 » n'est pas une année plausible ; il en faut une depuis 1900."),
        (source("annee: 3000"), 14, "« 3000 » n'est pas une année plausible ; il en faut une depuis 1900."),
        (
            source("annee: vers 2018"),
            14,
            "« annee » doit être un nombre entier, sans espace ni unité ; « vers 2018 » n'en est pas un.",
        ),
        *(
            (
                source(f"url: {url}"),
                14,
                f"« {url} » n'est pas une adresse web complète, comme https://www.exemple.fr/page.",
            )
            for url in (
                "www.exemple.fr",
                "ftp://exemple.fr",
                "javascript:alert(1)",
                "data:text/html,x",
                "https://",
                "https://exemple.fr/un mot",
                'https://exemple.fr/"onclick',
                "https://exemple.fr/<b>",
            )
        ),
        (
            source("url: https://docplayer.fr/123"),
            14,
            "docplayer.fr copie les documents d'autrui : citez le titre et l'organisme d'origine, sans adresse.",
        ),
        (
            source("url: https://www.DOCPLAYER.fr/123"),
            14,
            "www.docplayer.fr copie les documents d'autrui : citez le titre et l'organisme d'origine, sans adresse.",
        ),
        (exemple(sources="[]"), 14, "« sources » est vide ; il faut au moins une valeur."),
        (exemple(sources="[0]"), 14, "[0] renvoie à une source qui n'existe pas : la fiche en cite 1."),
        (exemple(sources="[2]"), 14, "[2] renvoie à une source qui n'existe pas : la fiche en cite 1."),
        (exemple(sources="[1, 1]"), 14, "« 1 » est écrit deux fois ; gardez-en un seul."),
        (exemple(population="0"), 14, "« population » doit être au moins 1."),
        (
            exemple(population="41 000"),
            14,
            "« population » doit être un nombre entier, sans espace ni unité ; « 41 000 » n'en est pas un.",
        ),
        (
            exemple(departement=""),
            14,
            "un exemple se situe par « departement » ou, s'il couvre toute une région, par « region ».",
        ),
        (
            exemple(region="53"),
            14,
            "un exemple se situe par « departement » ou, s'il couvre toute une région, par « region ».",
        ),
        (
            HEADER + "exemples: [Dreux]\n",
            14,
            "« exemples » doit être un groupe de rubriques : "
            "collectivite, type, departement, region, annee, population, texte, resultat, sources.",
        ),
    ],
)
def test_a_value_that_breaks_a_rule_is_refused_with_its_line(
    refuse: Refuse, header: str, line: int, message: str
) -> None:
    found = refuse(header)
    # A zero is also below the least number that pydantic accepts.
    assert [problem for problem in found if "« sources » doit être au moins 1." not in problem] == [
        f"{FILE}, ligne {line} : {message}"
    ]


@pytest.mark.parametrize(
    "value", ["24/11/2026", "2026-13-01", "2026-02-30", "hier", "2026", "20261124", "0", "86400", "2026-11-24T00:00:00"]
)
def test_a_date_is_a_year_a_month_and_a_day(refuse: Refuse, value: str) -> None:
    assert refuse(front_matter(publiee=value)) == [
        f"{FILE}, ligne 10 : « publiee » doit être une date comme 2026-11-24 ; « {value} » n'en est pas une."
    ]


@pytest.mark.parametrize("number", ["99.0", "1.0", "+1", "-1", "1_0", "9999999999", "9" * 5000])
def test_a_source_number_is_written_in_digits_alone_and_in_few(refuse: Refuse, number: str) -> None:
    assert refuse(exemple(sources=f"[{number}]")) == [
        f"{FILE}, ligne 14 : « sources » doit être un nombre entier, sans espace ni unité ; "
        f"« {number} » n'en est pas un."
    ]


def test_a_doubled_key_is_refused_with_its_line_beside_the_other_problems(refuse: Refuse) -> None:
    assert refuse(front_matter(domaine="RHH") + "nature: societale\n") == [
        f"{FILE}, ligne 5 : « RHH » n'est pas un domaine. Vouliez-vous dire « ressources-humaines » ?",
        f"{FILE}, ligne 14 : la rubrique « nature » est déjà écrite ligne 4 ; gardez-en une seule.",
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            front_matter(titre="Un guichet : le vôtre"),
            ["ligne 2 : YAML illisible : mettez entre guillemets droits une valeur qui contient « : »."],
        ),
        (
            HEADER + "etape: [essai\n",
            ["ligne 14 : YAML illisible : vérifiez les guillemets, les crochets et le retrait des lignes."],
        ),
        (HEADER + "etape: \x07\n", ["ligne 14 : YAML illisible : le caractère U+0007 est interdit."]),
        (
            front_matter(titre="&t Guichet unique", aussi_appele="[*t]"),
            [
                "ligne 2 : « &t » est une ancre YAML ; retirez-la.",
                "ligne 14 : « *t » est un renvoi YAML ; écrivez la valeur elle-même.",
            ],
        ),
        (
            HEADER + "<<: {etape: en-place}\n",
            ["ligne 14 : « << » est une fusion YAML ; écrivez les rubriques elles-mêmes."],
        ),
        (HEADER + "etape: " + "[" * 30 + "\n", ["ligne 14 : plus de 10 niveaux emboîtés ; simplifiez."]),
    ],
    ids=["colon", "open bracket", "control character", "anchor and alias", "merge", "levels"],
)
def test_bad_yaml_is_refused_with_the_line_of_the_file(refuse: Refuse, header: str, expected: list[str]) -> None:
    assert refuse(header) == [f"{FILE}, {message}" for message in expected]


def test_bad_yaml_does_not_hide_the_problems_of_the_body(refuse: Refuse) -> None:
    assert refuse(HEADER + "etape: @\n", text_of_first_section("![image](x.png)")) == [
        f"{FILE}, ligne 14 : YAML illisible : mettez la valeur entre guillemets droits.",
        f"{FILE}, ligne 19 : le texte contient une image : une fiche n'en contient pas.",
    ]


def test_every_missing_heading_is_asked_for(refuse: Refuse) -> None:
    assert refuse(body="") == [f"{FILE}, ligne 16 : il manque la section « ## {title} »." for title in sorted(HEADINGS)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "## La réponse\n",
            "## La réponce\n",
            [
                "ligne 20 : « La réponce » n'est pas un titre de fiche. Vouliez-vous dire « La réponse » ?",
                "ligne 44 : il manque la section « ## La réponse ».",
            ],
        ),
        (
            "## La réponse\n",
            "## Annexe\n\nUn mot.\n\n## La réponse\n",
            ["ligne 20 : « Annexe » n'est pas un titre de fiche."],
        ),
        (
            "## La réponse\n",
            "## Le besoin\n\nUn mot.\n\n## La réponse\n",
            ["ligne 20 : le titre « Le besoin » est déjà écrit plus haut."],
        ),
        (
            "## La réponse\n",
            "##\n\nUn mot.\n\n## La réponse\n",
            ["ligne 20 : «  » n'est pas un titre de fiche."],
        ),
        (
            "## La réponse\n",
            "# Mon titre\n\n## La réponse\n",
            ["ligne 20 : le titre de la fiche est dans « titre » ; ici, employez « ## »."],
        ),
        (
            "## Le besoin\n",
            "Bonjour.\n\n## Le besoin\n",
            ["ligne 15 : du texte précède le premier titre, « ## Le besoin »."],
        ),
        (
            f"## Le besoin\n\n{FIRST}\n\n## La réponse\n\n{FIRST}\n\n",
            f"## La réponse\n\n{FIRST}\n\n## Le besoin\n\n{FIRST}\n\n",
            [f"ligne 20 : le titre « Le besoin » n'est pas à sa place ; l'ordre est : {ORDER}."],
        ),
        (
            f"## La réponse\n\n{FIRST}\n",
            "## La réponse\n\n  \n",
            ["ligne 20 : la section « La réponse » est vide ; écrivez au moins « non documenté »."],
        ),
    ],
    ids=["misspelt", "unknown", "doubled", "empty", "level one", "text before", "order", "section not filled"],
)
def test_a_wrong_heading_is_refused_with_its_line(refuse: Refuse, old: str, new: str, expected: list[str]) -> None:
    assert refuse(body=BODY.replace(old, new, 1)) == [f"{FILE}, {message}" for message in expected]


HTML = "le texte contient du HTML : écrivez en Markdown, et « &lt; » pour le signe « < »."
IMAGE = "le texte contient une image : une fiche n'en contient pas."
OPEN = "des crochets « [ » ne sont pas refermés."
INDENT = "cette ligne est trop en retrait ; deux niveaux de liste suffisent."


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Un mot.\n<script>alert(1)</script>", 19, HTML),
        ("<!-- caché -->", 18, HTML),
        ("<?php ?>", 18, HTML),
        ("Un mot</b>", 18, HTML),
        ("<https://exemple.fr>", 18, HTML),
        ("Un mot.\n\n![](https://exemple.fr/espion.png)", 20, IMAGE),
        ("[lien]: https://exemple.fr", 18, "le texte contient une adresse définie à part : écrivez [texte](adresse)."),
        ("Un mot.\n" + "a" * 4000, 18, "ce paragraphe dépasse 4000 signes ; coupez-le."),
        ("[a](b) " * 21, 18, "ce paragraphe contient plus de 20 liens ; coupez-le."),
        ("Un mot.\n\nUn mot.\n" + "[" * 6_000 + "]" * 3, 20, OPEN),
        ("[" * 4, 18, OPEN),
        ("]" * 1500 + "[" * 1500, 18, OPEN),
        ("\\`" + "[" * 1500 + "`", 18, OPEN),
        ("`" + "[" * 1500 + "``", 18, OPEN),
        ("[\\]" * 1000, 18, OPEN),
        (">" * 13 + " mot", 18, INDENT),
        ("- mot\n" + " " * 13 + "- mot", 19, INDENT),
        ("- " * 1500 + "mot", 18, INDENT),
        ("1. " * 1200 + "mot", 18, INDENT),
        ("> - " * 900 + "mot", 18, INDENT),
        ("Un mot [2].", 18, "[2] renvoie à une source qui n'existe pas : la fiche en cite 1."),
        ("Un mot.\n\n- un mot\n- un mot [0]", 21, "[0] renvoie à une source qui n'existe pas : la fiche en cite 1."),
    ],
    ids=lambda value: repr(value)[:30] if isinstance(value, str) else None,
)
def test_markdown_that_a_fiche_does_not_need_is_refused_with_its_line(
    refuse: Refuse, text: str, line: int, message: str
) -> None:
    found = refuse(body=text_of_first_section(text))
    too_long = f"{FILE}, ligne {line} : ce paragraphe dépasse 4000 signes ; coupez-le."
    assert [problem for problem in found if problem != too_long or message in too_long] == [
        f"{FILE}, ligne {line} : {message}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Moins de 5 < 6 et 7 > 3.",
        "Écrire `<b>`, `![image]` ou `[9]`.",
        "&lt;b&gt;",
        "[a](https://exemple.fr) " * 20,
        "[[[trois]]]",
        "a" * 4000,
        "- un\n    - deux\n        - trois",
        "> Une citation.",
        "### Un intertitre\n\nUn mot.",
        "- - -",
    ],
    ids=lambda value: repr(value)[:30],
)
def test_plain_markdown_is_accepted(read: Read, text: str) -> None:
    assert read(body=text_of_first_section(text)).sections[0].texte == text.rstrip()


def test_a_marker_without_any_source_is_refused(refuse: Refuse) -> None:
    header = HEADER.split("sources:")[0]
    assert refuse(header, text_of_first_section("Un mot.").replace(" [1]", "").replace("Un mot.", "Un mot [1].")) == [
        f"{FILE}, ligne 15 : [1] renvoie à une source qui n'existe pas : la fiche n'en cite aucune."
    ]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"])
def test_only_an_end_of_line_counts_as_a_line(refuse: Refuse, separator: str) -> None:
    assert refuse(body=text_of_first_section(f"Un{separator}mot.\n[2]")) == [
        f"{FILE}, ligne 19 : [2] renvoie à une source qui n'existe pas : la fiche en cite 1."
    ]


TWELVE_FAULTS = """\
---
titre: Abcd
resume: Trop court.
nature: managerial
domaine: RHH
formes: service
collectivites: [commune, comune]
etiquettes: [accueil, accueil]
auteurs: []
publiee: 24/11/2026
etapes: en-place
etape: arretee
exemples:
  - collectivite: Ville de Dreux
    type: commune
    texte: Le guichet ouvre.
    sources: [3]
sources:
  - titre: Le centre administratif
    organisme: Ville de Chatou
    url: www.exemple.fr
titre: Guichet unique
---
## Le besoin

Un mot [2].

## La réponce

<b>Un mot.</b>

"""


def test_twelve_faults_and_more_are_told_at_once_in_the_order_of_their_lines(vocabulary: Vocabulary) -> None:
    text = TWELVE_FAULTS + "".join(f"## {title}\n\nUn mot.\n\n" for title in HEADINGS[2:])
    problems = parse_fiche(text, "guichet-unique", FILE, vocabulary)
    assert isinstance(problems, list)
    assert [str(problem) for problem in problems] == [
        f"{FILE}, ligne {message}"
        for message in (
            "2 : « raison_arret » accompagne l'étape « arretee », et elle seule : dites pourquoi.",
            "2 : « titre » est trop court (4) ; il faut au moins 5 signes.",
            "3 : « resume » est trop court (11) ; il faut au moins 80 signes.",
            "4 : « managerial » n'est pas une nature. Vouliez-vous dire « manageriale » ?",
            "5 : « RHH » n'est pas un domaine. Vouliez-vous dire « ressources-humaines » ?",
            "6 : « formes » doit être une liste, comme [première valeur, seconde valeur].",
            "7 : « comune » n'est pas un type de collectivité. Vouliez-vous dire « commune » ?",
            "8 : « accueil » est écrit deux fois ; gardez-en un seul.",
            "9 : « auteurs » est vide ; il faut au moins une valeur.",
            "10 : « publiee » doit être une date comme 2026-11-24 ; « 24/11/2026 » n'en est pas une.",
            "11 : « etapes » n'est pas une rubrique de fiche. Vouliez-vous dire « etape » ?",
            "14 : un exemple se situe par « departement » ou, s'il couvre toute une région, par « region ».",
            "17 : [3] renvoie à une source qui n'existe pas : la fiche en cite 1.",
            "21 : « www.exemple.fr » n'est pas une adresse web complète, comme https://www.exemple.fr/page.",
            "22 : la rubrique « titre » est déjà écrite ligne 2 ; gardez-en une seule.",
            "26 : [2] renvoie à une source qui n'existe pas : la fiche en cite 1.",
            "28 : « La réponce » n'est pas un titre de fiche. Vouliez-vous dire « La réponse » ?",
            f"30 : {HTML}",
            "52 : il manque la section « ## La réponse ».",
        )
    ]


LINES = st.sampled_from(
    [
        *HEADER.splitlines(),
        *(f"## {title}" for title in HEADINGS),
        *(f"{key}: " for key in KEYS),
        "---",
        "",
        FIRST,
        "<<: *a",
    ]
)
TEXTS = st.text(max_size=40) | st.text("[]{}&*!|>'\"%@`#:,?-\n \t<1", max_size=40)
FILES = st.one_of(
    st.binary(max_size=300),
    TEXTS.map(str.encode),
    st.lists(LINES | TEXTS, max_size=40).map(lambda lines: "\n".join(["---", *lines]).encode()),
    st.tuples(st.sampled_from(KEYS), TEXTS).map(lambda pair: fiche_text(front_matter(**{pair[0]: pair[1]})).encode()),
    st.lists(TEXTS, min_size=1, max_size=6).map(
        lambda texts: fiche_text(body=text_of_first_section("\n".join(texts))).encode()
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=FILES)
@example(content=b"")
@example(content=fiche_text().encode())
@example(content=fiche_text(exemple(sources=f"[{'9' * 5000}]")).encode())
@example(content=fiche_text(body=text_of_first_section("- " * 1900 + "mot")).encode())
@example(content=fiche_text(source("url: http://[::1")).encode())
def test_any_bytes_give_a_fiche_that_can_be_shown_or_problems_never_an_exception(
    write_fiche: WriteFiche, vocabulary: Vocabulary, content: bytes
) -> None:
    path = write_fiche()
    path.write_bytes(content)
    read = read_fiche(path, vocabulary)
    if isinstance(read, Fiche):
        renderer = Renderer()
        assert all(isinstance(renderer.render(section.texte), str) for section in read.sections)
        assert Fiche.model_validate_json(read.model_dump_json()) == read
    else:
        lines = content.count(b"\n") + content.count(b"\r") + 2
        assert read
        assert read == sorted(set(read))
        assert all(problem.path == FILE and 0 <= problem.line <= lines and problem.message for problem in read)
