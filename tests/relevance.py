"""The relevance report: two sets of questions, by kind, side by side with two peers (« make relevance »)."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from catalogue.collection import HERE, Catalogue, read_catalogue
from index.analysis import field_texts
from index.build import build
from index.generation import Generation
from index.search import Query, search
from tests.peers import Fts5, Tantivy

# Those by which the search is tuned, and those that only measure it.
QUESTIONS, UNSEEN = (Path(__file__).with_name(name) for name in ("questions.yml", "questions_inedites.yml"))

Top = Callable[[str, int], list[str]]


def read_questions(path: Path = QUESTIONS) -> list[dict[str, Any]]:
    """Every question of a file: ``q``, the fiches ``attendues`` (any may come first), its ``genre``."""
    questions: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return questions


def rank(question: dict[str, Any], top: Top) -> int | None:
    """The rank of the first expected fiche among the first three, from 1, or None."""
    found = top(question["q"], 3)
    return next((place for place, slug in enumerate(found, 1) if slug in question["attendues"]), None)


def share(ranks: list[int | None], within: int) -> float:
    """The share of questions whose expected fiche comes within this rank, from 0 to 1."""
    return sum(found is not None and found <= within for found in ranks) / len(ranks)


def our_top(generation: Generation) -> Top:
    """What our search gives first."""
    return lambda q, limit: [hit.fiche.slug for hit in search(generation, Query(q=q)).hits[:limit]]


def main() -> None:
    """Print, by kind of question, the share whose expected fiche comes first and in the first three."""
    catalogue = read_catalogue(HERE)
    assert isinstance(catalogue, Catalogue), catalogue
    with TemporaryDirectory() as var:
        built = build(HERE, Path(var))
        generation = Generation(built.folder)
        documents = [(fiche.slug, dict(field_texts(fiche, catalogue.vocabulary))) for fiche in catalogue.fiches]
        peers = [Fts5(documents), Tantivy(documents)]
        engines = {"ce catalogue": our_top(generation), **{peer.name: peer.top for peer in peers}}
        ranks = {
            path: {name: [rank(question, top) for question in read_questions(path)] for name, top in engines.items()}
            for path in (QUESTIONS, UNSEEN)
        }
        generation.close()
        for peer in peers:
            peer.close()
    print(f"{len(catalogue.fiches)} fiches ; attendue première / dans les trois premières")
    for path, of_path in ranks.items():
        report(path.name, read_questions(path), of_path)


def report(title: str, questions: list[dict[str, Any]], ranks: dict[str, list[int | None]]) -> None:
    """Print the shares of each engine, then the questions of which ours did not put an expected fiche first."""
    ours, *_ = ranks.values()
    print(f"\n{title}, {len(questions)} questions\n{'genre':14}{'n':>5}" + "".join(f"{name:>22}" for name in ranks))
    genres = list(dict.fromkeys(question["genre"] for question in questions))
    for genre in [*genres, None]:
        chosen = [place for place, question in enumerate(questions) if genre in (None, question["genre"])]
        cells = [
            f"{share(own, 1):>13.1%} /{share(own, 3):>7.1%}"
            for own in ([every[place] for place in chosen] for every in ranks.values())
        ]
        print(f"{genre or 'toutes':14}{len(chosen):>5}" + "".join(cells))
    for question, place in zip(questions, ours, strict=True):
        if place != 1:
            print(f"  {'rang ' + str(place) if place else 'absente'} : {question['q']} → {question['attendues'][0]}")


if __name__ == "__main__":
    main()
