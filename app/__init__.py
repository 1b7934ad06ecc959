"""How a fiche is seen: the Flask site, its JSON API and the command line."""

from flask import Flask
from flask_compress import Compress

from app import (
    about,
    api,
    browse,
    carrying,
    contribute,
    data,
    diagnosis,
    discovery,
    documentation,
    embedding,
    errors,
    examples,
    feeds,
    fiches,
    freshness,
    guide,
    health,
    home,
    keeping,
    links,
    norms,
    panorama,
    pieces,
    presentation,
    search,
    security,
    selection,
)
from app.generation import keep_live
from app.settings import STATIC, Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """The site for these settings, or for those of the environment."""
    app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    settings = settings or read_settings()
    app.extensions["settings"] = settings
    keep_live(app, settings.var)
    freshness.register(app)  # first: what is registered first runs last, on the finished page
    Compress(app)
    presentation.register(app, settings)
    pieces.register(app)
    security.register(app)
    errors.register(app)
    carrying.register(app)
    for family in (home, search, fiches, browse, about, feeds, discovery, embedding, norms, api, health, contribute):
        app.register_blueprint(family.blueprint)
    for family in (panorama, examples, links, data, documentation):
        app.register_blueprint(family.blueprint)
    for family in (diagnosis, guide, selection):
        app.register_blueprint(family.blueprint)
    keeping.register(app, settings.var)
    return app
