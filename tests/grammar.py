"""The report of « make grammaire »: what grammalecte doubts in the fiches. Most is right as it is: read each."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from catalogue.collection import HERE, Catalogue, read_catalogue
from tests.test_spelling import prose

# The typography is put in when a page is rendered: the files hold plain spaces and straight apostrophes.
RENDERED = "typo apos esp nbsp num unit tu maj".split()


def main() -> None:
    """Print every doubt with the words around it."""
    command = shutil.which("grammalecte-cli")
    catalogue = read_catalogue(HERE)
    if not command or not isinstance(catalogue, Catalogue):
        sys.exit("Il faut grammalecte (« apt-get install grammalecte-cli ») et un catalogue valide.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prose.txt"
        path.write_text("\n".join(prose(catalogue)), "utf-8")
        asked = [command, "-f", str(path), "-j", "-ctx", "-off", *RENDERED]
        found = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    doubts = [doubt for paragraph in found["data"] for doubt in paragraph["lGrammarErrors"]]
    doubts = [doubt for doubt in doubts if doubt["sType"] not in RENDERED]
    for doubt in doubts:
        print(f"… {doubt['sBefore'][-60:]}[{doubt['sUnderlined']}]{doubt['sAfter'][:40]} …\n    {doubt['sMessage']}")
    print(f"{len(doubts)} doutes dans {len(catalogue.fiches)} fiches.")


if __name__ == "__main__":
    main()
