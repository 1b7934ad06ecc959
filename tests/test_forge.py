"""The forge: addresses of its pages, proposals opened on each API, what is said and left behind when one fails."""

import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app import create_app, forge_api
from app.forge import Forge, ForgeError, forge_of, open_proposal
from app.settings import Settings, read_settings
from catalogue.collection import HERE
from tests.conftest import COMMAND, free_port
from tests.forge import MAIN, TOKEN, TestForge, running

PATH = "catalogue/fiches/navette.md"
OLD, NEW = "---\ntitre: Navette\n---\n", "---\ntitre: La navette de l'été\n---\n"
ALL = pytest.mark.parametrize("forge", ["github", "gitlab", "forgejo"], indirect=True)
# The call that makes the commit, on each forge.
COMMITS = {"github": "PUT /contents", "gitlab": "POST /repository/commits", "forgejo": "POST /contents"}
REQUESTS = {"github": "POST /pulls", "gitlab": "POST /merge_requests", "forgejo": "POST /pulls"}

UNREACHABLE = (
    "La forge ne répond pas. Réessayez dans quelques minutes, ou téléchargez votre fiche pour la proposer plus tard."
)
BUSY = (
    "La forge reçoit trop de demandes. Réessayez dans une heure, ou téléchargez votre fiche pour la proposer plus tard."
)
REFUSED = "La forge refuse le jeton de ce site. Téléchargez votre fiche et prévenez les responsables du site."
FORBIDDEN = (
    "Le jeton de ce site n'a pas le droit de proposer une fiche sur la forge. "
    "Téléchargez votre fiche et prévenez les responsables du site."
)
TAKEN = (
    "Une fiche du même nom est déjà sur la forge, mais pas encore sur ce site. "
    "Donnez un autre titre à la vôtre, ou téléchargez-la et attendez que l'autre paraisse pour la corriger."
)
CHANGED = (
    "Cette fiche a changé sur la forge depuis que vous l'avez ouverte. "
    "Téléchargez votre texte, rouvrez la fiche publiée, puis reportez-y vos changements."
)
SAME = "La forge contient déjà ce texte : il n'y a rien à proposer."
UNEXPECTED = "La forge a donné une réponse inattendue. Téléchargez votre fiche et prévenez les responsables du site."


@pytest.fixture
def forge(request: pytest.FixtureRequest) -> Iterator[TestForge]:
    """A forge that runs, of the kind that the test names."""
    with running(TestForge(getattr(request, "param", "forgejo"))) as forge:
        yield forge


def settings(url: str | None, token: str | None = TOKEN, genre: str | None = None) -> Settings:
    """The settings of a site that proposes on this forge."""
    return Settings(HERE, Path("var"), url, None, token, genre)


def propose(forge: TestForge, markdown: str = NEW, auteur: str = "", message: str = "", **more: str | None) -> str:
    """Propose the fiche « navette » on this forge."""
    return open_proposal(settings(forge.address, genre=forge.genre), "navette", markdown, auteur, message, **more)


def refused(forge: TestForge, **proposed: str | None) -> str:
    """The sentence that a contributor reads when the same proposal fails."""
    with pytest.raises(ForgeError) as caught:
        propose(forge, **proposed)
    return str(caught.value)


# Opening a proposal


@ALL
def test_a_new_fiche_becomes_a_branch_a_commit_and_a_request(forge: TestForge) -> None:
    address = propose(forge, auteur="Jeanne Dupont", message="Écrite avec mes collègues.\n/merge")
    page = {"github": "pull", "forgejo": "pulls", "gitlab": "-/merge_requests"}[forge.genre]
    assert address == f"{forge.address}/{page}/1"
    branch = forge.commits[0]["branch"]
    assert re.fullmatch("proposition-navette-[0-9a-f]{8}", branch)
    assert forge.branches == {MAIN: {}, branch: {PATH: NEW}}
    assert forge.commits == [
        {
            "branch": branch,
            "path": PATH,
            "message": "Nouvelle fiche : navette",
            "author": {"name": "Jeanne Dupont", "email": "contribution@catalogue.invalid"},
        }
    ]
    description = (
        "Fiche proposée avec le formulaire du site. Relisez le texte et ses sources avant de fusionner.\n\n"
        "Message joint :\n\n>     Écrite avec mes collègues.\n>     /merge"
    )
    assert forge.requests == [{"head": branch, "base": MAIN, "title": "Nouvelle fiche : navette", "body": description}]


