// Copie le texte d'une zone : sans script, on le sélectionne et on le copie soi-même.
for (const bouton of document.querySelectorAll("[data-copier]")) {
  if (!navigator.clipboard) continue;
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(bouton.dataset.copier).value);
    bouton.textContent = "Copié";
  });
}
