"""The arrays against Whoosh itself, and a generation changed bit by bit against one written at once."""

import itertools
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
import whoosh.index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.query import And, Or, Phrase, Term
from whoosh.query import Query as WhooshQuery
from whoosh.scoring import BM25F

from index.build import Built, build
from index.french import terms_of
from index.fulltext import BOOSTS
from index.generation import Generation
from index.interpretation import Alternative, Clause
from index.matching import score
from index.search import Query, search
from index.writing import SENTENCES, WHOOSH
from tests.conftest import BODY, WriteFiche, fiche_text, front_matter

WORDS = "guichet accueil jardin co-développement élus maire usager navette forum débat l'eau CCAS".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
SLUGS = ["bac", "cap", "dos", "eau", "fil"]


@st.composite
def fiches(draw: st.DrawFn) -> dict[str, str]:
    """Some fiches made of few words, so that they share them."""
    chosen = draw(st.lists(st.sampled_from(SLUGS), min_size=1, unique=True))
    return {slug: fiche(slug, draw(TEXTS), draw(TEXTS), draw(TEXTS)) for slug in chosen}


def fiche(slug: str, title: str, tag: str, text: str) -> str:
    header = front_matter(titre=f"{slug} {title}", etiquettes=f'["{slug} {tag[:20].strip()}"]')
    return fiche_text(header, BODY.replace("Du texte", f"{text}. {tag}", 1))


def put(folder: Path, texts: Mapping[str, str]) -> None:
    shutil.rmtree(folder / "fiches", ignore_errors=True)
    (folder / "fiches").mkdir()
    for slug, text in texts.items():
        (folder / "fiches" / f"{slug}.md").write_text(text, "utf-8")


def written(folder: Path, var: Path) -> Generation:
    built = build(folder, var)
    assert isinstance(built, Built), built
    return Generation(built.folder)


def whoosh_scores(folder: Path, query: WhooshQuery) -> dict[str, float]:
    with whoosh.index.open_dir(str(folder / WHOOSH)).searcher(weighting=BM25F()) as searcher:
        return {hit["slug"]: hit.score for hit in searcher.search(query, limit=None)}


def our_scores(generation: Generation, clause: Clause) -> dict[str, float]:
    scores = score(generation.postings, clause.alternatives, len(generation.facets.slugs))
    return {slug: float(found) for slug, found in zip(generation.facets.slugs, scores, strict=True) if found}


def over_fields(term: str) -> WhooshQuery:
    return Or([Term(field, term, boost=boost) for field, boost in BOOSTS.items()])


@given(fiches(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_find_and_score_what_plain_whoosh_does(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str], words: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    put(folder, texts)
    terms = tuple(dict.fromkeys(term for word in words for term in terms_of(word)))
    with closing(written(folder, folder / "var")) as generation:
        ours = our_scores(generation, Clause("", (Alternative(terms),)))
        theirs = whoosh_scores(next((folder / "var" / "generations").iterdir()), And(list(map(over_fields, terms))))
    assert ours == pytest.approx(theirs, rel=1e-6)


@given(fiches(), st.lists(st.sampled_from(WORDS), min_size=2, max_size=3))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_phrases_find_and_score_what_plain_whoosh_does(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str], words: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    put(folder, texts)
    terms = terms_of(" ".join(words))
    with closing(written(folder, folder / "var")) as generation:
        ours = our_scores(generation, Clause("", (Alternative(terms, side_by_side=len(terms) > 1),)))
        phrases = Or([Phrase(field, list(terms), boost=boost) for field, boost in BOOSTS.items()])
        theirs = whoosh_scores(next((folder / "var" / "generations").iterdir()), phrases)
    assert ours == pytest.approx(theirs, rel=1e-6)


def everything(generation: Generation) -> dict[str, object]:
    """All that a visitor can see of a generation."""
    return {
        "fiches": list(generation.store.every_fiche()),
        "sentences": {path.name: path.read_bytes() for path in (generation.folder / SENTENCES).iterdir()},
        "html": {slug: generation.store.html(slug) for slug in generation.facets.slugs},
        "words": list(generation.store.words()),
        "etiquettes": generation.etiquettes,
        "facets": (generation.facets.values, dict(generation.store.facet_values())),
        "ranks": {sort: ranks.tolist() for sort, ranks in generation.ranks.items()},
        "answers": {q: search(generation, Query(q)) for q in [*WORDS, *map(" ".join, itertools.pairwise(WORDS))]},
        "phrases": {q: search(generation, Query(f'"{q}"')) for q in map(" ".join, itertools.pairwise(WORDS))},
    }


@given(st.lists(fiches(), min_size=2, max_size=5))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_generation_changed_bit_by_bit_equals_one_written_at_once(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("catalogue")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.writing.SHARE_WORTH_CHANGING", 100)
        for texts in states:
            put(folder, texts)
            written(folder, folder / "var").close()
    with closing(written(folder, folder / "var")) as changed, closing(written(folder, folder / "autre")) as at_once:
        assert everything(changed) == everything(at_once)


def test_a_generation_changed_many_times_equals_one_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the fifth change on, Whoosh merges its segments, in an order that is not that of the slugs."""
    monkeypatch.setattr("index.writing.SHARE_WORTH_CHANGING", 1)
    slugs = [f"fiche-{number:02}" for number in range(12)]
    texts = {slug: fiche(slug, "guichet", "forum", "accueil du jardin") for slug in slugs}
    put(tmp_path, texts)
    written(tmp_path, tmp_path / "var").close()
    for turn in range(7):
        texts[slugs[turn * 5 % 12]] = fiche(slugs[turn * 5 % 12], "forum", "débat", "accueil du maire")
        put(tmp_path, texts)
        written(tmp_path, tmp_path / "var").close()
    with (
        closing(written(tmp_path, tmp_path / "var")) as changed,
        closing(written(tmp_path, tmp_path / "autre")) as at_once,
    ):
        assert everything(changed) == everything(at_once)


def test_a_change_reads_only_what_has_changed(folder: Path, write_fiche: WriteFiche, tmp_path: Path) -> None:
    for number in range(30):
        write_fiche(f"fiche-{number:02}", front_matter(titre=f"Guichet {number:02}"))
    seen: list[int] = []
    build(folder, tmp_path / "var", lambda _, total: seen.append(total))
    write_fiche("fiche-07", front_matter(titre="Guichet changé"))
    build(folder, tmp_path / "var", lambda _, total: seen.append(total))
    assert (max(seen[:31]), set(seen[31:])) == (30, {1})
