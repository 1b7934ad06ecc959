"""Pieces of pages that come back from one page to the next: what is the same for everyone is made once, then kept."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, cast

from flask import Flask, g
from markupsafe import Markup

from app.carrying import MOST, selected, unchanged
from app.generation import generation
from catalogue.fiche import Fiche
from index.search import Count
from index.store import Card

# Pieces of each kind that a process keeps, of half a KiB each: a value of a facet comes back with every number of
# results that it may have.
KEPT = 4_096

Macro = Callable[..., Markup]


def register(app: Flask) -> None:
    """Let the templates of this site show the pieces of ``_morceaux.html``."""
    macros: Any = app.jinja_env.get_template("_morceaux.html").module
    remove, full = cast(Macro, macros.retirer), cast(Macro, macros.pleine)
    case, marks, add = (cast(Macro, lru_cache(KEPT)(macro)) for macro in (macros.case, macros.reperes, macros.ajouter))

    def cases(values: Iterable[Count], facet: str, one: str, many: str) -> Markup:
        """The boxes of these values of a facet; ``one`` and ``many`` name what is counted."""
        # Each is safe already: « Markup.join » would read them all again, a tenth of the page's time.
        return Markup("".join(case(value, facet, one, many) for value in values))  # noqa: S704

    def reperes(fiche: Fiche | Card) -> Markup:
        """The nature and the domaine of a fiche."""
        libelle = generation().libelle
        return marks(fiche.nature, libelle("nature", fiche.nature), fiche.domaine, libelle("domaine", fiche.domaine))

    def ajout(fiche: Fiche | Card, anchor: str) -> Markup:
        """The button that puts a fiche in the selection, or takes it out; the page comes back to this anchor."""
        g.ajout = True
        chosen = selected()
        if fiche.slug in chosen:
            return remove(fiche.titre, anchor, [slug for slug in chosen if slug != fiche.slug], unchanged())
        return full(MOST) if len(chosen) >= MOST else add(fiche.slug, fiche.titre, anchor)

    app.jinja_env.globals |= {"cases": cases, "reperes": reperes, "ajout": ajout}
