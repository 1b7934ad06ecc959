"""The SQLite file of one generation: what the pages show."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import Any, Self

import sqlite_utils

from catalogue.fiche import Fiche
from catalogue.folding import slugify
from catalogue.render import Renderer
from index.text import plain_text
from index.words import WordCounter

Row = dict[str, Any]


class StoreWriter:
    """Writes the fiches of a generation to a new SQLite file, whole when the ``with`` block ends well."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite_utils.Database(path)

        self._fiches: list[Row] = []
        self._sections: list[Row] = []
        self._etiquettes: list[Row] = []
        self._words = WordCounter()

    def add(self, fiche: Fiche, markdown: str, texts: Iterable[str]) -> None:
        """Add one fiche, the text of its file, and the plain texts whose words may be searched.

        Its Markdown is rendered here, once.
        """
        self._fiches.append(_row(fiche, markdown))
        renderer = Renderer()
        self._sections += [
            {
                "fiche": fiche.slug,
                "rang": rang,
                "titre": section.titre,
                "html": renderer.render(section.texte),
                "texte": plain_text(section.texte),
            }
            for rang, section in enumerate(fiche.sections)
        ]
        self._etiquettes += [
            {"etiquette": slugify(name), "libelle": name, "fiche": fiche.slug} for name in fiche.etiquettes
        ]
        self._words.add(texts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with closing(self._db):
            if kind is None:
                self._write()

    def _write(self) -> None:
        """Write everything, with the statistics that the query planner needs."""
        to_fiche = [("fiche", "fiches", "slug")]
        self._db.table("fiches").insert_all(self._fiches, pk="slug")
        self._db.table("sections").insert_all(self._sections, pk=("fiche", "rang"), foreign_keys=to_fiche)
        self._db.table("etiquettes").insert_all(self._etiquettes, pk=("etiquette", "fiche"), foreign_keys=to_fiche)
        self._db.table("mots").insert_all(self._words.rows(), pk=("mot", "terme"))
        self._db.analyze()


class Store:
    """A read-only SQLite file that never changes, shared by the threads of a process."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite_utils.Database(sqlite3.connect(uri, uri=True, check_same_thread=False))
        self._lock = Lock()

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def fiches(self, slugs: Iterable[str] | None = None) -> list[Fiche]:
        """The fiches with these slugs, in that order; without slugs, all of them in the order of the index."""
        if slugs is None:
            rows = self._query("select slug, fiche from fiches order by slug")
            return [Fiche.model_validate_json(row["fiche"]) for row in rows]
        wanted = list(slugs)
        marks = ",".join("?" * len(wanted))
        rows = self._query(f"select slug, fiche from fiches where slug in ({marks})", wanted)  # noqa: S608
        found = {row["slug"]: Fiche.model_validate_json(row["fiche"]) for row in rows}
        return [found[slug] for slug in wanted if slug in found]

    def get(self, slug: str) -> Fiche | None:
        """The fiche with this slug."""
        return next(iter(self.fiches([slug])), None)

    def markdown(self, slug: str) -> str | None:
        """The text of the file of a fiche, as its authors wrote it."""
        rows = self._query("select markdown from fiches where slug = ?", [slug])
        return str(rows[0]["markdown"]) if rows else None

    def html(self, slug: str) -> list[tuple[str, str]]:
        """The sections of a fiche: heading and safe HTML, in order."""
        rows = self._query("select titre, html from sections where fiche = ? order by rang", [slug])
        return [(row["titre"], row["html"]) for row in rows]

    def texte(self, slug: str) -> str:
        """The plain text of the sections of a fiche, for snippets."""
        rows = self._query("select texte from sections where fiche = ? order by rang", [slug])
        return "\n".join(row["texte"] for row in rows)

    def words(self) -> list[Row]:
        """Every word of the catalogue, as ``WordCounter.rows`` gave it."""
        return self._query("select * from mots")

    def etiquettes(self) -> dict[str, str]:
        """Every étiquette: its slug and what people read."""
        rows = self._query("select distinct etiquette, libelle from etiquettes order by etiquette")
        return {row["etiquette"]: row["libelle"] for row in rows}

    def _query(self, sql: str, parameters: Iterable[object] = ()) -> list[Row]:
        with self._lock:
            return list(self._db.query(sql, tuple(parameters)))


def _row(fiche: Fiche, markdown: str) -> Row:
    """One row of the table ``fiches``: the flat keys of the front matter, the whole fiche as JSON, and its file."""
    nested = {"demarrage", "exemples", "liens", "sources", "sections"}
    flat = {**fiche.model_dump(mode="json", exclude=nested), **fiche.demarrage.model_dump()}
    return {**flat, "fiche": fiche.model_dump_json(), "markdown": markdown}
