// La recherche plus vite : suggestions pendant la frappe, résultats sans rechargement, touche « / ». Tout marche sans elle.
(() => {
  const WITHOUT_SHORTCUT = "sans-raccourci";
  const GENRES = { fiche: "Fiche", domaine: "Domaine", etiquette: "Étiquette" };

  // Suggestions, selon le modèle ARIA « combobox ».

  class Suggestions {
    constructor(input) {
      this.input = input;
      this.active = -1;
      this.options = [];
      this.list = Object.assign(document.createElement("ul"), { id: "suggestions", className: "suggestions", hidden: true });
      this.list.role = "listbox";
      this.list.ariaLabel = "Suggestions";
      this.status = Object.assign(document.createElement("p"), { className: "cache" });
      this.status.role = "status";
      input.parentElement.append(this.list);
      input.closest("form").append(this.status);
      for (const [name, value] of [["type", "text"], ["role", "combobox"], ["aria-autocomplete", "list"],
        ["aria-expanded", "false"], ["aria-controls", "suggestions"], ["enterkeyhint", "search"]]) {
        input.setAttribute(name, value);
      }
      input.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.ask(), 150);
      });
      input.addEventListener("keydown", (event) => this.press(event));
      input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // le champ garde le focus
      this.list.addEventListener("click", (event) => this.go(event.target.closest("li")));
    }

    async ask() {
      const q = this.input.value.trim();
      this.asked?.abort();
      if (q.length < 2) return this.close();
      const mine = (this.asked = new AbortController());
      try {
        const answer = await fetch(`/api/v1/suggestions?q=${encodeURIComponent(q)}`, { signal: mine.signal });
        const { suggestions, correction } = await answer.json();
        const corrected = { genre: "Chercher", libelle: correction, url: `/recherche?q=${encodeURIComponent(correction)}` };
        this.show(correction ? [corrected] : suggestions);
      } catch {
        if (!mine.signal.aborted) this.close(); // rien à proposer : la recherche ordinaire reste là
      }
    }

    show(suggestions) {
      if (document.activeElement !== this.input || !suggestions?.length) return this.close();
      this.options = suggestions.map(({ genre, libelle, url }, rank) => {
        const option = Object.assign(document.createElement("li"), { id: `suggestion-${rank}` });
        option.role = "option";
        option.dataset.url = url;
        option.append(libelle.replaceAll("'", "’"), " ", Object.assign(document.createElement("span"), { textContent: GENRES[genre] ?? genre }));
        return option;
      });
      this.list.replaceChildren(...this.options);
      this.list.hidden = false;
      this.input.ariaExpanded = "true";
      this.choose(-1);
      const number = this.options.length;
      this.status.textContent = number > 1 ? `${number} suggestions` : "1 suggestion";
    }

    close() {
      clearTimeout(this.timer);
      this.asked?.abort();
      this.list.hidden = true;
      this.list.replaceChildren();
      this.options = [];
      this.input.ariaExpanded = "false";
      this.status.textContent = "";
      this.choose(-1);
    }

    choose(rank) {
      this.active = rank;
      this.options.forEach((option, other) => (option.ariaSelected = String(other === rank)));
      if (rank < 0) return this.input.removeAttribute("aria-activedescendant");
      this.input.setAttribute("aria-activedescendant", this.options[rank].id);
      this.options[rank].scrollIntoView({ block: "nearest" });
    }

    press(event) {
      const places = this.options.length + 1; // la dernière place est le champ lui-même
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && !this.options.length) this.ask();
      else if (step) this.choose(((this.active + 1 + step + places) % places) - 1);
      else if (event.key === "Enter" && this.active >= 0) this.go(this.options[this.active]);
      else if (event.key === "Enter") return this.close();
      else if (event.key === "Escape" && this.options.length) this.close();
      else return;
      event.preventDefault();
    }

    go(option) {
      if (!option) return;
      const address = new URL(option.dataset.url, location);
      for (const slug of new URLSearchParams(location.search).getAll("selection")) address.searchParams.append("selection", slug);
      location.assign(address);
    }
  }

  // Résultats : la page demandée est lue à la même adresse, et son contenu remplace celui-ci.

  let shown = location.pathname + location.search;
  let asked;

  async function load(address, { push, focus }) {
    asked?.abort();
    const mine = (asked = new AbortController());
    const main = document.querySelector("main");
    main.ariaBusy = "true";
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const open = [...main.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
      main.replaceChildren(...page.querySelector("main").childNodes);
      for (const summary of main.querySelectorAll("summary")) {
        if (open.includes(summary.textContent)) summary.parentElement.open = true;
      }
      document.querySelector(".barre-selection")?.replaceWith(page.querySelector(".barre-selection") ?? "");
      document.title = page.title;
      for (const link of ["link[rel=canonical]", "link[title='Cette recherche']"]) {
        document.querySelector(link)?.setAttribute("href", page.querySelector(link).getAttribute("href"));
      }
      if (push) history.pushState(null, "", address);
      shown = location.pathname + location.search;
      prepare();
      const target = focus && main.querySelector(focus);
      if (target && !target.matches("a, input")) target.tabIndex = -1;
      target?.focus({ preventScroll: target.matches("input") });
      announce(main.querySelector("#nombre")?.textContent ?? "");
    } catch {
      if (!mine.signal.aborted) location.assign(address);
    } finally {
      if (asked === mine) main.ariaBusy = null;
    }
  }

  function announce(text) {
    let status = document.querySelector("#annonce");
    if (!status) {
      status = Object.assign(document.createElement("p"), { id: "annonce", className: "cache" });
      status.role = "status";
      document.body.append(status);
    }
    status.textContent = text;
  }

  function addressOf(form) {
    const filled = [...new FormData(form)].filter(([, value]) => value.trim());
    return `/recherche${filled.length ? `?${new URLSearchParams(filled)}` : ""}`;
  }

  const onResults = () => location.pathname === "/recherche" && document.querySelector(".page-recherche");

  addEventListener("change", ({ target }) => {
    if (!onResults() || !target.matches(".page-recherche input[type=checkbox]")) return;
    const focus = `input[type=checkbox][name="${target.name}"][value="${CSS.escape(target.value)}"]`;
    load(addressOf(target.form), { push: true, focus });
  });
  addEventListener("submit", (event) => {
    if (!onResults() || !event.target.matches(".page-recherche")) return;
    event.preventDefault();
    load(addressOf(event.target), { push: true, focus: "#nombre" });
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("main a");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || event.defaultPrevented || link.target || !onResults()) return;
    if (link.origin !== location.origin || link.pathname !== "/recherche" || link.hash) return;
    event.preventDefault();
    load(link.pathname + link.search, { push: true, focus: "#nombre" });
  });
  addEventListener("popstate", () => {
    const address = location.pathname + location.search;
    if (address !== shown && location.pathname === "/recherche") load(address, { push: false });
  });

  // La touche « / », et le bouton qui y renonce (page Accessibilité).

  addEventListener("keydown", (event) => {
    const input = document.querySelector("#q");
    const busy = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || busy || !input) return;
    if (localStorage.getItem(WITHOUT_SHORTCUT)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  function prepareShortcut(button) {
    const label = () => (localStorage.getItem(WITHOUT_SHORTCUT) ? "Réactiver ce raccourci" : "Désactiver ce raccourci");
    button.hidden = false;
    button.textContent = label();
    button.addEventListener("click", () => {
      if (localStorage.getItem(WITHOUT_SHORTCUT)) localStorage.removeItem(WITHOUT_SHORTCUT);
      else localStorage.setItem(WITHOUT_SHORTCUT, "1");
      button.textContent = label();
    });
  }

  function prepare() {
    const input = document.querySelector(".champ-recherche > #q");
    if (input) new Suggestions(input);
    const button = document.querySelector("[data-raccourci]");
    if (button) prepareShortcut(button);
  }
  prepare();
})();
