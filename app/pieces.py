"""Pieces of pages, made once for the many pages that show them: what a piece says depends only on what it is given."""

from functools import lru_cache

from flask import Flask
from markupsafe import Markup

# Pieces of each kind that a process keeps, of half a KiB each: a value of a facet comes back with every number of
# results that it may have.
MOST = 4_096


def register(app: Flask) -> None:
    """Give the templates of this site the macros of ``_morceaux.html``, as functions that remember."""
    macros = app.jinja_env.get_template("_morceaux.html").module
    case, reperes, ajouter = (
        lru_cache(MOST, typed=True)(getattr(macros, name)) for name in ("case", "reperes", "ajouter")
    )
    app.jinja_env.globals |= {"morceau_reperes": reperes, "morceau_ajouter": ajouter}
    # Joined as the template engine joins what macros return: each case is safe already.
    app.jinja_env.filters["cases"] = lambda values, *told: Markup("".join(case(value, *told) for value in values))  # noqa: S704
