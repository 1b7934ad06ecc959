"""Browsing without words: by nature, by domaine, by étiquette."""

from flask import Blueprint, render_template

from app.generation import generation
from app.linked_data import breadcrumbs
from app.parameters import UnknownValueError, Way, shown
from app.presentation import FACET_TITLES
from catalogue.problem import nearest
from catalogue.vocabulary import Term
from index.facets import KINDS_OF_FACETS
from index.search import Query, search

blueprint = Blueprint("browse", __name__)


@blueprint.get("/domaines")
def domaines() -> str:
    """Every domaine, under its usual nature."""
    return _list("domaine", "domaines.html")


@blueprint.get("/natures")
def natures() -> str:
    """Both natures."""
    return _list("nature", "natures.html")


@blueprint.get("/etiquettes")
def etiquettes() -> str:
    """Every étiquette."""
    return _list("etiquette", "etiquettes.html")


@blueprint.get("/domaines/<id_>")
def domaine(id_: str) -> str:
    """The fiches of a domaine."""
    return _page("domaine", id_)


@blueprint.get("/natures/<id_>")
def nature(id_: str) -> str:
    """The fiches of a nature."""
    return _page("nature", id_)


@blueprint.get("/etiquettes/<id_>")
def etiquette(id_: str) -> str:
    """The fiches that bear an étiquette."""
    return _page("etiquette", id_)


def _list(facet: str, template: str) -> str:
    facets = generation().facets
    return render_template(
        template,
        nombre=facets.counts(facets.all, {})[facet],
        vocabulaire=generation().vocabulary,
        etiquettes=generation().etiquettes,
    )


def get_term(facet: str, id_: str) -> Term:
    """The nature, domaine or étiquette with this id; raises UnknownValueError, with the nearest, when there is none."""
    if not generation().knows(facet, id_):
        near = nearest(id_, generation().facets.values[facet])
        way = Way(near, f"/{facet}s/{near}", generation().libelle(facet, near)) if near else None
        raise UnknownValueError(facet, f"Aucune page pour « {shown(id_)} ».", way)
    kind = KINDS_OF_FACETS.get(facet)
    term = generation().vocabulary.get(kind, id_) if kind else None
    return term or Term(id_, generation().etiquettes[id_], "")


def _page(facet: str, id_: str) -> str:
    term = get_term(facet, id_)
    found = search(generation(), Query(selection={facet: (id_,)}, tri="titre"))
    way = breadcrumbs((f"{FACET_TITLES[facet]}s", f"/{facet}s"), (term.libelle, f"/{facet}s/{id_}"))
    return render_template("rubrique.html", facette=facet, terme=term, resultats=found, donnees=way)
