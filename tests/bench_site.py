"""The second part of « make bench »: requests a second, against a constant page of the same size on the same server.

The same pages on other servers say what ours costs.
"""

import logging
import multiprocessing
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus
from urllib.request import urlopen

import waitress
from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from app import create_app
from app.server import THREADS, WORKERS, serve, take_port
from catalogue.collection import HERE
from index.build import build
from index.french import tokens
from tests.conftest import eventually, free_port
from tests.relevance import read_questions

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SECONDS = 5
LATER = 0.2  # seconds between two crowds
ROUNDS = 3
SAMPLE = 40
# Each request asks for an address that ends with something drawn from each of these lists: never asked together.
NEVER_ASKED = """local start, lists = "%s", {%s}
init = function(args)
  math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) %% 1e6)
end
request = function()
  local drawn = {}
  for rank, list in ipairs(lists) do drawn[rank] = list[math.random(#list)] end
  return wrk.format("GET", start .. table.concat(drawn, "+"))
end
"""
NUMBERS = [str(number) for number in random.Random(0).sample(range(10**9), 10_000)]
Lists = Sequence[Sequence[str]]
SITE, CONSTANT, MADE = "app:create_app", "tests.bench_site:constant", "tests.bench_site:made"


def constant() -> "WSGIApplication":
    """An application that always answers the bytes of one file, with or without the headers of the site."""
    body = Path(os.environ["BANC_PAGE"]).read_bytes()
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
    headers += [tuple(line.split(": ", 1)) for line in os.environ["BANC_ENTETES"].splitlines()]  # type: ignore[misc]

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", list(headers))
        return [body]

    return application  # type: ignore[return-value]


def made() -> Flask:
    """The site with one page more, always the bytes of one file: what making a page takes when nothing is searched."""
    app, body = create_app(), Path(os.environ["BANC_PAGE"]).read_text("utf-8")
    app.add_url_rule("/constante", view_func=lambda: body)
    return app


def _factory(named: str) -> Callable[[], Any]:
    module, name = named.split(":")
    factory: Callable[[], Any] = getattr(import_module(module), name)
    return factory


def _gunicorn(factory: str, port: int) -> None:
    serve(_factory(factory), take_port("127.0.0.1", port))


def _granian(factory: str, port: int) -> None:
    Granian(
        factory,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        factory=True,
        log_enabled=False,
    ).serve()


def _waitress(factory: str, port: int) -> None:
    logging.getLogger("waitress").setLevel(logging.ERROR)  # it says each time that a request waits
    waitress.serve(_factory(factory)(), port=port, host="127.0.0.1", threads=WORKERS * THREADS)


SERVERS: dict[str, Callable[[str, int], None]] = {
    "gunicorn": _gunicorn,
    "granian": _granian,
    "waitress (un processus)": _waitress,
}


@contextmanager
def served(server: str, factory: str) -> Iterator[str]:
    """The address where an application is served, with as many workers as ours."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=SERVERS[server], args=(factory, port))
    process.start()
    try:
        address = f"http://127.0.0.1:{port}"
        assert eventually(lambda: _answers(address), seconds=30)
        yield address
    finally:
        process.terminate()
        process.join()


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def rate(address: str, script: Path | None = None) -> float:
    """Requests a second of two crowds, the second coming a little later.

    Thirty-two connections that open at once are now and then all for the same worker, and stay there.
    """
    options = ["-s", str(script)] if script else []
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", *options, address]
    crowds = []
    for _ in range(2):
        crowds.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        time.sleep(LATER)
    return sum(_said(crowd.communicate()[0]) for crowd in crowds)


def _said(text: str) -> float:
    found = re.search(r"Requests/sec:\s+([\d.]+)", text)
    assert found, text
    assert "Non-2xx" not in text, text
    return float(found[1])


def page_of(address: str) -> tuple[bytes, str]:
    """The body that an address answers and its headers, one a line."""
    with urlopen(address) as answer:
        mine = ("content-type", "content-length", "date", "server", "connection")
        headers = [f"{name}: {value}" for name, value in answer.headers.items() if name.lower() not in mine]
        return answer.read(), "\n".join(headers)


def sample_of(site: str, start: str, lists: Lists) -> tuple[bytes, str]:
    """An answer as long as those of addresses drawn from these lists are in the middle, and its headers."""
    chance = random.Random(0)
    pages = [page_of(site + start + "+".join(map(chance.choice, lists))) for _ in range(SAMPLE)]
    middle = statistics.median_low(len(body) for body, _ in pages)
    return next(page for page in pages if len(page[0]) == middle)


def never_asked() -> dict[str, tuple[str, Lists]]:
    """By kind of page, how its address starts and the lists it ends with: a question and a number, or three words."""
    questions = [quote_plus(question["q"]) for question in read_questions()]
    text = " ".join(path.read_text("utf-8") for path in sorted((HERE / "fiches").glob("*.md")))
    words = sorted({quote_plus(token.word.lower()) for token in tokens(text) if token.word.isalpha()})
    return {
        "jamais posée": ("/recherche?q=", [questions, NUMBERS]),
        "trois mots tirés": ("/recherche?q=", [words, words, words]),
    }


def lua(lists: Lists) -> str:
    """These lists as wrk's scripts write them."""
    return ", ".join("{" + ", ".join(f'"{text}"' for text in texts) + "}" for texts in lists)


def main() -> None:
    """Print, by server, the rate of each kind of page and its share of the constant page's."""
    if not shutil.which("wrk"):
        sys.exit("wrk manque (« apt-get install wrk ») : la vitesse du site n'est pas mesurée.")
    drawn = never_asked()
    with tempfile.TemporaryDirectory() as folder:
        var, page = Path(folder) / "var", Path(folder) / "page.html"
        script, never = Path(folder) / "jamais.lua", Path(folder) / "constante.lua"
        build(HERE, var)
        never.write_text(NEVER_ASKED % ("/constante?n=", lua([NUMBERS, NUMBERS])), "ascii")
        os.environ |= {"CATALOGUE_DOSSIER": str(HERE), "CATALOGUE_VAR": str(var), "BANC_PAGE": str(page)}
        paths = {"fiche": "/fiches/guichet-unique", "recherche répétée": "/recherche?q=accueil"}
        print(f"\n== Requêtes par seconde, {WORKERS} processus, médiane de {ROUNDS} tours de {SECONDS} s ; part d'une")
        print("   page constante de même taille : toute faite, avec les en-têtes du site, refaite chaque fois par lui")
        for server in SERVERS:
            with served(server, SITE) as site:
                for name in (*paths, *drawn):
                    path = paths.get(name, "")
                    start, lists = drawn.get(name, ("", []))
                    body, headers = page_of(site + path) if path else sample_of(site, start, lists)
                    script.write_text(NEVER_ASKED % (start, lua(lists)), "ascii")
                    page.write_bytes(body)
                    os.environ["BANC_ENTETES"] = ""
                    with served(server, CONSTANT) as bare, served(server, MADE) as remade:
                        os.environ["BANC_ENTETES"] = headers
                        with served(server, CONSTANT) as same:
                            rounds = [
                                (
                                    rate(site + path, script if name in drawn else None),
                                    rate(bare),
                                    rate(same),
                                    rate(remade, never),
                                )
                                for _ in range(ROUNDS)
                            ]
                    ours, *constants = (statistics.median(found) for found in zip(*rounds, strict=True))
                    shares = "".join(f"{ours / theirs:7.0%}" for theirs in constants)
                    print(f"{server:24}{name:24}{len(body) / 1024:4.0f} Kio{ours:9.0f} /s{shares}")


if __name__ == "__main__":
    main()
