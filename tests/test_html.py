"""The HTML of every kind of page, read by the Nu checker: needs Java, and « npm install vnu-jar » or VNU_JAR."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.settings import PROJECT
from tests.browser.test_accessibility import PAGES

JAR = Path(os.environ.get("VNU_JAR") or PROJECT / "node_modules/vnu-jar/build/dist/vnu.jar")


@pytest.mark.skipif(
    not (JAR.is_file() and shutil.which("java")), reason="Java ou vnu.jar manque : « npm install vnu-jar »."
)
def test_the_nu_checker_finds_no_error_in_any_kind_of_page(site: FlaskClient, tmp_path: Path) -> None:
    pages = []
    for rank, address in enumerate(PAGES.values()):
        pages.append(tmp_path / f"{rank}{address.split('?')[0].replace('/', '_')}.html")
        pages[-1].write_text(site.get(address).text, "utf-8")
    checked = subprocess.run(["java", "-jar", JAR, "--errors-only", *pages], capture_output=True, text=True)
    assert (checked.stderr, checked.returncode) == ("", 0)
