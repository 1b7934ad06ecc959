"""The home page: a search box, domaines and natures with their counts, some fiches, the study in figures."""

from collections.abc import Iterable
from datetime import date
from itertools import chain, zip_longest

from flask import Blueprint, render_template

from app.generation import generation
from app.linked_data import website
from index.search import Query, search
from index.store import Outline

blueprint = Blueprint("home", __name__)
SHOWN = 6


@blueprint.get("/")
def home() -> str:
    """The home page; newest fiches that are all of the same day are no news: others are shown each day."""
    everything, facets, store = search(generation(), Query()), generation().facets, generation().store
    newest = [hit.fiche for hit in everything.hits[:SHOWN]]
    same_day = len({card.mise_a_jour for card in newest}) == 1
    return render_template(
        "accueil.html",
        resultats=everything,
        fiches=store.cards(varied(store.outlines.values(), date.today())) if same_day else newest,
        nouvelles=not same_day,
        nombres=facets.counts(facets.all, {}),
        vocabulaire=generation().vocabulary,
        etude=generation().study,
        donnees=website(),
    )


def varied(outlines: Iterable[Outline], day: date) -> list[str]:
    """The slugs of a few fiches, one of each domaine first, others from one day to the next."""
    by_domaine: dict[str, list[str]] = {}
    for outline in outlines:
        by_domaine.setdefault(outline.domaine, []).append(outline.slug)
    rounds = zip_longest(*(_turned(slugs, day) for slugs in by_domaine.values()))
    return [slug for slug in chain.from_iterable(rounds) if slug][:SHOWN]


def _turned(slugs: list[str], day: date) -> list[str]:
    """The same slugs, another one first each day."""
    first = day.toordinal() % len(slugs)
    return slugs[first:] + slugs[:first]
