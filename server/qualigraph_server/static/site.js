// Small conveniences; every page works without them.
"use strict";

(() => {
  const folds = () => document.querySelectorAll("details");
  let opened = [];

  // Print everything, then fold again what the reader had folded.
  window.addEventListener("beforeprint", () => {
    opened = [...folds()].filter((one) => !one.open);
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    opened = [];
  });

  // "Tout déplier" and "Tout replier" without loading the page again.
  for (const link of document.querySelectorAll("[data-unfold]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const open = link.dataset.unfold === "yes";
      for (const one of document.querySelectorAll(`#${link.dataset.target} details`)) one.open = open;
    });
  }

  // A link to a place inside a fold opens it.
  const show = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let one = target; one; one = one.parentElement) {
      if (one.tagName === "DETAILS") one.open = true;
    }
    if (target) target.scrollIntoView();
  };
  window.addEventListener("hashchange", show);
  show();
})();
