"""What a public site owes its visitors: accessibility, legal notice, privacy, ecodesign."""

from datetime import date

from flask import Blueprint, render_template

from app.measures import read_measures

blueprint = Blueprint("norms", __name__)


@blueprint.get("/accessibilite")
def accessibility() -> str:
    """The accessibility statement that RGAA asks for, with what our own tests find."""
    return _measured("accessibilite.html")


@blueprint.get("/mentions-legales")
def legal_notice() -> str:
    """Who publishes and hosts the site, and under which licences."""
    return render_template("mentions-legales.html")


@blueprint.get("/confidentialite")
def privacy() -> str:
    """What the site knows of its visitors."""
    return render_template("confidentialite.html")


@blueprint.get("/ecoconception")
def ecodesign() -> str:
    """What each kind of page weighs, and how that was measured."""
    return _measured("ecoconception.html")


def _measured(template: str) -> str:
    measures = read_measures()
    return render_template(template, mesures=measures, jour=date.fromisoformat(measures.jour))
