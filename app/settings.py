"""The settings of an instance: environment variables, all optional."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import catalogue

PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    """Where the catalogue is read, where the index is written, and who the site is."""

    dossier: Path
    var: Path
    forge_url: str | None
    site_url: str | None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment gives; an empty variable counts as none."""
    return Settings(
        dossier=Path(environ.get("CATALOGUE_DOSSIER") or Path(str(catalogue.__file__)).parent),
        var=Path(environ.get("CATALOGUE_VAR") or PROJECT / "var"),
        forge_url=environ.get("CATALOGUE_FORGE_URL", "").rstrip("/") or None,
        site_url=environ.get("CATALOGUE_SITE_URL", "").rstrip("/") or None,
    )
