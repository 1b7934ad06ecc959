"""One fiche: its page, and its source file."""

from flask import Blueprint, Response, render_template

from app.generation import generation
from app.parameters import UnknownValueError, Way, shown
from catalogue.fiche import Fiche
from catalogue.problem import nearest
from index.search import similar

blueprint = Blueprint("fiches", __name__)


@blueprint.get("/fiches/<slug>")
def fiche(slug: str) -> str:
    """The page of a fiche."""
    found = get_fiche(slug)
    linked = {other.slug: other for other in generation().store.fiches(lien.fiche for lien in found.liens)}
    return render_template(
        "fiche.html",
        fiche=found,
        sections=generation().store.html(slug),
        liees=[(linked[lien.fiche], lien.raison) for lien in found.liens],
        proches=similar(generation(), found),
    )


@blueprint.get("/fiches/<slug>.md")
def source(slug: str) -> Response:
    """The file of a fiche, as its authors wrote it."""
    return Response(generation().store.markdown(get_fiche(slug).slug), mimetype="text/markdown")


def get_fiche(slug: str) -> Fiche:
    """The fiche with this slug; raises UnknownValueError, with the nearest slug, when there is none."""
    found = generation().store.get(slug)
    if found is None:
        near = generation().store.get(nearest(slug, generation().facets.slugs) or "")
        way = Way(near.slug, f"/fiches/{near.slug}", near.titre) if near else None
        raise UnknownValueError("slug", f"La fiche « {shown(slug)} » n'existe pas.", way)
    return found