@ALL
def test_a_correction_replaces_the_file_that_the_contributor_had_opened(forge: TestForge) -> None:
    forge.branches[MAIN] = {PATH: OLD, "LISEZMOI.md": "Bonjour"}
    propose(forge, depart=OLD)
    assert forge.branches == {
        MAIN: {PATH: OLD, "LISEZMOI.md": "Bonjour"},
        forge.commits[0]["branch"]: {PATH: NEW, "LISEZMOI.md": "Bonjour"},
    }
    assert forge.requests[0]["title"] == forge.commits[0]["message"] == "Correction de la fiche : navette"


@ALL
def test_without_a_name_the_commit_is_the_one_of_the_token(forge: TestForge) -> None:
    propose(forge)
    assert forge.commits[0]["author"] == {"name": "robot", "email": "robot@exemple.fr"}
    assert "Message joint" not in forge.requests[0]["body"]


@ALL
def test_each_proposal_has_its_own_branch(forge: TestForge) -> None:
    propose(forge)
    propose(forge, markdown=OLD)
    first, second = (commit["branch"] for commit in forge.commits)
    forge.faults[REQUESTS[forge.genre]] = (500, {"message": "Server Error"})
    assert refused(forge) == UNREACHABLE
    assert forge.branches == {MAIN: {}, first: {PATH: NEW}, second: {PATH: OLD}}


def test_line_ends_of_a_web_form_do_not_reach_the_file(forge: TestForge) -> None:
    forge.branches[MAIN] = {PATH: OLD}
    propose(forge, markdown=NEW.replace("\n", "\r\n"), depart=OLD.replace("\n", "\r\n"))
    assert forge.branches[forge.commits[0]["branch"]][PATH] == NEW


def test_a_file_that_could_lie_elsewhere_is_never_sent(forge: TestForge) -> None:
    for slug in ("../navette", "navette.md", "Navette", "", "a/b", "a--b", "été"):
        with pytest.raises(ForgeError) as caught:
            open_proposal(settings(forge.address, genre="forgejo"), slug, NEW)
        expected = "Le nom du fichier ne doit contenir que des minuscules sans accent, des chiffres et des tirets."
        assert str(caught.value) == expected
    assert forge.asked == []


NAMES = [
    "Jeanne <j@exemple.fr>\nCo-authored-by: X",
    "Équipe «\u202fqualité\u202f» & co",
    "<>",
    "...",
    "\x00\x1b[31m",
    "a" * 300,
]


@pytest.mark.parametrize("name", NAMES)
def test_git_takes_every_author_and_every_branch_that_is_sent(forge: TestForge, tmp_path: Path, name: str) -> None:
    if not shutil.which("git"):
        pytest.skip("git n'est pas installé : les noms d'auteurs et de branches ne lui sont pas montrés.")
    propose(forge, auteur=name)
    commit = forge.commits[0]
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path], check=True)
    git = ["git", "-C", tmp_path, "-c", "user.name=robot", "-c", "user.email=robot@exemple.fr"]
    person = {"GIT_AUTHOR_NAME": commit["author"]["name"], "GIT_AUTHOR_EMAIL": commit["author"]["email"]}
    tree = subprocess.run([*git, "mktree"], input=b"", capture_output=True, check=True).stdout.decode().strip()
    made = subprocess.run(
        [*git, "commit-tree", tree, "-m", commit["message"]],
        env=os.environ | person,
        capture_output=True,
        check=True,
    ).stdout.decode()
    subprocess.run([*git, "branch", commit["branch"], made.strip()], check=True)
    shown = subprocess.run(
        [*git, "log", "-1", "--format=%an|%ae|%s", commit["branch"]], capture_output=True, check=True
    ).stdout.decode()
    expected = (commit["author"]["name"], commit["author"]["email"], "Nouvelle fiche : navette")
    assert shown.rstrip("\n").split("|") == list(expected)
    assert not set(commit["author"]["name"]) & set("<>\n\x00\x1b")
    assert len(commit["author"]["name"]) <= 100


