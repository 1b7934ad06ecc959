// Après « Ajouter à la sélection » ou « Retirer » : dit ce qui a changé, et rend le clavier au bouton de la fiche.
(() => {
  const before = new URL(document.referrer || location.href);
  const chosen = ({ searchParams }) => new Set(searchParams.getAll("selection"));
  const [old, now] = [chosen(before), chosen(new URL(location.href))];
  const changed = [...old, ...now].filter((slug) => old.has(slug) !== now.has(slug));
  const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate"; // et non « précédent » ou « recharger »
  if (!arrived || before.pathname !== location.pathname || !changed.length) return;

  const [slug] = changed;
  const target = document.getElementById(location.hash.slice(1));
  const card = location.pathname === `/fiches/${slug}` ? document.querySelector(".fiche > header") : target?.id === `carte-${slug}` && target;
  const button = changed.length === 1 && card ? card.querySelector(".ajout button") : null;
  const what = button ? card.querySelector("h1, h2, h3").textContent.trim() : "Fiche";
  const change = changed.length > 1 ? "Sélection changée" : `${what} ${now.has(slug) ? "ajoutée à" : "retirée de"} la sélection`;
  const focused = button ?? target;
  if (!focused?.matches("button, main")) focused?.setAttribute("tabindex", "-1");
  const status = Object.assign(document.createElement("p"), { id: "annonce", className: "cache" });
  status.role = "status";
  document.body.append(status);
  // Une fois la page dessinée : aller à l’ancre retire le clavier, mais seulement quand le navigateur dessine, ce qu’une
  // machine occupée fait tard ; et un lecteur d’écran ne dit que ce qui change dans une zone qu’il connaît déjà.
  addEventListener("load", () => requestAnimationFrame(() => setTimeout(() => {
    status.textContent = `${change}, ${now.size} fiche${now.size > 1 ? "s" : ""}`;
    focused?.focus({ preventScroll: true });
  }, 100)));
})();
