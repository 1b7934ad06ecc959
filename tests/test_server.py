"""« catalogue servir » in real processes: what it answers, prints, notices and leaves behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.server import WORKERS, PortTakenError, apart, take_port
from app.settings import read_settings, unsaid
from index.publication import current
from tests.conftest import COMMAND, Served, WriteFiche, eventually, free_port, front_matter, served

PATHS = ["/", "/recherche?q=guichet", "/fiches/guichet-unique", "/api/v1/fiches", "/sante", "/absente"]
INVALID = """\
catalogue/fiches/guichet-unique.md, ligne 4 : « managerial » n'est pas une nature. Vouliez-vous dire « manageriale » ?
1 problème : rien n'est publié tant qu'il en reste.
Le site continue de servir la version précédente.
"""
# Between the fork of a worker and its own handlers for signals, gunicorn gives it its user.
WORKERS_NEVER_READY = """
import sys, time
import gunicorn.util
from app.server import serve, take_port

def wait(*_, **__):
    print(flush=True)
    time.sleep(100)

gunicorn.util.set_owner_process = wait
serve(lambda: None, take_port("127.0.0.1", int(sys.argv[1])))
"""
RELOADING = "Chaque fiche enregistrée dans catalogue est publiée aussitôt.\n"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def one(write_fiche: WriteFiche) -> Path:
    """The fiche « guichet-unique »."""
    return write_fiche()


def name(var: Path) -> str:
    """The generation in service."""
    folder = current(var)
    assert folder is not None
    return folder.name


def welcome(server: Served) -> str:
    """The last lines of a start: what a public site must still say, and where this one is served."""
    missing = ", ".join(unsaid(read_settings({})))
    unset = f"À régler avant d'ouvrir le site au public (voir README.md) : {missing}.\n"
    return f"{unset}Le catalogue est servi sur {server.address} (Ctrl-C pour arrêter).\n"


def run(folder: Path, var: Path, *arguments: str) -> tuple[int, str, str]:
    environment = os.environ | {"CATALOGUE_DOSSIER": str(folder), "CATALOGUE_VAR": str(var)}
    done = subprocess.run([COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def stop(server: Served) -> int:
    server.process.terminate()
    return server.process.wait(timeout=20)


def has_title(server: Served, slug: str, title: str) -> bool:
    status, text = server.get(f"/api/v1/fiches/{slug}")
    found: bool = status == 200 and json.loads(text)["titre"] == title
    return found


@pytest.mark.usefixtures("one")
def test_a_served_catalogue_answers_and_says_where(tmp_path: Path, folder: Path, var: Path) -> None:
    with served(tmp_path, folder, var) as server:
        status, text = server.get("/sante")
        assert (status, json.loads(text)) == (200, {"etat": "en service", "generation": name(var), "fiches": 1})
        assert server.get("/absente")[0] == 404
        assert server.stdout.read_text() == f"L'index {name(var)} est en service.\n{welcome(server)}"
        assert server.stderr.read_text() == "Indexation\n"


@pytest.mark.usefixtures("one")
def test_a_start_names_only_the_settings_that_a_public_site_still_lacks(
    tmp_path: Path, folder: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = unsaid(read_settings({}))
    for variable in variables[:-1]:
        monkeypatch.setenv(variable, "dit")
    with served(tmp_path, folder, var) as server:
        said = f"À régler avant d'ouvrir le site au public (voir README.md) : {variables[-1]}.\n"
        assert said in server.stdout.read_text()
    monkeypatch.setenv(variables[-1], "dit")
    with served(tmp_path, folder, var) as server:
        assert "À régler" not in server.stdout.read_text()


@pytest.mark.usefixtures("one")
def test_a_taken_port_is_one_sentence_and_nothing_is_built(folder: Path, var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        sentence = (
            f"Erreur : Le port {port} de 127.0.0.1 ne peut pas être pris : un autre programme l'écoute déjà. "
            f"Choisissez un autre port, par exemple : make run PORT={port + 1}\n"
        )
        assert run(folder, var, "servir", "--port", str(port)) == (1, "", sentence)
    assert not var.exists()


@pytest.mark.parametrize(
    ("work", "expected", "told"),
    [
        (lambda: None, 0, ""),
        (lambda: sys.exit(3), 3, ""),
        (lambda: [].index(0), 1, "ValueError: 0 is not in list"),
        (lambda: signal.raise_signal(signal.SIGKILL), -signal.SIGKILL, ""),
    ],
    ids=["done", "a code", "a fault", "killed"],
)
def test_a_work_done_apart_gives_its_code_and_leaves_this_process_as_it_was(
    work: Callable[[], None], expected: int, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    seen: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert apart(listener, lambda: seen.append(1) or work()) == expected
        assert listener.fileno() > 0
        assert apart(listener, lambda: sys.exit(listener.fileno() != -1)) == 0
    assert seen == []
    assert told in capfd.readouterr().err


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_is_stopped_leaves_no_build_behind(
    folder: Path, var: Path, write_fiche: WriteFiche, number: signal.Signals
) -> None:
    for rank in range(300):
        write_fiche(f"fiche-{rank}", front_matter(titre=f"Fiche {rank}"))
    environment = os.environ | {"CATALOGUE_DOSSIER": str(folder), "CATALOGUE_VAR": str(var)}
    command = [COMMAND, "servir", "--port", str(free_port())]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert eventually(lambda: list(var.glob("generations/.en-cours*")) != [], seconds=30)
        process.send_signal(number)
        process.communicate(timeout=5)  # ends when nobody holds its outputs any more
    assert process.returncode == 128 + number
    assert current(var) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_workers_told_to_stop_before_they_are_ready_stop(number: signal.Signals) -> None:
    command = [sys.executable, "-c", WORKERS_NEVER_READY, str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        for _ in range(WORKERS):
            assert process.stdout.readline() == b"\n"
        process.send_signal(number)
        process.communicate(timeout=20)  # gunicorn gives thirty seconds to those that do not hear
    assert process.returncode == 0


@pytest.mark.usefixtures("one")
def test_a_build_that_the_system_kills_says_so(folder: Path, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.apart", lambda *_: -signal.SIGKILL)
    monkeypatch.setenv("CATALOGUE_DOSSIER", str(folder))
    monkeypatch.setenv("CATALOGUE_VAR", str(var))
    result = CliRunner().invoke(main, ["servir", "--port", str(free_port())])
    assert result.exit_code == 1
    assert "a été arrêtée par le système (signal 9) : la mémoire a pu manquer." in result.output


def test_the_port_advised_is_one_that_exists() -> None:
    try:
        listener = socket.create_server(("127.0.0.1", 65535))
    except OSError:
        listener = None  # taken by another program: it is all the same
    with pytest.raises(PortTakenError, match=r"par exemple : make run PORT=8000$"):
        take_port("127.0.0.1", 65535)
    if listener:
        listener.close()


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "adresse.invalid"])
def test_an_address_of_another_machine_is_one_sentence(folder: Path, var: Path, host: str) -> None:
    port = free_port()
    sentence = (
        f"Erreur : Le port {port} de {host} ne peut pas être pris : ce n'est pas une adresse de cette machine. "
        "Donnez à --hote 127.0.0.1 pour cette machine seule, ou 0.0.0.0 pour tout son réseau.\n"
    )
    assert run(folder, var, "servir", "--hote", host, "--port", str(port)) == (1, "", sentence)


@pytest.mark.usefixtures("one")
@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="cette machine n'a pas IPv6")
def test_an_ipv6_address_is_listened_to_and_printed_in_brackets(tmp_path: Path, folder: Path, var: Path) -> None:
    with served(tmp_path, folder, var, host="::1") as server:
        assert server.address.startswith("http://[::1]:")
        assert server.get("/sante")[0] == 200
        assert server.stdout.read_text().endswith(welcome(server))


@pytest.mark.usefixtures("one")
def test_an_invalid_catalogue_at_the_start_leaves_the_previous_version_served(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    assert run(folder, var, "indexer")[0] == 0
    write_fiche(header=front_matter(nature="managerial"))
    with served(tmp_path, folder, var) as server:
        assert has_title(server, "guichet-unique", "Guichet unique")
        assert server.stdout.read_text() == welcome(server)
        assert server.stderr.read_text() == f"Indexation\n{INVALID}"


@pytest.mark.usefixtures("one")
def test_a_saved_fiche_is_online_at_once(tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche) -> None:
    with served(tmp_path, folder, var, "--recharger") as server:
        first = name(var)
        write_fiche("forum", front_matter(titre="Forum citoyen"))
        assert eventually(lambda: has_title(server, "forum", "Forum citoyen"), seconds=2)
        second = name(var)
        write_fiche("forum", front_matter(titre="Forum des habitants"))
        assert eventually(lambda: has_title(server, "forum", "Forum des habitants"), seconds=2)
        (folder / "fiches" / "forum.md").unlink()
        assert eventually(lambda: server.get("/api/v1/fiches/forum")[0] == 404, seconds=2)
        last = f"L'index {first} est en service.\n"
        assert eventually(lambda: server.stdout.read_text().endswith(last), seconds=2), server.stdout.read_text()
        assert stop(server) == 0
        assert first != second
        lines = server.stdout.read_text().splitlines(keepends=True)
        assert "".join(lines[:5]) == (
            f"L'index {first} est en service.\n{RELOADING}{welcome(server)}L'index {second} est en service.\n"
        )
        assert set(server.stderr.read_text().splitlines()) == {"Indexation"}


@pytest.mark.usefixtures("one")
def test_an_invalid_fiche_is_refused_in_print_while_the_previous_version_is_served(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    with served(tmp_path, folder, var, "--recharger") as server:
        before, page = name(var), server.get("/fiches/guichet-unique")
        write_fiche(header=front_matter(nature="managerial"))
        printed = f"Indexation\nIndexation\n{INVALID}"
        assert eventually(lambda: server.stderr.read_text() == printed, seconds=2), server.stderr.read_text()
        assert name(var) == before
        assert server.get("/fiches/guichet-unique") == page
        write_fiche(header=front_matter(titre="Guichet corrigé"))
        assert eventually(lambda: has_title(server, "guichet-unique", "Guichet corrigé"), seconds=2)


@pytest.mark.usefixtures("one")
def test_an_index_that_cannot_be_written_does_not_end_the_reloading(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    with served(tmp_path, folder, var, "--recharger") as server:
        (var / "verrou").unlink()
        (var / "verrou").mkdir()
        write_fiche("forum", front_matter(titre="Forum citoyen"))
        printed = (
            f"Indexation\nIndexation\nErreur : Le dossier {var} ne peut pas être écrit : c'est un dossier. "
            "Vérifiez ses droits et l'espace libre.\nLe site continue de servir la version précédente.\n"
        )
        assert eventually(lambda: server.stderr.read_text() == printed, seconds=2), server.stderr.read_text()
        (var / "verrou").rmdir()
        write_fiche("forum", front_matter(titre="Forum des habitants"))
        assert eventually(lambda: has_title(server, "forum", "Forum des habitants"), seconds=2)


@pytest.mark.usefixtures("one")
def test_reloading_a_folder_that_does_not_exist_is_refused(tmp_path: Path, folder: Path, var: Path) -> None:
    assert run(folder, var, "indexer")[0] == 0
    sentence = "Erreur : Le dossier absent n'existe pas : --recharger n'a rien à surveiller.\n"
    port = str(free_port())
    assert run(tmp_path / "absent", var, "servir", "--port", port, "--recharger") == (1, "", sentence)


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("options", [[], ["--recharger"]], ids=["plain", "reloading"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_stopped_server_leaves_no_process_and_says_nothing(
    tmp_path: Path, folder: Path, var: Path, options: list[str], number: signal.Signals
) -> None:
    with served(tmp_path, folder, var, *options) as server:
        if number == signal.SIGINT:  # a terminal sends it to every process of the command
            os.killpg(server.process.pid, number)
        else:
            server.process.send_signal(number)
        assert server.process.wait(timeout=20) == 0
        assert server.stderr.read_text() == "Indexation\n"
        assert eventually(lambda: is_gone(server.process.pid), seconds=5)
        assert server.get("/sante") == (0, "")


def is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.usefixtures("one")
def test_a_worker_that_ends_leaves_the_reloading_on(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    with served(tmp_path, folder, var, "--recharger") as server:
        _, worker, *_ = children(server)
        os.kill(worker, signal.SIGTERM)
        assert eventually(lambda: worker not in children(server), seconds=20)
        write_fiche("forum", front_matter(titre="Forum citoyen"))
        assert eventually(lambda: has_title(server, "forum", "Forum citoyen"), seconds=2)
        assert set(server.stderr.read_text().splitlines()) == {"Indexation"}


def children(server: Served) -> list[int]:
    """The processes that the server started, the oldest first: the watcher, then those that answer."""
    listed = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text()
    return [int(child) for child in listed.split()]


@pytest.mark.usefixtures("one")
def test_a_server_killed_outright_gives_its_port_back(tmp_path: Path, folder: Path, var: Path) -> None:
    with served(tmp_path, folder, var, "--recharger") as server:
        server.process.kill()
        server.process.wait()
        port = int(server.address.rpartition(":")[2])
        assert eventually(lambda: is_free(port), seconds=20)


def is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


@pytest.mark.usefixtures("one")
def test_requests_in_parallel_get_the_answers_of_requests_alone(tmp_path: Path, folder: Path, var: Path) -> None:
    with served(tmp_path, folder, var) as server, ThreadPoolExecutor(16) as pool:
        alone = {path: server.get(path) for path in PATHS}
        assert [status for status, _ in alone.values()] == [200, 200, 200, 200, 200, 404]
        asked = PATHS * 30
        assert list(pool.map(server.get, asked)) == [alone[path] for path in asked]
        assert server.stderr.read_text() == "Indexation\n"


@pytest.mark.usefixtures("one")
def test_every_worker_notices_what_another_process_publishes(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    with served(tmp_path, folder, var) as server, ThreadPoolExecutor(8) as pool:
        before = name(var)
        assert {json.loads(text)["generation"] for _, text in pool.map(server.get, ["/sante"] * 40)} == {before}
        write_fiche("forum", front_matter(titre="Forum citoyen"))
        code, out, err = run(folder, var, "indexer")
        after = name(var)
        assert (code, out, err) == (0, f"L'index {after} est en service.\n", "Indexation\n")
        assert after != before
        answers = [json.loads(text) for _, text in pool.map(server.get, ["/sante"] * 40)]
        assert answers == [{"etat": "en service", "generation": after, "fiches": 2}] * 40
        assert has_title(server, "forum", "Forum citoyen")


@pytest.mark.usefixtures("one")
def test_no_request_fails_while_generations_follow_one_another(
    tmp_path: Path, folder: Path, var: Path, write_fiche: WriteFiche
) -> None:
    with served(tmp_path, folder, var) as server, ThreadPoolExecutor(4) as pool:
        published = {name(var)}
        answers = []
        for number in range(4):
            write_fiche(header=front_matter(titre=f"Guichet unique {number}"))
            indexing = pool.submit(run, folder, var, "indexer")
            while not indexing.done():
                answers += list(pool.map(server.get, ["/sante"] * 3))
            published.add(name(var))
            assert indexing.result() == (0, f"L'index {name(var)} est en service.\n", "Indexation\n")
        assert len(published) == 5
        assert {status for status, _ in answers} == {200}
        assert {json.loads(text)["generation"] for _, text in answers} <= published
