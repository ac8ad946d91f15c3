// The SPARQL editor: Yasqe over the plain textarea, which stays what the form sends.
"use strict";

(() => {
  const area = document.getElementById("query");
  if (!area || typeof Yasqe === "undefined") return;
  const form = area.form;

  // Yasqe's own completers ask foreign hosts; ours know this graph's vocabulary only.
  const vocabulary = fetch(area.dataset.vocabulary, { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : {}))
    .catch(() => ({}));
  const stock = Yasqe.Autocompleters;
  const own = (name, key) => {
    const base = stock[name];
    if (!base) return;
    Yasqe.forkAutocompleter(name, {
      name: `own-${name}`,
      bulk: false,
      get: (yasqe, token) =>
        vocabulary.then((found) => {
          const begun = (token && token.autocompletionString) || "";
          return (found[key] || []).filter((iri) => iri.startsWith(begun)).slice(0, 100);
        }),
    });
  };
  // Declares our prefixes as they are typed.
  if (stock.prefixes) {
    stock.prefixes = {
      ...stock.prefixes,
      persistenceId: null,
      get: () => vocabulary.then((found) => Object.entries(found.prefixes || {}).map(([prefix, iri]) => `${prefix}: <${iri}>`)),
    };
  }
  own("class", "classes");
  own("property", "properties");

  const box = document.createElement("div");
  box.id = "editor";
  area.before(box);
  area.hidden = true;
  const editor = new Yasqe(box, {
    value: area.value,
    autocompleters: ["prefixes", "variables", "own-class", "own-property"],
    persistenceId: null,
    createShareableLink: undefined,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "18rem",
    lineWrapping: true,
    screenReaderLabel: area.dataset.label,
    requestConfig: { endpoint: "/sparql" },
  });
  editor.setOption("extraKeys", {
    ...editor.getOption("extraKeys"),
    "Ctrl-Enter": () => form.requestSubmit(),
    "Cmd-Enter": () => form.requestSubmit(),
  });
  editor.setValue(area.value);
  const help = document.getElementById("editor-help");
  help.textContent = area.dataset.help;
  const field = editor.getInputField();
  field.setAttribute("aria-label", area.dataset.label);
  field.setAttribute("aria-describedby", help.id);
  form.addEventListener("submit", () => {
    area.value = editor.getValue();
  });
})();
