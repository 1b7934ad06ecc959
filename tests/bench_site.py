"""The second part of « make bench »: requests a second, against a constant page of the same size on the same server."""

import multiprocessing
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from app import create_app
from app.server import serve, take_port
from app.settings import Settings
from catalogue.collection import HERE
from index.build import build
from tests.conftest import eventually, free_port

SECONDS = 5
ROUNDS = 3
# Each request asks for a word and a number that were never asked together before.
NEVER_ASKED = """local n = 0
local seed = math.random(1e9)
request = function()
  n = n + 1
  return wrk.format("GET", "/recherche?q=accueil+" .. seed .. "+" .. n)
end
init = function(args) math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 1e6); seed = math.random(1e9) end
"""


@contextmanager
def served(make: Callable[[], Any]) -> Iterator[str]:
    """The address where an application is served by our server, with its own workers."""
    port = free_port()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(make, port))
    process.start()
    try:
        address = f"http://127.0.0.1:{port}"
        assert eventually(lambda: _answers(address), seconds=30)
        yield address
    finally:
        process.terminate()
        process.join()


def _serve(make: Callable[[], Any], port: int) -> None:
    serve(make, take_port("127.0.0.1", port))


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def rate(address: str, script: Path | None = None) -> float:
    """Requests a second: two threads, eight connections."""
    options = ["-s", str(script)] if script else []
    command = ["wrk", "-t2", "-c8", f"-d{SECONDS}s", *options, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    assert "Non-2xx" not in said, said
    return float(found[1])


def constant(body: bytes) -> Callable[[], Any]:
    """An application that always answers the same page."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
        return [body]

    return lambda: application


def main() -> None:
    """Print the rate of each kind of page and its share of the constant page's."""
    if not shutil.which("wrk"):
        sys.exit("wrk manque (« apt-get install wrk ») : la vitesse du site n'est pas mesurée.")
    with tempfile.TemporaryDirectory() as folder:
        var, script = Path(folder) / "var", Path(folder) / "jamais.lua"
        script.write_text(NEVER_ASKED, "ascii")
        build(HERE, var)
        settings = Settings(HERE, var, None, None)
        pages = {
            "fiche": ("/fiches/guichet-unique", None),
            "recherche répétée": ("/recherche?q=accueil", None),
            "recherche jamais posée": ("/recherche?q=accueil", script),
        }
        with served(lambda: create_app(settings)) as site:
            for name, (path, lua) in pages.items():
                with urlopen(site + path) as answer:
                    body = answer.read()
                with served(constant(body)) as same:
                    rates = [(rate(site + path, lua), rate(same)) for _ in range(ROUNDS)]
                ours, theirs = (sorted(found)[ROUNDS // 2] for found in zip(*rates, strict=True))
                print(f"{name:24}{len(body) / 1024:6.0f} Kio {ours:9.0f} /s, {ours / theirs:5.0%} de la page constante")


if __name__ == "__main__":
    main()
