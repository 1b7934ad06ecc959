"""The SQLite file of one generation: what the pages show."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, Self

import sqlite_utils
from sqlite_utils import suggest_column_types

from catalogue.collection import Entry
from catalogue.fiche import Demarrage, Fiche, Lien
from catalogue.folding import slugify
from index.analysis import Analysis

Row = dict[str, Any]
_KEYS = {
    "fiches": ("slug",),
    "sections": ("fiche", "rang"),
    "etiquettes": ("etiquette", "fiche"),
}
NOTICE = {"licence": "Licence Ouverte 2.0", "source": "Catalogue de l'innovation territoriale"}
# Fiches that stand in memory together, to be written or read.
BATCH = 200
# Cards of the results kept for the next searches: some six megabytes.
MOST_CARDS = 4_096


@dataclass(frozen=True)
class Card:
    """What a list shows of a fiche."""

    slug: str
    titre: str
    resume: str
    nature: str
    domaine: str
    etiquettes: tuple[str, ...]
    publiee: date
    verifiee: date | None

    @property
    def mise_a_jour(self) -> date:
        """The day of the last check, or else of the publication."""
        return self.verifiee or self.publiee


class Occasion(NamedTuple):
    """What is counted of a real case: the type of its collectivité and its year."""

    type: str
    annee: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A fiche without its texts: what pages that count, compare or link them all need of each."""

    slug: str
    titre: str
    nature: str
    domaine: str
    formes: tuple[str, ...]
    facteurs: tuple[str, ...]
    initiative: str | None
    demarrage: Demarrage
    liens: tuple[Lien, ...]
    exemples: tuple[Occasion, ...]

    @classmethod
    def of(cls, fiche: Fiche) -> Self:
        """The outline of a fiche."""
        return cls(
            fiche.slug,
            fiche.titre,
            fiche.nature,
            fiche.domaine,
            fiche.formes,
            fiche.facteurs,
            fiche.initiative,
            fiche.demarrage,
            fiche.liens,
            tuple(Occasion(exemple.type, exemple.annee) for exemple in fiche.exemples),
        )


class StoreWriter:
    """Writes a SQLite file, new or copied from another generation, whole when the ``with`` block ends well."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite_utils.Database(path)
        self._rows: dict[str, list[Row]] = {table: [] for table in _KEYS}
        self._words: Counter[tuple[str, str]] = Counter()

    def add(self, analysis: Analysis, digest: str) -> None:
        """Add one fiche; ``digest`` tells its file from any other."""
        fiche, rows = analysis.fiche, self._rows
        rows["fiches"].append(_row(analysis, digest))
        rows["sections"] += [
            {"fiche": fiche.slug, "rang": rang, "titre": section.titre, "html": html}
            for rang, (section, html) in enumerate(zip(fiche.sections, analysis.html, strict=True))
        ]
        rows["etiquettes"] += [
            {"etiquette": slugify(name), "libelle": name, "fiche": fiche.slug} for name in fiche.etiquettes
        ]
        self._count(analysis, 1)
        if len(rows["fiches"]) >= BATCH:
            self._flush()

    def remove(self, analysis: Analysis) -> None:
        """Remove a fiche that the file holds, as it was analysed then."""
        for table in ("sections", "etiquettes"):
            self._db.conn.execute(f"delete from {table} where fiche = ?", [analysis.fiche.slug])  # noqa: S608
        self._db.conn.execute("delete from fiches where slug = ?", [analysis.fiche.slug])
        self._count(analysis, -1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with closing(self._db):
            if kind is None:
                self._write()

    def _count(self, analysis: Analysis, sign: int) -> None:
        for text in analysis.texts.values():
            for word, number in text.words.items():
                self._words[word] += sign * number

    def _flush(self) -> None:
        """Write the rows that wait, so that ten thousand fiches do not fill the memory."""
        for table, rows in self._rows.items():
            if rows and not self._db[table].exists():
                keys = [("fiche", "fiches", "slug")] if "fiche" in _KEYS[table] else ()
                self._db.table(table).create(suggest_column_types(rows), pk=_KEYS[table], foreign_keys=keys)
            if rows:
                names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
                values = ([_cell(value) for value in row.values()] for row in rows)
                self._db.conn.executemany(f"insert into {table} ({names}) values ({marks})", values)  # noqa: S608
            rows.clear()

    def _write(self) -> None:
        """Write everything, with the statistics that the query planner needs."""
        self._flush()
        self._write_words()
        self._write_notice()
        self._db.conn.commit()
        self._db.analyze()

    def _write_notice(self) -> None:
        """What a re-user must say of the data, in the file itself: licence, source, date of the newest fiche."""
        newest = self._db.conn.execute("select max(coalesce(verifiee, publiee)) from fiches").fetchone()[0]
        self._db.table("notice").insert({**NOTICE, "date": newest}, pk="licence", replace=True)

    def _write_words(self) -> None:
        rows = ((word, term, number) for (word, term), number in sorted(self._words.items()) if number)
        self._db.conn.execute(
            "create table if not exists mots (mot text, terme text, nombre integer, primary key (mot, terme))"
        )
        self._db.conn.executemany(
            """insert into mots values (?, ?, ?)
            on conflict (mot, terme) do update set nombre = nombre + excluded.nombre""",
            rows,
        )
        self._db.conn.execute("delete from mots where nombre <= 0")


def _cell(value: object) -> object:
    """A value as SQLite stores it: lists as JSON."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


