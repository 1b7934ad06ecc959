"""Search on a small catalogue: who is found, in which order, with which counts, marks and suggestions."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import Built, build
from index.generation import Generation, LiveGeneration
from index.search import MOST_VALUES, PAGE_SIZE, Query, search, similar
from tests.conftest import BODY, fiche_text, front_matter

SOCIETALE = {"nature": "societale", "domaine": "vie-locale", "formes": "[service]"}
FICHES: dict[str, tuple[dict[str, str], str]] = {
    "jardin-partage": (
        SOCIETALE
        | {
            "titre": "Jardin partagé",
            "resume": "Les voisins cultivent ensemble une parcelle que la ville leur prête, et s'y retrouvent le soir.",
            "etiquettes": "[potager, quartier]",
            "publiee": "2026-01-10",
        },
        "Un potager remplace la friche. Le comité élit un conseil, municipal en partie.",
    ),
    "mediatheque-mobile": (
        SOCIETALE
        | {
            "titre": "Médiathèque mobile",
            "resume": "Un véhicule aménagé apporte des livres dans les hameaux qui n'ont ni librairie ni bibliothèque.",
            "collectivites": "[commune, epci]",
            "etiquettes": "[lecture, quartier]",
            "aussi_appele": "[bus de livres]",
            "publiee": "2026-03-01",
        },
        "Elle s'arrête devant le jardin public. La navette du village attend. Une navette passe. La navette repart.",
    ),
    "ecole-du-soir": (
        {
            "titre": "École du soir",
            "resume": "Les agents préparent les examens avec un collègue, deux heures par semaine, dans leur bureau.",
            "domaine": "ressources-humaines",
            "collectivites": "[departement]",
            "etiquettes": "[écriture]",
            "publiee": "2026-02-01",
        },
        "Le conseil municipal paie les livres. Le co-développement y sert aux cadres.",
    ),
    "guichet-unique": (
        {"etiquettes": "[accueil]", "facteurs": "[simplicite]", "liens": "[{fiche: navette, raison: On y va.}]"},
        "La régie encaisse 12 000 paiements. Des élu·e·s du C.N.F.P.T. sont venus.",
    ),
    "navette": (
        SOCIETALE
        | {
            "titre": "Navette <b> & Cie",
            "resume": "Un minibus électrique dessert les hameaux à la demande, avec un seul accueil au téléphone.",
            "collectivites": "[region, epci]",
            "etiquettes": "[mobilité]",
            "publiee": "2026-03-01",
        },
        "Elle roule le samedi.",
    ),
    "teletravail": (
        {
            "titre": "Télétravail choisi",
            "resume": "Chaque agent choisit ses journées à distance, et le service reste ouvert aux mêmes heures.",
            "domaine": "ressources-humaines",
            "collectivites": "[departement, region]",
            "etiquettes": "[distance, zones]",
            "publiee": "2025-12-31",
        },
        "La direction des RH mesure les effets de l'innovation, qui vaudrait un essai.",
    ),
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    folder = tmp_path_factory.mktemp("petit")
    texts = {slug: (front_matter(**keys), BODY.replace("Du texte", text, 1)) for slug, (keys, text) in FICHES.items()}
    yield from built(folder, texts)


@pytest.fixture(scope="module")
def long_generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    """Two full pages and five fiches more, all with the same words."""
    numbers = range(2 * PAGE_SIZE + 5)
    texts = {f"fiche-{number:02}": (front_matter(titre=f"Guichet {number:02}"), BODY) for number in numbers}
    yield from built(tmp_path_factory.mktemp("long"), texts)


def built(folder: Path, texts: Mapping[str, tuple[str, str]]) -> Iterator[Generation]:
    (folder / "fiches").mkdir()
    for slug, (header, body) in texts.items():
        (folder / "fiches" / f"{slug}.md").write_text(fiche_text(header, body), "utf-8")
    done = build(folder, folder / "var")
    assert isinstance(done, Built), done
    with closing(Generation(done.folder)) as generation:
        yield generation


def found(generation: Generation, q: str, **selection: tuple[str, ...]) -> list[str]:
    return [hit.fiche.slug for hit in search(generation, Query(q, selection)).hits]


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("potager", {"jardin-partage"}),
        ("jardin", {"jardin-partage", "mediatheque-mobile"}),
        ("jardin livres", {"mediatheque-mobile"}),
        ("hameaux accueil", {"navette"}),
        ("l'accueil des hameaux", {"navette"}),
        ("jardin AND livres", {"mediatheque-mobile"}),
    ],
)
def test_a_fiche_must_hold_every_word_wherever_it_stands(generation: Generation, q: str, expected: set[str]) -> None:
    assert set(found(generation, q)) == expected


@pytest.mark.parametrize(
    ("q", "slug"),
    [
        ("MEDIATHEQUES", "mediatheque-mobile"),
        ("médiathèque", "mediatheque-mobile"),
        ("mediatheque", "mediatheque-mobile"),
        ("l'école", "ecole-du-soir"),
        ("codéveloppement", "ecole-du-soir"),
        ("co développement", "ecole-du-soir"),
        ("co-développement", "ecole-du-soir"),
        ("CNFPT", "guichet-unique"),
        ("élue", "guichet-unique"),
        ("12000", "guichet-unique"),
        ("12 000", "guichet-unique"),
        ("12\u00a0000 paiements", "guichet-unique"),
        ("RH mesure", "teletravail"),
    ],
)
def test_a_word_is_found_however_it_is_written(generation: Generation, q: str, slug: str) -> None:
    assert found(generation, q) == [slug]


def test_a_word_that_no_fiche_holds_is_abandoned_and_named(generation: Generation) -> None:
    results = search(generation, Query("jardin xylophone potager kangourou"))
    assert [hit.fiche.slug for hit in results.hits] == ["jardin-partage"]
    assert results.abandonnes == ("xylophone", "kangourou")


def test_without_a_fiche_for_all_words_those_with_most_words_are_found(generation: Generation) -> None:
    results = search(generation, Query("livres examens potager"))
    assert [hit.fiche.slug for hit in results.hits] == ["ecole-du-soir"]
    assert results.abandonnes == ("potager",)


def test_words_of_different_fiches_find_each_of_them(generation: Generation) -> None:
    results = search(generation, Query("potager électrique"))
    assert {hit.fiche.slug for hit in results.hits} == {"jardin-partage", "navette"}
    assert results.abandonnes == ()


def test_a_quoted_phrase_is_never_let_go_for_other_words(generation: Generation) -> None:
    assert found(generation, '"municipal paie les livres" jardin potager friche') == ["ecole-du-soir"]
    results = search(generation, Query('"potager municipal" jardin'))
    assert results.abandonnes == ("potager municipal",)
    assert results.total == 2


def test_the_place_of_a_case_is_found_and_no_place_is_corrected(tmp_path: Path) -> None:
    case = "[{collectivite: Ville de Bruz, type: commune, departement: '35', texte: Un forum., sources: [1]}]"
    texts = {"forum": (front_matter(titre="Forum citoyen", exemples=case), BODY.replace("Du texte", "La course", 1))}
    for generation in built(tmp_path, texts):
        for q in ("bretagne", "Ille-et-Vilaine", "bruz"):
            [hit] = search(generation, Query(q)).hits
            assert "<mark>" in "".join(hit.extraits)
        results = search(generation, Query("Corse"))
        assert (results.total, results.corriges) == (0, ())


def test_an_expression_is_named_as_it_was_typed(generation: Generation) -> None:
    [clause] = generation.interpreter.interpret("la qualité de vie au travail ?").clauses
    assert (clause.typed, clause.words) == ("qualité de vie au travail", 3)
    _, clause = generation.interpreter.interpret("superguichet guichet unique").clauses
    assert clause.typed == "guichet unique"


def test_of_a_long_question_three_words_are_enough(generation: Generation) -> None:
    asked = "livres examens collègue semaine potager friche comité xylophone"
    assert found(generation, asked) == ["ecole-du-soir", "jardin-partage"]
    assert found(generation, "livres examens collègue semaine potager friche xylophone kangourou") == ["ecole-du-soir"]


def test_an_expression_counts_as_many_words_as_it_has(generation: Generation) -> None:
    asked = "guichet unique potager friche xylophone kangourou"
    assert set(found(generation, asked)) == {"guichet-unique", "jardin-partage"}


def test_a_verb_in_the_plural_is_found_by_its_infinitive(generation: Generation) -> None:
    results = search(generation, Query("roulent"))
    assert [hit.fiche.slug for hit in results.hits] == ["navette"]
    assert results.corriges == ()
    assert "<mark>roule</mark>" in results.hits[0].extraits[0]


def test_the_words_around_a_question_are_not_corrected(generation: Generation) -> None:
    results = search(generation, Query("je voudrais un potager"))
    assert [hit.fiche.slug for hit in results.hits] == ["jardin-partage"]
    assert results.corriges == ()
    assert search(generation, Query("voudrait")).corriges == ()
    assert search(generation, Query("vaudrrait")).corriges == (("vaudrrait", "vaudrait"),)


def test_when_every_word_is_held_none_is_abandoned(generation: Generation) -> None:
    assert search(generation, Query("jardin livres")).abandonnes == ()


@pytest.mark.parametrize("q", ["xylophone", "xylophone kangourou", "(((", '"" -', "comment"])
def test_nothing_found_is_an_empty_page(generation: Generation, q: str) -> None:
    results = search(generation, Query(q))
    assert (results.total, results.pages, results.hits, results.abandonnes) == (0, 1, (), ())


def test_a_phrase_is_found_where_its_words_are_adjacent(generation: Generation) -> None:
    assert set(found(generation, "conseil municipal")) == {"jardin-partage", "ecole-du-soir"}
    assert set(found(generation, '"municipal en partie"')) == {"jardin-partage"}
    assert found(generation, '"municipal paie les livres"') == ["ecole-du-soir"]
    assert found(generation, '"livres conseil"') == []


def test_a_phrase_does_not_cross_the_fields_of_a_fiche(generation: Generation) -> None:
    assert found(generation, '"partagé voisins"') == []


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("jardin -livres", {"jardin-partage"}),
        ("jardin -potager", {"mediatheque-mobile"}),
        ('jardin -"jardin public"', {"jardin-partage"}),
        ("jardin -xylophone", {"jardin-partage", "mediatheque-mobile"}),
        ("jardin -pot*", {"mediatheque-mobile"}),
        ("jardin -jardin", set()),
        ("livres potager -examens", {"jardin-partage", "mediatheque-mobile"}),
    ],
)
def test_a_fiche_that_holds_an_excluded_word_is_not_found(generation: Generation, q: str, expected: set[str]) -> None:
    assert set(found(generation, q)) == expected


@pytest.mark.parametrize("length", range(2, len("médiathèque") + 1))
def test_a_prefix_of_any_length_finds_the_word(generation: Generation, length: int) -> None:
    assert "mediatheque-mobile" in found(generation, f"{'médiathèque'[:length]}*")


@pytest.mark.parametrize("q", ["innov*", "innovation*", "innovations*", "L'INNOV*"])
def test_a_prefix_finds_what_the_word_without_a_star_finds(generation: Generation, q: str) -> None:
    assert found(generation, q) == found(generation, "innovation") == ["teletravail"]


def test_a_word_of_the_domaine_finds_what_is_filed_there_last(generation: Generation) -> None:
    assert found(generation, "RH") == ["teletravail", "ecole-du-soir"]


def test_a_word_of_the_title_counts_more_than_the_same_word_said_often_in_the_text(generation: Generation) -> None:
    results = search(generation, Query("navette"))
    assert [hit.fiche.slug for hit in results.hits] == ["navette", "mediatheque-mobile"]
    assert results.hits[0].score > results.hits[1].score > 0


def test_every_score_is_in_order_and_the_same_each_time(generation: Generation) -> None:
    first, again = (search(generation, Query("hameaux agent accueil")) for _ in range(2))
    assert [hit.score for hit in first.hits] == sorted((hit.score for hit in first.hits), reverse=True)
    assert first == again


def test_without_words_every_fiche_is_there_the_newest_first_then_by_title(generation: Generation) -> None:
    newest = ["guichet-unique", "mediatheque-mobile", "navette", "ecole-du-soir", "jardin-partage", "teletravail"]
    assert found(generation, "") == newest
    assert {hit.score for hit in search(generation, Query()).hits} == {0.0}


def test_a_question_of_spaces_is_no_question(generation: Generation) -> None:
    assert search(generation, Query(" \t ")) == search(generation, Query(""))


@pytest.mark.parametrize(
    ("q", "tri", "expected"),
    [
        ("hameaux", "titre", ["mediatheque-mobile", "navette"]),
        ("agents", "titre", ["ecole-du-soir", "teletravail"]),
        ("jardin", "recent", ["mediatheque-mobile", "jardin-partage"]),
        ("jardin", "pertinence", ["jardin-partage", "mediatheque-mobile"]),
        ("jardin", "", ["jardin-partage", "mediatheque-mobile"]),
    ],
)
def test_results_come_in_the_order_asked_for(generation: Generation, q: str, tri: str, expected: list[str]) -> None:
    assert [hit.fiche.slug for hit in search(generation, Query(q, tri=tri)).hits] == expected


def test_titles_are_ordered_without_their_accents(generation: Generation) -> None:
    titles = [hit.fiche.titre for hit in search(generation, Query(tri="titre")).hits]
    assert titles == [
        "École du soir",
        "Guichet unique",
        "Jardin partagé",
        "Médiathèque mobile",
        "Navette <b> & Cie",
        "Télétravail choisi",
    ]


def test_relevance_without_words_is_the_newest_first(generation: Generation) -> None:
    assert search(generation, Query(tri="pertinence")) == search(generation, Query(tri="recent"))


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"nature": ("societale",)}, {"jardin-partage", "mediatheque-mobile", "navette"}),
        ({"collectivite": ("epci", "region")}, {"mediatheque-mobile", "navette", "teletravail"}),
        ({"collectivite": ("epci", "region"), "nature": ("manageriale",)}, {"teletravail"}),
        ({"etiquette": ("quartier",), "collectivite": ("epci",)}, {"mediatheque-mobile"}),
        ({"facteur": ("simplicite",)}, {"guichet-unique"}),
        ({"domaine": ("systemes-information",)}, set()),
    ],
    ids=["one value", "or within a facet", "and between facets", "étiquette", "facteur", "none"],
)
def test_a_selection_filters_the_results(
    generation: Generation, selection: dict[str, tuple[str, ...]], expected: set[str]
) -> None:
    assert set(found(generation, "", **selection)) == expected


def test_a_selection_and_words_hold_together(generation: Generation) -> None:
    assert found(generation, "jardin", collectivite=("epci",)) == ["mediatheque-mobile"]
    assert found(generation, "potager", collectivite=("epci",)) == []


def counts(generation: Generation, facet: str, q: str = "", **selection: tuple[str, ...]) -> dict[str, int]:
    return {count.id: count.nombre for count in search(generation, Query(q, selection)).facettes[facet]}


def test_the_counts_of_a_facet_are_those_of_the_results(generation: Generation) -> None:
    assert counts(generation, "nature") == {"manageriale": 3, "societale": 3}
    assert counts(generation, "nature", "jardin livres") == {"societale": 1}
    assert counts(generation, "etiquette", "jardin") == {"potager": 1, "quartier": 2, "lecture": 1}
    assert counts(generation, "nature", "xylophone") == {}


def test_the_counts_of_a_facet_ignore_its_own_selection(generation: Generation) -> None:
    chosen = {"collectivite": ("epci",), "nature": ("societale",)}
    assert counts(generation, "collectivite", **chosen) == {"commune": 2, "epci": 2, "region": 1}
    assert counts(generation, "nature", **chosen) == {"societale": 2}
    assert counts(generation, "domaine", **chosen) == {"vie-locale": 2}


def test_a_chosen_value_stays_when_no_result_holds_it(generation: Generation) -> None:
    results = search(generation, Query("potager", {"collectivite": ("epci",)}))
    assert [(count.id, count.nombre, count.actif) for count in results.facettes["collectivite"]] == [
        ("commune", 1, False),
        ("epci", 0, True),
    ]


def test_counts_come_with_their_labels_the_largest_first(generation: Generation) -> None:
    results = search(generation, Query(selection={"collectivite": ("epci",)}))
    assert [(count.libelle, count.nombre, count.actif) for count in results.facettes["collectivite"]] == [
        ("Commune", 3, False),
        ("Département", 2, False),
        ("Intercommunalité (EPCI)", 2, True),
        ("Région", 2, False),
    ]


def test_labels_of_equal_counts_are_ordered_without_their_accents(generation: Generation) -> None:
    results = search(generation, Query(selection={"nature": ("manageriale",)}))
    assert [count.libelle for count in results.facettes["etiquette"]] == ["accueil", "distance", "écriture", "zones"]


def test_a_facet_offers_its_most_frequent_values_and_the_chosen_ones(real_var: Path) -> None:
    real_generation = LiveGeneration(real_var).get()
    facets = real_generation.facets
    everything = facets.counts(facets.all, {})["etiquette"]
    rarest = max(everything, key=lambda value: (-everything[value], value))
    offered = search(real_generation, Query(selection={"etiquette": (rarest,)})).facettes["etiquette"]
    assert len(everything) > MOST_VALUES + 1
    assert (len(offered), offered[-1].id, offered[-1].actif) == (MOST_VALUES + 1, rarest, True)
    assert min(count.nombre for count in offered[:-1]) >= sorted(everything.values())[-MOST_VALUES]


def test_results_are_cut_into_pages(long_generation: Generation) -> None:
    pages = [search(long_generation, Query("guichet", page=page)) for page in (1, 2, 3)]
    assert [(page.total, page.pages) for page in pages] == [(2 * PAGE_SIZE + 5, 3)] * 3
    assert [len(page.hits) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert [hit.fiche.slug for page in pages for hit in page.hits] == [
        f"fiche-{number:02}" for number in range(2 * PAGE_SIZE + 5)
    ]


def test_a_page_beyond_the_last_has_no_hit(long_generation: Generation) -> None:
    results = search(long_generation, Query("guichet", page=4))
    assert (results.total, results.pages, results.hits) == (2 * PAGE_SIZE + 5, 3, ())


def test_a_page_counts_what_the_selection_keeps(long_generation: Generation) -> None:
    assert search(long_generation, Query(selection={"nature": ("societale",)})).pages == 1
    assert search(long_generation, Query(selection={"nature": ("manageriale",)})).pages == 3


@pytest.mark.parametrize(
    ("q", "suggestion"),
    [
        ("potagre", "potager"),
        ("POTAGRE", "potager"),
        ("mediateque", "médiathèque"),
        ("jardin potagre", "jardin potager"),
        ("jardn potagre", "jardin potager"),
        ("l'acceuil", "l'accueil"),
        ("l’acceuil du jardin", "l’accueil du jardin"),
        ("jardn, potager", "jardin, potager"),
        ("otager potager", "potager potager"),
    ],
    ids=[
        "one word",
        "capitals",
        "without accents",
        "beside a right word",
        "two words",
        "after an article",
        "after an article, curly",
        "before a comma",
        "inside a right word",
    ],
)
def test_a_mistyped_word_has_a_suggestion(generation: Generation, q: str, suggestion: str) -> None:
    assert search(generation, Query(q)).suggestion == suggestion


@pytest.mark.parametrize(
    "q", ["", "potager", "Potagers", "mediatheque", "xylophone", "potagr*", "jardin -potagre", "co", '"jardin partgé"']
)
def test_a_right_or_unknown_word_has_no_suggestion(generation: Generation, q: str) -> None:
    assert search(generation, Query(q)).suggestion is None


def test_an_unknown_word_is_replaced_and_the_page_is_told(generation: Generation) -> None:
    results = search(generation, Query("potagre"))
    assert [hit.fiche.slug for hit in results.hits] == ["jardin-partage"]
    assert results.corriges == (("potagre", "potager"),)


def test_a_corrected_word_brings_what_else_it_is_called(tmp_path: Path) -> None:
    texts = {"sante": (front_matter(titre="Maison de santé"), BODY.replace("Du texte", "Le médecin reçoit", 1))}
    for generation in built(tmp_path, texts):
        results = search(generation, Query("docteru"))
        assert [hit.fiche.slug for hit in results.hits] == ["sante"]
        assert results.corriges == (("docteru", "docteur"),)
        assert results.elargis == (("docteru", ("médecin",)),)


def test_an_expression_with_a_mistyped_word_is_still_one(generation: Generation) -> None:
    [clause] = generation.interpreter.interpret("gichet unique").clauses
    assert (clause.typed, clause.words, clause.alternatives[0].terms) == ("gichet unique", 2, ("guichet", "unic"))


def test_an_expression_typed_as_one_word_is_understood(tmp_path: Path) -> None:
    texts = {"donnees": (front_matter(), BODY.replace("Du texte", "Un entrepôt de données", 1))}
    for generation in built(tmp_path, texts):
        assert found(generation, "datawarehouse") == ["donnees"]


def test_an_expression_that_no_fiche_says_is_found_by_its_words_here_and_there(tmp_path: Path) -> None:
    texts = {"relais": (front_matter(), BODY.replace("Du texte", "La médiation, un peu de numérique", 1))}
    for generation in built(tmp_path, texts):
        results = search(generation, Query("illectronisme"))
        assert [hit.fiche.slug for hit in results.hits] == ["relais"]
        assert results.elargis == (("illectronisme", ("médiation numérique",)),)


def test_an_expression_whose_words_are_never_together_is_not_told(tmp_path: Path) -> None:
    texts = {
        "relais": (front_matter(), BODY.replace("Du texte", "La médiation", 1)),
        "logiciel": (front_matter(titre="Un logiciel"), BODY.replace("Du texte", "Le numérique", 1)),
    }
    for generation in built(tmp_path, texts):
        assert search(generation, Query("illectronisme")).elargis == ()


def test_a_word_of_an_expression_is_not_corrected(tmp_path: Path) -> None:
    texts = {"quatre": (front_matter(), BODY.replace("Du texte", "La simplification des démarches, en longueur", 1))}
    for generation in built(tmp_path, texts):
        results = search(generation, Query("démarches trop longues"))
        assert (results.corriges, [hit.fiche.slug for hit in results.hits]) == ((), ["quatre"])


def test_words_side_by_side_come_before_the_same_here_and_there(tmp_path: Path) -> None:
    texts = {
        "epars": (front_matter(titre="La paie"), BODY.replace("Du texte", "Des semaines, quatre jours, 4 agents", 1)),
        "semaine": (front_matter(titre="La paye"), BODY.replace("Du texte", "La semaine de 4 jours de la paie", 1)),
    }
    for generation in built(tmp_path, texts):
        assert found(generation, "semaine de 4 jours") == ["semaine", "epars"]


def test_a_place_named_like_a_verb_is_not_this_verb(tmp_path: Path) -> None:
    case = "[{collectivite: Ville d'Alès, type: commune, departement: '30', texte: Un forum., sources: [1]}]"
    texts = {
        "gard": (front_matter(titre="Forum citoyen", exemples=case), BODY),
        "garde": (front_matter(titre="Garder la garde"), BODY),
    }
    for generation in built(tmp_path, texts):
        assert found(generation, "Gard") == ["gard"]


def test_an_excluded_word_is_not_joined_to_its_neighbour(generation: Generation) -> None:
    [excluded, _] = generation.interpreter.interpret("-co développement").clauses
    assert [alternative.terms for alternative in excluded.alternatives] == [("co",)]
    [kept, _] = generation.interpreter.interpret("co -développement").clauses
    assert [alternative.terms for alternative in kept.alternatives] == [("co",)]


def test_an_exact_search_adds_no_infinitive(generation: Generation) -> None:
    assert search(generation, Query("roulent", exact=True)).total == 0


@pytest.mark.parametrize(
    ("q", "suggestion"),
    [
        ('"acceuil" potagre', '"acceuil" potager'),
        ("« acceuil » potagre", "« acceuil » potager"),
        ("potagre -potagre", "potager -potagre"),
    ],
)
def test_what_is_quoted_or_excluded_is_suggested_as_it_is(generation: Generation, q: str, suggestion: str) -> None:
    assert search(generation, Query(q)).suggestion == suggestion


@pytest.mark.parametrize("q", ["sorties", "faute", "persona", "somme"])
def test_a_word_that_has_the_stem_of_a_soft_one_is_not_soft(generation: Generation, q: str) -> None:
    first, _ = generation.interpreter.interpret(f"{q} potager").clauses
    assert not first.soft


def test_only_expressions_that_a_fiche_says_are_told(generation: Generation) -> None:
    results = search(generation, Query("guichet unique"))
    assert results.elargis == ()


def test_a_hyphenated_word_that_begins_with_a_soft_one_is_not_soft(tmp_path: Path) -> None:
    texts = {
        "bien": (front_matter(titre="Bien recevoir"), BODY),
        "bien-etre": (front_matter(titre="Le bien-être"), BODY),
    }
    for generation in built(tmp_path, texts):
        assert found(generation, "bien-être") == ["bien-etre"]


def test_the_commune_is_not_required_beside_other_words(generation: Generation) -> None:
    assert found(generation, "mairie potager") == ["jardin-partage"]
    assert search(generation, Query("mairie")).total == 0


def test_an_exact_search_replaces_nothing(generation: Generation) -> None:
    results = search(generation, Query("potagre", exact=True))
    assert (results.total, results.corriges) == (0, ())


def test_a_hit_shows_its_words_marked(generation: Generation) -> None:
    [hit] = search(generation, Query("potager voisins partagé")).hits
    assert hit.titre == "Jardin <mark>partagé</mark>"
    assert hit.resume.startswith("Les <mark>voisins</mark> cultivent ensemble")
    assert hit.extraits == ("Un <mark>potager</mark> remplace la friche.",)


def test_an_excluded_word_is_not_marked(generation: Generation) -> None:
    [hit] = search(generation, Query("jardin -livres")).hits
    assert hit.titre == "<mark>Jardin</mark> partagé"
    [hit] = search(generation, Query('jardin -"jardin partagé"')).hits
    assert hit.extraits == ("Elle s’arrête devant le <mark>jardin</mark> public.",)


def test_a_word_found_by_a_prefix_is_marked(generation: Generation) -> None:
    [hit] = search(generation, Query("pota*")).hits
    assert hit.extraits == ("Un <mark>potager</mark> remplace la friche.",)


def test_a_hit_without_words_is_plain(generation: Generation) -> None:
    for hit in search(generation, Query()).hits:
        assert "<mark>" not in hit.titre + hit.resume
        assert hit.extraits == ()


def test_what_a_fiche_says_cannot_become_html(generation: Generation) -> None:
    hit = search(generation, Query("navette b")).hits[0]
    assert hit.titre == "<mark>Navette</mark> &lt;<mark>b</mark>&gt; &amp; Cie"


def test_similar_fiches_share_words_the_nearest_first(generation: Generation) -> None:
    fiche = generation.store.get("mediatheque-mobile")
    assert fiche
    assert [other.slug for other in similar(generation, fiche)] == ["jardin-partage", "ecole-du-soir"]
    assert [other.slug for other in similar(generation, fiche, limit=1)] == ["jardin-partage"]


def test_a_linked_fiche_is_not_similar_again(generation: Generation) -> None:
    fiche = generation.store.get("guichet-unique")
    assert fiche
    assert found(generation, "accueil") == ["guichet-unique", "navette"]
    assert similar(generation, fiche) == []


@given(st.text(st.sampled_from("""jardin potge-"'*·.&« »()~:\\ETOU0 \n\x00\u0301""")) | st.text())
@settings(deadline=None, max_examples=60)
def test_whatever_is_typed_gives_results(generation: Generation, q: str) -> None:
    results = search(generation, Query(q))
    assert results.total == len(results.hits) <= len(FICHES)
    assert results.pages == 1
