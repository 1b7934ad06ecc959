"""Search: from a query to its results, their order, facets and snippets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from catalogue.fiche import Fiche
from index.facets import FACETS
from index.generation import Generation
from index.question import Clause, read_question
from index.snippet import mark, snippets

PAGE_SIZE = 20
SORTS = ("pertinence", "recent", "titre")


@dataclass(frozen=True)
class Query:
    """What a visitor asks: words, chosen values by facet, an order, a page counted from 1."""

    q: str = ""
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tri: str = ""
    page: int = 1

    @property
    def sort(self) -> str:
        """The order that applies: by relevance when there are words, else the newest first."""
        return self.tri if self.tri and (self.q or self.tri != "pertinence") else "pertinence" if self.q else "recent"


@dataclass(frozen=True)
class Hit:
    """One result: the fiche, its score, its title, summary and snippets as safe HTML with the words marked."""

    fiche: Fiche
    score: float
    titre: str
    resume: str
    extraits: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """One value of a facet, with how many results hold it."""

    id: str
    libelle: str
    nombre: int
    actif: bool


@dataclass(frozen=True)
class Results:
    """What a query gives. ``abandonnes`` are the words that no result holds; ``suggestion`` is a corrected text."""

    total: int
    pages: int
    hits: tuple[Hit, ...]
    facettes: Mapping[str, tuple[Count, ...]]
    abandonnes: tuple[str, ...] = ()
    suggestion: str | None = None


def search(generation: Generation, query: Query) -> Results:
    """The page of results of a query; a page beyond the last has no hit."""
    clauses = read_question(query.q)
    scores, abandoned = _match(generation, clauses) if query.q.strip() else (None, ())
    facets = generation.facets
    matched = facets.all if scores is None else facets.set_of(scores)
    slugs = facets.members(matched & facets.filter(query.selection))
    ordered = _order(generation, slugs, scores or {}, query.sort)
    start = (query.page - 1) * PAGE_SIZE
    terms = frozenset(term for clause in clauses if not clause.excluded for term in clause.terms)
    return Results(
        total=len(slugs),
        pages=max(1, ceil(len(slugs) / PAGE_SIZE)),
        hits=tuple(
            _hit(generation, fiche, (scores or {}).get(fiche.slug, 0.0), terms)
            for fiche in generation.store.fiches(ordered[start : start + PAGE_SIZE])
        ),
        facettes={facet: _counts(generation, facet, matched, query) for facet in FACETS},
        abandonnes=abandoned,
        suggestion=_suggestion(generation, query.q, clauses),
    )


def similar(generation: Generation, fiche: Fiche, limit: int = 3) -> list[Fiche]:
    """The fiches nearest to this one by the words of its title, étiquettes and other names, best first.

    The fiches that it links to are left out: the page shows them already.
    """
    words = " ".join([fiche.titre, *fiche.etiquettes, *fiche.aussi_appele])
    scores: dict[str, float] = {}
    for clause in read_question(words):
        for slug, score in generation.fulltext.match(clause).items():
            scores[slug] = scores.get(slug, 0.0) + score
    linked = {fiche.slug, *(lien.fiche for lien in fiche.liens)}
    best = sorted((slug for slug in scores if slug not in linked), key=lambda slug: (-scores[slug], slug))
    return generation.store.fiches(best[:limit])


def _match(generation: Generation, clauses: list[Clause]) -> tuple[dict[str, float], tuple[str, ...]]:
    """The score of each fiche that answers the most clauses, and the words that none of these fiches holds."""
    wanted = [clause for clause in clauses if not clause.excluded]
    answers = [generation.fulltext.match(clause) for clause in wanted]
    unwanted = {slug for clause in clauses if clause.excluded for slug in generation.fulltext.match(clause)}
    held: dict[str, int] = {}
    for answer in answers:
        for slug in answer.keys() - unwanted:
            held[slug] = held.get(slug, 0) + 1
    most = max(held.values(), default=0)
    scores = {slug: sum(answer.get(slug, 0.0) for answer in answers) for slug, count in held.items() if count == most}
    abandoned = [clause.typed for clause, answer in zip(wanted, answers, strict=True) if not answer.keys() & scores]
    return scores, tuple(abandoned) if scores else ()


def _order(generation: Generation, slugs: list[str], scores: Mapping[str, float], sort: str) -> list[str]:
    if sort == "pertinence":
        return sorted(slugs, key=lambda slug: (-scores.get(slug, 0.0), slug))
    return [slug for slug in generation.orders[sort] if slug in set(slugs)]


def _hit(generation: Generation, fiche: Fiche, score: float, terms: frozenset[str]) -> Hit:
    found = snippets(generation.store.texte(fiche.slug), terms) if terms else []
    return Hit(fiche, score, mark(fiche.titre, terms), mark(fiche.resume, terms), tuple(found))


def _counts(generation: Generation, facet: str, matched: int, query: Query) -> tuple[Count, ...]:
    chosen = query.selection.get(facet, ())
    numbers = generation.facets.counts(facet, matched, query.selection)
    counts = [
        Count(value, generation.libelle(facet, value), number, value in chosen) for value, number in numbers.items()
    ]
    return tuple(sorted(counts, key=lambda count: (-count.nombre, count.libelle)))


def _suggestion(generation: Generation, text: str, clauses: list[Clause]) -> str | None:
    """The text with each unknown word replaced by its nearest known word, or None when every word is known."""
    corrected = text
    for clause in clauses:
        if clause.prefix or clause.excluded or generation.fulltext.match(clause):
            continue
        for word in clause.typed.split():
            near = generation.words.nearest(word)
            if near:
                corrected = corrected.replace(word, near)
    return corrected if corrected != text else None
