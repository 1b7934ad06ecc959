// Prévient avant de quitter une fiche commencée : sans script, une phrase en tête de page le dit.
// Le champ caché « modifie » voyage d'une étape à l'autre ; télécharger le fichier le vide.
const formulaire = document.querySelector("[data-brouillon]");
const modifie = formulaire.elements.modifie;
let envoi = false;
formulaire.addEventListener("input", () => { modifie.value = "1"; });
formulaire.addEventListener("submit", (evenement) => {
  const bouton = evenement.submitter;
  if (bouton?.name === "retirer") modifie.value = "1";
  if (bouton?.formAction.endsWith("/fichier")) modifie.value = "";
  else envoi = true;
});
addEventListener("pageshow", () => { envoi = false; });
addEventListener("beforeunload", (evenement) => {
  if (modifie.value && !envoi) evenement.preventDefault();
});