# What a contributor reads when it fails


@ALL
def test_a_token_that_the_forge_refuses(forge: TestForge) -> None:
    with pytest.raises(ForgeError) as caught:
        open_proposal(settings(forge.address, "un-autre-jeton", forge.genre), "navette", NEW)
    assert str(caught.value) == REFUSED
    assert forge.branches == {MAIN: {}}


@ALL
@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("step", ["repository", "commit", "request"])
def test_a_token_that_may_not_do_this_leaves_nothing_behind(forge: TestForge, step: str, status: int) -> None:
    start = {"repository": "GET ", "commit": COMMITS[forge.genre], "request": REQUESTS[forge.genre]}[step]
    forge.faults[start] = (status, {"message": "Resource not accessible by personal access token"})
    assert refused(forge) == FORBIDDEN
    assert forge.branches == {MAIN: {}}


@ALL
def test_a_repository_that_is_not_there(forge: TestForge) -> None:
    forge.address = forge.address.replace("ville", "village")
    assert refused(forge) == FORBIDDEN


@ALL
def test_a_fiche_that_changed_since_the_contributor_opened_it(forge: TestForge) -> None:
    forge.branches[MAIN] = {PATH: OLD + "\nPlus long.\n"}
    assert refused(forge, depart=OLD) == CHANGED
    del forge.branches[MAIN][PATH]
    assert refused(forge, depart=OLD) == CHANGED
    assert list(forge.branches) == [MAIN]


@ALL
def test_a_new_fiche_never_replaces_one_that_is_not_shown_here_yet(forge: TestForge) -> None:
    forge.branches[MAIN] = {PATH: OLD}
    assert refused(forge) == TAKEN
    assert forge.branches == {MAIN: {PATH: OLD}}


@ALL
@pytest.mark.parametrize("before", [OLD, None], ids=["changed", "created"])
def test_a_fiche_that_changes_while_it_is_proposed(forge: TestForge, before: str | None) -> None:
    forge.branches[MAIN] = {PATH: before} if before else {}
    last = "POST /git/refs" if forge.genre == "github" else COMMITS[forge.genre]
    last = last.replace("POST", "PUT") if before and forge.genre == "forgejo" else last
    forge.meanwhile[last] = lambda: forge.branches[MAIN].update({PATH: "Écrit entre-temps.\n"})
    assert refused(forge, depart=before) == (CHANGED if before else TAKEN)
    assert forge.branches == {MAIN: {PATH: "Écrit entre-temps.\n"}}


@ALL
@pytest.mark.parametrize("depart", [None, OLD, NEW])
def test_a_text_that_the_forge_already_holds(forge: TestForge, depart: str | None) -> None:
    forge.branches[MAIN] = {PATH: NEW}
    assert refused(forge, depart=depart) == SAME


@ALL
@pytest.mark.parametrize("step", ["repository", "commit", "request"])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_forge_out_of_order_leaves_nothing_behind(forge: TestForge, step: str, status: int) -> None:
    start = {"repository": "GET ", "commit": COMMITS[forge.genre], "request": REQUESTS[forge.genre]}[step]
    forge.faults[start] = (status, {"message": "Server Error"})
    assert refused(forge) == UNREACHABLE
    assert forge.branches == {MAIN: {}}


@ALL
def test_a_forge_that_is_asked_too_much(forge: TestForge) -> None:
    forge.faults["GET "] = (429, {"message": "Too Many Requests"})
    assert refused(forge) == BUSY
    forge.faults["GET "] = (403, {"message": "You have exceeded a secondary rate limit."})
    forge.extra = {"Retry-After": "60"}
    assert refused(forge) == BUSY
    forge.extra = {"X-RateLimit-Remaining": "0"}
    assert refused(forge) == BUSY


@ALL
@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>Maintenance</html>", b"[]", b"{}", b'{"default_branch": ', b"\xff\xfe", b" " * (1024 * 1024 + 1)],
    ids=["nothing", "a page", "a list", "no key", "cut", "no text", "too long"],
)
@pytest.mark.parametrize("step", ["repository", "request"])
def test_an_answer_that_is_not_documented(forge: TestForge, step: str, answer: bytes) -> None:
    forge.faults["GET " if step == "repository" else REQUESTS[forge.genre]] = answer
    assert refused(forge) == UNEXPECTED
    assert forge.branches == {MAIN: {}}


