"""The settings of an instance: environment variables, all optional."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import catalogue

PROJECT = Path(__file__).parent.parent
STATIC = PROJECT / "static"


@dataclass(frozen=True)
class Publisher:
    """Who publishes this site, as its legal notice says; None is what nobody has said yet."""

    name: str | None = None
    address: str | None = None
    director: str | None = None
    contact: str | None = None
    host: str | None = None


# What a visitor of a public site must be able to read: who to write to, who publishes, who hosts.
_PUBLISHER = {
    "CATALOGUE_EDITEUR": "name",
    "CATALOGUE_EDITEUR_ADRESSE": "address",
    "CATALOGUE_EDITEUR_DIRECTEUR": "director",
    "CATALOGUE_EDITEUR_CONTACT": "contact",
    "CATALOGUE_HEBERGEUR": "host",
}


@dataclass(frozen=True)
class Settings:
    """Where the catalogue is read, where the index is written, and who the site is."""

    dossier: Path
    var: Path
    forge_url: str | None
    site_url: str | None
    forge_token: str | None = field(default=None, repr=False)
    forge_genre: str | None = None
    contact: str | None = None
    publisher: Publisher = Publisher()


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment gives; an empty variable counts as none."""
    return Settings(
        dossier=Path(environ.get("CATALOGUE_DOSSIER") or Path(str(catalogue.__file__)).parent),
        var=Path(environ.get("CATALOGUE_VAR") or PROJECT / "var"),
        forge_url=environ.get("CATALOGUE_FORGE_URL", "").rstrip("/") or None,
        site_url=environ.get("CATALOGUE_SITE_URL", "").rstrip("/") or None,
        forge_token=environ.get("CATALOGUE_FORGE_TOKEN", "").strip() or None,
        forge_genre=environ.get("CATALOGUE_FORGE_GENRE", "").strip().lower() or None,
        contact=environ.get("CATALOGUE_CONTACT", "").strip() or None,
        publisher=Publisher(**{name: environ.get(key, "").strip() or None for key, name in _PUBLISHER.items()}),
    )


def unsaid(settings: Settings) -> list[str]:
    """The variables that a site must give before it opens to the public, and that this one does not give yet."""
    return [key for key, name in _PUBLISHER.items() if getattr(settings.publisher, name) is None]
