"""What each kind of page weighs and what axe finds in it, measured in Chromium: « make mesures » writes it down."""

import tempfile
from datetime import date
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from app.measures import FILE, Measures, PageMeasure
from catalogue.collection import HERE
from index.build import build
from tests.browser.conftest import CHROMIUM, DESKTOP, OPTIONS
from tests.browser.test_accessibility import PAGES
from tests.conftest import served

# The browser asks for the icon of a page when it likes, and calls it so; it may be silent for half a second before.
ICON = "Other"
PATIENCE = 100  # tenths of a second


def measure(browser: Browser, server: str) -> Measures:
    """Every kind of page of a server, each in a browser that has seen nothing yet."""
    pages, axe = [], ""
    for name, address in PAGES.items():
        measured, axe = measure_page(browser, server, name, address)
        pages.append(measured)
    return Measures(
        jour=date.today().isoformat(), navigateur=f"Chromium {browser.version}", axe=axe, pages=tuple(pages)
    )


def measure_page(browser: Browser, server: str, name: str, address: str) -> tuple[PageMeasure, str]:
    """One kind of page, and the version of axe."""
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    # Our own policy would keep the axe script out.
    with browser.new_context(base_url=server, viewport=DESKTOP, bypass_csp=True) as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        network.on(
            "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])})
        )
        network.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        for _ in range(PATIENCE):
            if ICON in kinds.values() and kinds.keys() == sizes.keys():
                break
            page.wait_for_timeout(100)
        found, weights = dict(kinds), dict(sizes)
        broken, version = set[str](), ""
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            response = Axe().run(page).response
            broken |= {one["id"] for one in response["violations"]}
            version = response["testEngine"]["version"]
    measured = PageMeasure(
        nom=name,
        adresse=address,
        requetes=len(found),
        octets=sum(weights.values()),
        octets_polices=sum(size for request, size in weights.items() if found.get(request) == "Font"),
        manquements=len(broken),
    )
    return measured, version


def main() -> None:
    """Measure the project's own catalogue and write the file that the pages show."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        build(HERE, var)
        with served(Path(folder), HERE, var) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
            measures = measure(browser, server.address)
            browser.close()
    FILE.write_text(measures.model_dump_json(indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