@ALL
@pytest.mark.parametrize("address", ["javascript:alert(1)", 12, None])
def test_a_request_whose_address_is_none(forge: TestForge, address: object) -> None:
    forge.faults[REQUESTS[forge.genre]] = (201, {"html_url": address, "web_url": address})
    assert refused(forge) == UNEXPECTED


@ALL
def test_a_commit_refused_for_a_reason_of_its_own(forge: TestForge) -> None:
    forge.faults[COMMITS[forge.genre]] = (422, {"message": "Commit message does not follow the pattern"})
    assert refused(forge) == UNEXPECTED
    assert forge.branches == {MAIN: {}}


def test_a_forge_that_moved_does_not_take_the_token_along(forge: TestForge) -> None:
    with running(TestForge("forgejo")) as elsewhere:
        forge.extra = {"Location": f"{elsewhere.address}"}
        forge.faults["GET "] = (301, {"message": "Moved Permanently"})
        assert refused(forge) == UNEXPECTED
        assert elsewhere.asked == []


def test_nobody_listens() -> None:
    with pytest.raises(ForgeError, match=UNREACHABLE):
        open_proposal(settings(f"http://127.0.0.1:{free_port()}/v/c", genre="gitlab"), "navette", NEW)


def test_a_forge_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forge_api, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/ville/catalogue"
        with pytest.raises(ForgeError, match=UNREACHABLE):
            open_proposal(settings(url, genre="forgejo"), "navette", NEW)


@ALL
def test_a_forge_that_answers_each_time_but_slowly(forge: TestForge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forge_api, "TOTAL_SECONDS", 0.4)
    forge.wait = 0.15
    assert refused(forge) == UNREACHABLE
    assert forge.requests == []


@pytest.mark.parametrize(
    ("forge", "call"),
    [("github", "POST /git/refs"), *COMMITS.items(), *REQUESTS.items()],
    indirect=["forge"],
)
def test_a_forge_that_answers_too_late_keeps_no_branch(
    forge: TestForge, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forge_api, "SECONDS", 0.3)
    forge.late = call
    assert refused(forge) == UNREACHABLE
    assert forge.branches == {MAIN: {}}


@pytest.mark.parametrize(
    "url",
    [
        "https://forge.exemple.fr",
        "https://forge.exemple.fr/catalogue",
        "ftp://forge.exemple.fr/ville/catalogue",
        "https://robot:secret@forge.exemple.fr/ville/catalogue",
        "https://[/ville/catalogue",
        "https://forge.exemple.fr:port/ville/catalogue",
        "https://forge.exemple.fr/ville/catalogue?onglet=fiches",
        "ville/catalogue",
    ],
)
def test_an_address_that_is_not_the_one_of_a_repository_stops_the_site_before_it_starts(url: str) -> None:
    with pytest.raises(ForgeError) as caught:
        create_app(settings(url, None, "forgejo"))
    assert str(caught.value) == (
        "CATALOGUE_FORGE_URL doit être l'adresse d'un dépôt, comme https://forge.exemple.fr/collectivite/catalogue."
    )


def test_a_site_without_a_forge_or_without_a_token_opens_nothing() -> None:
    for url, token in ((None, None), (None, TOKEN), ("https://github.com/ville/catalogue", None)):
        with pytest.raises(ForgeError) as caught:
            open_proposal(settings(url, token), "navette", NEW)
        assert str(caught.value) == "Ce site n'ouvre pas de proposition sur une forge : téléchargez votre fiche."


# The token


