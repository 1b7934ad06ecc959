"""One fiche: its page, and its source file."""

from typing import Any

from flask import Blueprint, Response, render_template

from app import citation
from app.generation import generation
from app.linked_data import article
from app.parameters import UnknownValueError, Way, shown
from app.presentation import SITE_NAME, absolute, image_address
from app.sharing import image_of
from catalogue.fiche import Fiche
from catalogue.problem import nearest
from catalogue.vocabulary import Term
from index.search import similar

blueprint = Blueprint("fiches", __name__)


@blueprint.get("/fiches/<slug>")
def fiche(slug: str) -> str:
    """The page of a fiche."""
    return render_template("fiche.html", **shown_with(get_fiche(slug), generation().store.html(slug)))


def shown_with(found: Fiche, sections: list[tuple[str, str]]) -> dict[str, Any]:
    """What the page of a fiche shows, its sections being safe HTML."""
    linked = {other.slug: other for other in generation().store.fiches(lien.fiche for lien in found.liens)}
    address = absolute(f"/fiches/{found.slug}")
    return {
        "fiche": found,
        "sections": sections,
        "liees": [(linked[lien.fiche], lien.raison) for lien in found.liens],
        "proches": similar(generation(), found),
        "facteurs": _factors(found),
        "citation": citation.sentence(found, address),
        "bibtex": citation.bibtex(found, address),
        "image": image_address(found.slug),
        "donnees": article(found, generation().libelle("domaine", found.domaine)),
    }


def _factors(fiche: Fiche) -> list[tuple[Term, str, list[Term]]]:
    """The factors of a fiche by group, each group with the weight that the study gives it, if any."""
    terms = generation().vocabulary.terms
    weights = {weight.groupe: weight.libelle for weight in generation().study.poids}
    cited = [terms["facteurs"][id_] for id_ in fiche.facteurs]
    groups = [(group, [one for one in cited if one.parent == group.id]) for group in terms["groupes_facteurs"].values()]
    return [(group, weights.get(group.id, ""), factors) for group, factors in groups if factors]


@blueprint.get("/fiches/<slug>.md")
def source(slug: str) -> Response:
    """The file of a fiche, as its authors wrote it."""
    return Response(generation().store.markdown(get_fiche(slug).slug), mimetype="text/markdown")


@blueprint.get("/fiches/<slug>.png")
def image(slug: str) -> Response:
    """The image that shows with the link of a fiche."""
    found = get_fiche(slug)
    labels = (generation().libelle("nature", found.nature), generation().libelle("domaine", found.domaine))
    return Response(image_of(found.titre, SITE_NAME, " · ".join(labels)), mimetype="image/png")


def get_fiche(slug: str) -> Fiche:
    """The fiche with this slug; raises UnknownValueError, with the nearest slug, when there is none."""
    found = generation().store.get(slug)
    if found is None:
        near = generation().store.get(nearest(slug, generation().facets.slugs) or "")
        way = Way(near.slug, f"/fiches/{near.slug}", near.titre) if near else None
        raise UnknownValueError("slug", f"La fiche « {shown(slug)} » n'existe pas.", way)
    return found
