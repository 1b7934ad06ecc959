"""The HTML of every kind of page, read by the Nu checker; nothing is skipped when CI is set."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.settings import PROJECT
from tests.browser.test_accessibility import PAGES

JAR = Path(os.environ.get("VNU_JAR") or PROJECT / "var/vnu/package/build/dist/vnu.jar")


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The command of the Nu checker."""
    java = shutil.which("java")
    if java and JAR.is_file():
        return [java, "-jar", str(JAR), "--errors-only"]
    if os.environ.get("CI"):
        pytest.fail("Java ou vnu.jar manque : « apt-get install default-jre-headless npm », puis « make vnu ».")
    pytest.skip("Java ou vnu.jar manque (« make vnu ») : le HTML des pages n'est pas vérifié.")


def test_the_nu_checker_finds_no_error_in_any_kind_of_page(
    checker: list[str], site: FlaskClient, tmp_path: Path
) -> None:
    pages = []
    for rank, address in enumerate(PAGES.values()):
        pages.append(tmp_path / f"{rank}{address.split('?')[0].replace('/', '_')}.html")
        pages[-1].write_text(site.get(address).text, "utf-8")
    # One Java for all the pages: it takes longer to start than to read them.
    checked = subprocess.run([*checker, *pages], capture_output=True, text=True)
    assert (checked.stderr, checked.returncode) == ("", 0)


def test_the_nu_checker_sees_an_error(checker: list[str], tmp_path: Path) -> None:
    page = tmp_path / "fausse.html"
    page.write_text('<!doctype html><html lang="fr"><title>Essai</title><ul><p>Mal placé</ul>', "utf-8")
    checked = subprocess.run([*checker, page], capture_output=True, text=True)
    assert checked.returncode == 1
    assert "not allowed as child of element" in checked.stderr