@ALL
@pytest.mark.parametrize("token", [TOKEN, f"{TOKEN}\nx", f"{TOKEN}é"], ids=["right", "two lines", "accent"])
def test_the_token_reaches_the_forge_alone(forge: TestForge, token: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    # A forge that repeats what it was given.
    forge.faults[REQUESTS[forge.genre]] = (401, {"message": f"Bad credentials: {TOKEN}"})
    given = settings(forge.address, token, forge.genre)
    with pytest.raises(ForgeError) as caught:
        open_proposal(given, "navette", NEW, "Jeanne", "Bonjour")
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert TOKEN not in repr(caught.value)
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(given)
    assert TOKEN not in str(given)
    assert TOKEN not in str(forge.requests) + str(forge.commits) + str(forge.branches) + str(forge.asked)


def test_the_people_of_the_site_read_what_the_forge_said(forge: TestForge, caplog: pytest.LogCaptureFixture) -> None:
    forge.faults["POST /contents"] = (403, {"message": f"token {TOKEN} lacks write:repository"})
    refused(forge)
    assert caplog.messages == [
        f'forge : POST /contents/{PATH} répond 403 : \'{{"message": "token … lacks write:repository"}}\''
    ]


def test_a_token_that_is_cut_is_not_logged(forge: TestForge, caplog: pytest.LogCaptureFixture) -> None:
    begun = 300 - len('{"message": "') - len(TOKEN) // 2
    forge.faults["GET "] = (403, {"message": "a" * begun + TOKEN})
    refused(forge)
    assert TOKEN[:5] not in caplog.text


def test_a_process_that_serves_never_prints_the_token(tmp_path: Path) -> None:
    environment = os.environ | {
        "CATALOGUE_FORGE_URL": "https://forge.exemple.fr/ville/catalogue",
        "CATALOGUE_FORGE_TOKEN": TOKEN,
        "CATALOGUE_VAR": str(tmp_path),
    }
    done = subprocess.run([COMMAND, "servir"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Erreur : « forge.exemple.fr » ne dit pas son genre : avec CATALOGUE_FORGE_TOKEN, "
        "réglez CATALOGUE_FORGE_GENRE (github, gitlab ou forgejo).\n"
    )


# The kind of a forge, and its pages

GITHUB = "https://github.com/ville/catalogue"
GITLAB = "https://gitlab.exemple.fr/groupe/sous-groupe/c"
FORGEJO = "https://codeberg.org/ville/catalogue"
UNKNOWN = "https://forge.exemple.fr/ville/catalogue"
FICHES = "catalogue/fiches"


@pytest.mark.parametrize(
    ("url", "genre", "edit", "history"),
    [
        (GITHUB, None, f"{GITHUB}/edit/main/{FICHES}", f"{GITHUB}/commits/main/{FICHES}"),
        (f"{GITHUB}.git", None, f"{GITHUB}/edit/main/{FICHES}", f"{GITHUB}/commits/main/{FICHES}"),
        (f"{GITHUB}-gitlab", None, f"{GITHUB}-gitlab/edit/main/{FICHES}", f"{GITHUB}-gitlab/commits/main/{FICHES}"),
        (GITLAB, None, f"{GITLAB}/-/edit/main/{FICHES}", f"{GITLAB}/-/commits/main/{FICHES}"),
        (FORGEJO, None, f"{FORGEJO}/_edit/main/{FICHES}", f"{FORGEJO}/commits/branch/main/{FICHES}"),
        (UNKNOWN, None, f"{UNKNOWN}/edit/main/{FICHES}", f"{UNKNOWN}/commits/main/{FICHES}"),
        (UNKNOWN, "gitlab", f"{UNKNOWN}/-/edit/main/{FICHES}", f"{UNKNOWN}/-/commits/main/{FICHES}"),
        (UNKNOWN, "gitea", f"{UNKNOWN}/_edit/main/{FICHES}", f"{UNKNOWN}/commits/branch/main/{FICHES}"),
    ],
)
def test_a_forge_edits_a_fiche_and_lists_its_changes(url: str, genre: str | None, edit: str, history: str) -> None:
    forge = forge_of(settings(url, None, genre))
    assert isinstance(forge, Forge)
    assert forge.edit("navette") == f"{edit}/navette.md"
    assert forge.history("navette") == f"{history}/navette.md"


def test_the_host_tells_the_kind_whatever_its_case() -> None:
    forge = forge_of(settings("https://GitLab.exemple.fr/ville/catalogue", None))
    assert forge is not None
    assert forge.edit("navette") == "https://GitLab.exemple.fr/ville/catalogue/-/edit/main/catalogue/fiches/navette.md"


@pytest.mark.parametrize(
    ("url", "page", "filled"),
    [
        (GITHUB, f"{GITHUB}/new/main/{FICHES}", {"filename": ["navette.md"], "value": [NEW]}),
        (GITLAB, f"{GITLAB}/-/new/main/{FICHES}", {"file_name": ["navette.md"]}),
        (FORGEJO, f"{FORGEJO}/_new/main/{FICHES}", {"filename": ["navette.md"], "value": [NEW]}),
    ],
)
def test_the_page_of_a_new_file_holds_what_the_forge_can_take(url: str, page: str, filled: dict[str, str]) -> None:
    forge = forge_of(settings(url))
    assert forge is not None
    parts = urlsplit(forge.new("navette", NEW))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == page
    assert parse_qs(parts.query) == filled
    assert "value=" not in forge.new("navette", "é" * 2000)
    assert len(forge.new("navette", "é" * 2000)) < 200


@pytest.mark.parametrize(
    ("url", "page", "names"),
    [
        (GITHUB, f"{GITHUB}/issues/new", ("title", "body")),
        (GITLAB, f"{GITLAB}/-/issues/new", ("issue[title]", "issue[description]")),
        (FORGEJO, f"{FORGEJO}/issues/new", ("title", "body")),
    ],
)
def test_the_page_of_an_issue_is_already_filled(url: str, page: str, names: tuple[str, str]) -> None:
    forge = forge_of(settings(url))
    assert forge is not None
    parts = urlsplit(forge.issue("Erreur dans « Navette »", "Fiche : navette\n"))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == page
    assert parse_qs(parts.query) == {names[0]: ["Erreur dans « Navette »"], names[1]: ["Fiche : navette\n"]}


def test_a_kind_that_is_unknown_stops_the_site_before_it_starts() -> None:
    with pytest.raises(ForgeError) as caught:
        create_app(settings(UNKNOWN, None, "svn"))
    assert str(caught.value) == "CATALOGUE_FORGE_GENRE vaut « svn » : choisissez github, gitlab ou forgejo."


def test_a_token_that_no_header_can_carry_stops_the_site_before_it_starts() -> None:
    for token in (f"{TOKEN}\nx", f"{TOKEN} x", f"{TOKEN}é"):
        with pytest.raises(ForgeError) as caught:
            create_app(settings(GITHUB, token))
        assert str(caught.value) == "CATALOGUE_FORGE_TOKEN contient une espace, un accent ou un saut de ligne."


def test_the_api_of_each_forge_lies_where_its_documentation_says() -> None:
    roots = {
        GITHUB: "https://api.github.com/repos/ville/catalogue",
        "https://github.exemple.fr/ville/catalogue": "https://github.exemple.fr/api/v3/repos/ville/catalogue",
        GITLAB: "https://gitlab.exemple.fr/api/v4/projects/groupe%2Fsous-groupe%2Fc",
        FORGEJO: "https://codeberg.org/api/v1/repos/ville/catalogue",
        "https://gitea.exemple.fr/git/ville/catalogue": "https://gitea.exemple.fr/git/api/v1/repos/ville/catalogue",
    }
    for url, root in roots.items():
        forge = forge_of(settings(url))
        assert forge is not None
        assert forge.genre.api is not None
        assert forge.genre.api(forge.url).root == root


# A real forge


def test_a_real_forge_opens_a_proposal() -> None:
    """Opens a real request on the repository that ESSAI_FORGE_URL names, and leaves it there to be looked at."""
    given = {name: os.environ.get(f"ESSAI_FORGE_{name}", "") for name in ("URL", "TOKEN", "GENRE")}
    if not given["URL"] or not given["TOKEN"]:
        pytest.skip("Aucune vraie forge : réglez ESSAI_FORGE_URL, ESSAI_FORGE_TOKEN et au besoin ESSAI_FORGE_GENRE.")
    real = read_settings({f"CATALOGUE_FORGE_{name}": value for name, value in given.items()})
    slug = f"essai-{os.urandom(4).hex()}"
    address = open_proposal(real, slug, NEW, "Jeanne Dupont", "Essai automatique : à fermer.")
    assert address.startswith(given["URL"].removesuffix(".git"))
    print(address, file=sys.stderr)
