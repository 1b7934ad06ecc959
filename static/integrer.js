// Dans une page d'accueil : pose un cadre après ce script. Dans le cadre : dit sa hauteur à cette page.
(() => {
  const script = document.currentScript;
  if (script.dataset.catalogue === undefined) {
    const say = () => parent.postMessage({ catalogue: document.documentElement.offsetHeight }, "*");
    new ResizeObserver(say).observe(document.documentElement);
    return;
  }
  const frame = document.createElement("iframe");
  frame.src = new URL(`../integrer/cadre?${script.dataset.catalogue}`, script.src).href;
  frame.title = "Fiches du catalogue de l’innovation territoriale";
  frame.width = "100%";
  frame.height = "600";
  frame.loading = "lazy";
  script.after(frame);
  addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && Number.isFinite(data?.catalogue)) {
      frame.height = Math.min(Math.ceil(data.catalogue) + 8, 5000);
    }
  });
})();
