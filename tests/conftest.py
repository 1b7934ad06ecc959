"""Small catalogues on disk, and what is built from them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from app import create_app, keeping
from app.settings import Settings
from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.vocabulary import Vocabulary, read_vocabulary
from index.build import Built, build
from index.dictionary import Dictionary, write_dictionary

HEADER = """\
titre: Guichet unique
resume: Un seul lieu et un seul accueil pour toutes les démarches, afin que l'habitant ne se déplace qu'une fois.
nature: manageriale
domaine: processus-qualite-organisation
formes: [mode-organisation]
collectivites: [commune]
etiquettes: [accueil]
auteurs: [L'équipe du catalogue]
publiee: 2026-11-24
sources:
  - titre: Le centre administratif
    organisme: Ville de Chatou
"""
BODY = "".join(f"## {heading}\n\nDu texte sourcé [1].\n\n" for heading in HEADINGS)

WriteFiche = Callable[..., Path]
COMMAND = Path(sys.executable).with_name("catalogue")


def fiche_text(header: str = HEADER, body: str = BODY) -> str:
    """The text of a fiche file."""
    return f"---\n{header}---\n\n{body}"


def front_matter(**keys: str) -> str:
    """The right front matter with other values for these keys; a key that it lacks is added."""
    header = HEADER
    for key, value in keys.items():
        line = f"{key}: {value}\n"
        old = re.search(rf"^{key}: .*\n", header, re.MULTILINE)
        header = header.replace(old[0], line) if old else header + line
    return header


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test does not wait to see what it has just published."""
    monkeypatch.setattr(keeping, "LOOK_EVERY", 0.0)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The project's own vocabulary."""
    read = read_vocabulary(HERE / "vocabulaire.yml")
    assert isinstance(read, Vocabulary), read
    return read


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty catalogue, the current folder being its parent so that messages show « catalogue/fiches/… »."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "catalogue" / "fiches").mkdir(parents=True)
    return tmp_path / "catalogue"


@pytest.fixture
def write_fiche(folder: Path) -> WriteFiche:
    """Writes one fiche of that catalogue: by default a right one."""

    def write(slug: str = "guichet-unique", header: str = HEADER, body: str = BODY) -> Path:
        path = folder / "fiches" / f"{slug}.md"
        path.write_text(fiche_text(header, body), "utf-8")
        return path

    return write


@cache
def french() -> Dictionary:
    """The words of French; a file that is mapped can be deleted."""
    with TemporaryDirectory() as folder:
        write_dictionary(Path(folder, "francais.npy"))
        return Dictionary(Path(folder, "francais.npy"))


@pytest.fixture(scope="session")
def real_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where the project's own catalogue is published, once for every test."""
    var = tmp_path_factory.mktemp("var")
    built = build(HERE, var)
    assert isinstance(built, Built), built
    return var


@pytest.fixture(scope="session")
def site(real_var: Path) -> Iterator[FlaskClient]:
    """A visitor of the site of the project's own catalogue."""
    with visited(HERE, real_var) as client:
        yield client


@contextmanager
def visited(
    dossier: Path, var: Path, forge_url: str | None = None, site_url: str | None = None
) -> Iterator[FlaskClient]:
    """A visitor of the site that these settings give; nothing is published here."""
    app = create_app(Settings(dossier, var, forge_url, site_url))
    yield app.test_client()
    with suppress(Exception):  # what could not be opened needs no closing
        app.extensions["generation"].get().close()


@dataclass(frozen=True)
class Served:
    """A « catalogue servir » that runs: its process, its address, and where it prints."""

    process: subprocess.Popen[bytes]
    address: str
    stdout: Path
    stderr: Path

    def get(self, path: str) -> tuple[int, str]:
        """The status and the text of an answer; status 0 when nobody answers."""
        try:
            with urlopen(self.address + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""


@contextmanager
def served(
    folder: Path, dossier: Path, var: Path, *options: str, host: str = "127.0.0.1", seconds: float = 30
) -> Iterator[Served]:
    """« catalogue servir » in its own process group on a free port, printing to two files of ``folder``.

    It must answer within these seconds.
    """
    port = free_port()
    stdout, stderr = folder / f"servir-{port}.out", folder / f"servir-{port}.err"
    environment = os.environ | {"CATALOGUE_DOSSIER": str(dossier), "CATALOGUE_VAR": str(var)}
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = subprocess.Popen(
            [COMMAND, "servir", "--hote", host, "--port", str(port), *options],
            env=environment,
            cwd=folder,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    server = Served(process, address, stdout, stderr)
    try:
        ready = eventually(lambda: process.poll() is not None or server.get("/sante")[0] == 200, seconds)
        assert ready, stderr.read_text()
        assert process.poll() is None, stderr.read_text()
        yield server
        process.terminate()
        process.wait(timeout=20)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def eventually(check: Callable[[], bool], seconds: float) -> bool:
    """Whether a check comes true before the deadline."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