class Store:
    """A read-only SQLite file that never changes, shared by the threads of a process."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite_utils.Database(sqlite3.connect(uri, uri=True, check_same_thread=False))
        self._lock = Lock()
        self._cards: dict[str, Card] = {}
        self._outlining = Lock()
        self._outlines: dict[str, Outline] | None = None

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def fiches(self, slugs: Iterable[str]) -> list[Fiche]:
        """The fiches with these slugs, in that order, without those that are not there."""
        rows = self._by_slug("fiche", slugs)
        return [Fiche.model_validate_json(row["fiche"]) for row in rows]

    def every_fiche(self) -> Iterator[Fiche]:
        """Every fiche in the order of the index, a few at a time: together, ten thousand fill the memory."""
        slugs = [row["slug"] for row in self._query("select slug from fiches order by slug")]
        for start in range(0, len(slugs), BATCH):
            yield from self.fiches(slugs[start : start + BATCH])

    @property
    def outlines(self) -> dict[str, Outline]:
        """The outline of every fiche, by slug, in the order of the index; read once, whoever asks first."""
        with self._outlining:
            if self._outlines is None:
                self._outlines = {fiche.slug: Outline.of(fiche) for fiche in self.every_fiche()}
            return self._outlines

    def cards(self, slugs: Iterable[str] | None = None) -> list[Card]:
        """What a list shows of the fiches with these slugs, or of all of them."""
        if slugs is None:
            return self._read_cards(None)
        if len(self._cards) > MOST_CARDS:
            self._cards = {}
        wanted, kept = list(slugs), self._cards  # the same to the end, whatever another thread does
        missing = [slug for slug in wanted if slug not in kept]
        if missing:
            kept.update((card.slug, card) for card in self._read_cards(missing))
        return [kept[slug] for slug in wanted if slug in kept]

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

    def facet_values(self) -> Iterable[tuple[str, dict[str, list[str]]]]:
        """Every fiche, in the order of the index, with the values that it has for each facet."""
        return ((row["slug"], json.loads(row["facettes"])) for row in self._each("facettes"))

    def entries(self) -> list[Entry]:
        """What must be known of every fiche to check them together."""
        rows = self._by_slug("titre, etiquettes, liens", None)
        return [
            Entry(row["slug"], row["titre"], tuple(json.loads(row["etiquettes"])), tuple(json.loads(row["liens"])))
            for row in rows
        ]

    def digests(self) -> dict[str, str]:
        """What tells the file of each fiche from any other."""
        return {row["slug"]: row["empreinte"] for row in self._by_slug("empreinte", None)}

    def titles(self) -> Iterator[tuple[str, str, str]]:
        """The slug, the title and the day of publication of every fiche, in the order of the index."""
        return ((row["slug"], row["titre"], row["publiee"]) for row in self._each("titre, publiee"))

    def words(self) -> Iterator[Row]:
        """Every word, the most frequent first: ``mot`` as it is written, its ``terme``, its ``nombre`` of times."""
        return self._db.query("select mot, terme, nombre from mots order by nombre desc, mot, terme")

    def etiquettes(self) -> dict[str, str]:
        """Every étiquette: its slug and what people read."""
        rows = self._query("select distinct etiquette, libelle from etiquettes order by etiquette")
        return {row["etiquette"]: row["libelle"] for row in rows}

    def _read_cards(self, slugs: Iterable[str] | None) -> list[Card]:
        return [
            Card(
                row["slug"],
                row["titre"],
                row["resume"],
                row["nature"],
                row["domaine"],
                tuple(json.loads(row["etiquettes"])),
                date.fromisoformat(row["publiee"]),
                date.fromisoformat(row["verifiee"]) if row["verifiee"] else None,
            )
            for row in self._by_slug("titre, resume, nature, domaine, etiquettes, publiee, verifiee", slugs)
        ]

    def _by_slug(self, columns: str, slugs: Iterable[str] | None) -> list[Row]:
        if slugs is None:
            return self._query(f"select slug, {columns} from fiches order by slug")  # noqa: S608
        wanted = list(slugs)
        marks = ",".join("?" * len(wanted))
        rows = self._query(f"select slug, {columns} from fiches where slug in ({marks})", wanted)  # noqa: S608
        found = {row["slug"]: row for row in rows}
        return [found[slug] for slug in wanted if slug in found]

    def _each(self, columns: str) -> Iterator[Row]:
        """Every fiche, one at a time: together, ten thousand fill the memory. Not locked: while nobody else reads."""
        return self._db.query(f"select slug, {columns} from fiches order by slug")  # noqa: S608

    def _query(self, sql: str, parameters: Iterable[object] = ()) -> list[Row]:
        with self._lock:
            return list(self._db.query(sql, tuple(parameters)))


def _row(analysis: Analysis, digest: str) -> Row:
    """One row of the table ``fiches``: the flat keys of the front matter, the whole fiche as JSON, and its file."""
    fiche = analysis.fiche
    nested = {"demarrage", "exemples", "liens", "sources", "sections"}
    flat = {**fiche.model_dump(mode="json", exclude=nested), **fiche.demarrage.model_dump()}
    return {
        **flat,
        "liens": [lien.fiche for lien in fiche.liens],
        "facettes": analysis.facets,
        "fiche": fiche.model_dump_json(),
        "markdown": analysis.markdown,
        "empreinte": digest,
    }
