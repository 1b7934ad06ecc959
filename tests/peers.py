"""What one would use instead: SQLite FTS5, and tantivy with its French stemmer, over the same fields and boosts."""

import re
import sqlite3
from collections.abc import Iterable, Mapping

import tantivy

from index.fulltext import BOOSTS

Document = tuple[str, Mapping[str, str]]  # slug, text of each field


def words_of(question: str) -> list[str]:
    """The bare words of a question: neither peer is asked to read our syntax."""
    return re.findall(r"\w+", question)


class Fts5:
    """FTS5 without accents; it has no French stemmer."""

    name = "SQLite FTS5"

    def __init__(self, documents: Iterable[Document]) -> None:
        self._db = sqlite3.connect(":memory:")
        columns = ", ".join(BOOSTS)
        self._db.execute(
            f"create virtual table f using fts5(slug unindexed, {columns}, tokenize='unicode61 remove_diacritics 2')"
        )
        marks = ",".join("?" * (len(BOOSTS) + 1))
        rows = ([slug, *(texts[field] for field in BOOSTS)] for slug, texts in documents)
        self._db.executemany(f"insert into f values ({marks})", rows)
        self._weights = ", ".join(str(boost) for boost in BOOSTS.values())

    def top(self, question: str, limit: int) -> list[str]:
        """The best slugs: those that hold every word, or any word when none does."""
        quoted = [f'"{word}"' for word in words_of(question)]
        sql = f"select slug from f where f match ? order by bm25(f, 0, {self._weights}) limit ?"
        for joined in (" AND ".join(quoted), " OR ".join(quoted)):
            rows = self._db.execute(sql, (joined, limit)).fetchall()
            if rows:
                return [slug for (slug,) in rows]
        return []

    def close(self) -> None:
        """Give the database back."""
        self._db.close()


def french_analyzer() -> tantivy.TextAnalyzer:
    """What tantivy offers for French: accents folded, stop words, the French stemmer."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.lowercase(),
        tantivy.Filter.stopword("french"),
        tantivy.Filter.stemmer("french"),
        tantivy.Filter.ascii_fold(),
    ):
        analyzer = analyzer.filter(step)
    return analyzer.build()


class Tantivy:
    """tantivy with accents folded, French stop words and the French stemmer."""

    name = "tantivy (fr)"

    def __init__(self, documents: Iterable[Document]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("slug", stored=True, tokenizer_name="raw")
        for field in BOOSTS:
            builder.add_text_field(field, tokenizer_name="francais")
        self._index = tantivy.Index(builder.build())
        self._index.register_tokenizer("francais", french_analyzer())
        writer = self._index.writer(64_000_000, 1)
        for slug, texts in documents:
            writer.add_document(tantivy.Document(slug=[slug], **{field: [text] for field, text in texts.items()}))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def top(self, question: str, limit: int) -> list[str]:
        """The best slugs: those that hold every word, or any word when none does."""
        searcher = self._index.searcher()
        for joined in (" AND ", " OR "):
            query, _ = self._index.parse_query_lenient(
                joined.join(words_of(question)), default_field_names=list(BOOSTS), field_boosts=BOOSTS
            )
            hits = searcher.search(query, limit).hits
            if hits:
                return [searcher.doc(address)["slug"][0] for _, address in hits]
        return []

    def close(self) -> None:
        """tantivy frees its memory with the object."""
