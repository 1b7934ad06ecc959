"""A real Chromium on the real site; nothing is skipped when CI is set."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from catalogue.collection import HERE
from tests.conftest import Served, served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# No sandbox: CI runs as root. Scrolling at once: on a slow machine an animation undoes the jump that follows it.
# The rest keeps Chromium from calling home, which a test counts as a request.
OPTIONS = """--no-sandbox --disable-gpu --disable-smooth-scrolling --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync""".split()
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("Chromium manque : « apt-get install chromium ».")
        pytest.skip("Chromium n'est pas installé : les tests de navigateur sont sautés.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, real_var: Path) -> Iterator[Served]:
    """« catalogue servir » on the project's own catalogue."""
    with served(tmp_path_factory.mktemp("servir"), HERE, real_var) as running:
        yield running


@pytest.fixture
def page(browser: Browser, server: Served) -> Iterator[Page]:
    """A page of a desktop screen."""
    with browser.new_context(base_url=server.address, viewport=DESKTOP) as context:
        yield context.new_page()


@pytest.fixture
def phone(browser: Browser, server: Served) -> Iterator[Page]:
    """A page of a phone."""
    with browser.new_context(base_url=server.address, viewport=PHONE, has_touch=True) as context:
        yield context.new_page()
