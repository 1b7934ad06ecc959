"""The catalogue at a glance: its numbers as charts and tables, beside those of the study."""

from functools import lru_cache

from flask import Blueprint, render_template

from app.generation import generation
from app.portrait import Portrait, portrait
from app.shares import RESPONDENTS
from index.generation import Generation

blueprint = Blueprint("panorama", __name__)


@lru_cache(maxsize=2)
def _portrait(opened: Generation) -> Portrait:
    return portrait(opened.store.outlines.values(), opened.vocabulary, opened.study)


@blueprint.get("/panorama")
def panorama() -> str:
    """The page of the catalogue's numbers."""
    study = generation().study
    return render_template(
        "panorama.html",
        portrait=_portrait(generation()),
        natures=generation().vocabulary.terms["natures"].values(),
        groupes=generation().vocabulary.terms["groupes_facteurs"].values(),
        etude=study,
        themes={theme.id: theme for theme in study.themes},
        reponses=study.figures.get(RESPONDENTS),
    )
