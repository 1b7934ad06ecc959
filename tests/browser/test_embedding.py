"""The catalogue in the page of another site: what each code shows, and the pages that refuse a frame."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Served


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def intranet(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The folder and the address of another site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(tmp_path))) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        yield tmp_path, f"http://127.0.0.1:{other.server_address[1]}"
        other.shutdown()
        thread.join()


def write_page(folder: Path, code: str) -> None:
    folder.joinpath("page.html").write_text(f"<!doctype html><title>Intranet</title><main>{code}</main>", "utf-8")


@pytest.mark.parametrize("rank", [0, 1], ids=["frame", "script"])
def test_the_code_to_paste_shows_the_search_in_another_site(page: Page, intranet: tuple[Path, str], rank: int) -> None:
    folder, address = intranet
    page.goto("/integrer?q=accueil&nombre=3")
    write_page(folder, page.locator("pre code").nth(rank).inner_text())
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/page.html")
    frame = page.frame_locator("iframe")
    expect(frame.locator("li")).to_have_count(3)
    expect(frame.get_by_role("heading", level=1)).to_have_text("« accueil »")
    with page.context.expect_page() as opened:
        frame.locator("li a").first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    assert [text for text in said if "favicon" not in text and "404" not in text] == []


def test_the_script_gives_the_frame_the_height_of_its_content(page: Page, intranet: tuple[Path, str]) -> None:
    folder, address = intranet
    page.goto("/integrer?q=accueil&nombre=20")
    write_page(folder, page.locator("pre code").nth(1).inner_text())
    page.goto(f"{address}/page.html")
    content = page.frame_locator("iframe").locator("html")
    expect(page.locator("iframe")).not_to_have_attribute("height", "600")
    assert page.evaluate("document.querySelector('iframe').clientHeight") >= content.evaluate("e => e.offsetHeight")


def test_no_other_page_lets_itself_be_framed(page: Page, server: Served, intranet: tuple[Path, str]) -> None:
    folder, address = intranet
    write_page(folder, f'<iframe src="{server.address}/recherche?q=accueil"></iframe>')
    with page.expect_event("console", lambda message: "frame-ancestors" in message.text):
        page.goto(f"{address}/page.html")
    with urlopen(f"{server.address}/recherche?q=accueil") as answer:
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
