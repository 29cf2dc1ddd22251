// The preview follows the typing: the server renders, the newest text wins. The problems beside it follow, too.

const WAIT = 600; // milliseconds after the last key

for (const sight of document.querySelectorAll("[data-preview-url]")) {
  const field = document.getElementById(sight.dataset.previewOf);
  const preview = new Preview(sight, field);
  for (const button of field.form.querySelectorAll("[data-preview-button]")) button.hidden = true;
  field.addEventListener("input", () => preview.soon());
}

function Preview(sight, field) {
  const frame = sight.querySelector("iframe");
  const state = sight.querySelector("[data-preview-state]");
  const minutes = sight.querySelector("[data-preview-minutes]");
  const summary = sight.querySelector("[data-problems-summary]");
  const list = sight.querySelector("[data-problems]");
  const token = field.form.querySelector("[name=csrfmiddlewaretoken]").value;
  let timer = 0;
  let running = null;

  narrow(sight, frame);
  themed(sight, frame);
  for (const place of list.querySelectorAll("[data-line]")) linked(place, Number(place.dataset.line));

  this.soon = () => {
    clearTimeout(timer);
    timer = setTimeout(make, WAIT);
  };

  async function make() {
    running?.abort();
    const mine = (running = new AbortController());
    const late = setTimeout(() => say("busy"), 300);
    try {
      const answer = await ask(mine.signal);
      if (mine.signal.aborted) return;
      say("");
      show(answer);
    } catch (reason) {
      if (!mine.signal.aborted) say(typeof reason === "string" ? reason : "offline");
    } finally {
      clearTimeout(late);
    }
  }

  async function ask(signal) {
    const response = await fetch(sight.dataset.previewUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ source: field.value }),
      signal,
    });
    if (response.status === 401) throw "sign-in";
    if (!response.ok) throw "refused";
    return response.json();
  }

  function show(answer) {
    minutes.textContent = minutes.dataset.words.replace("{n}", answer.minutes);
    summary.textContent = answer.summary;
    list.replaceChildren(...answer.problems.map(item));
    const main = frame.contentDocument?.querySelector("main");
    const made = new DOMParser().parseFromString(answer.html, "text/html");
    main?.replaceChildren(...made.body.childNodes);
  }

  function item({ line, message, blocking }) {
    const entry = document.createElement("li");
    const place = document.createElement("span");
    entry.className = `problems__item${blocking ? " problems__item--blocking" : ""}`;
    place.className = "problems__line";
    place.textContent = line ? list.dataset.wordsLine.replace("{n}", line) : list.dataset.wordsText;
    entry.append(place, ` ${message} `);
    if (blocking) entry.append(Object.assign(document.createElement("em"), { textContent: `(${list.dataset.wordsBlocking})` }));
    linked(place, line);
    return entry;
  }

  // The name of the line leads into the text.
  function linked(place, line) {
    if (!line) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = place.className;
    button.textContent = place.textContent;
    button.addEventListener("click", () => choose(line));
    place.replaceWith(button);
  }

  function choose(line) {
    const lines = field.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start);
    field.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  }

  function say(key) {
    const words = { "": "", busy: state.dataset.wordsBusy, offline: state.dataset.wordsOffline };
    const more = { "sign-in": state.dataset.wordsSignIn, refused: state.dataset.wordsRefused };
    state.textContent = { ...words, ...more }[key] ?? state.dataset.wordsRefused;
  }
}

function narrow(sight, frame) {
  const box = sight.querySelector("[data-preview-narrow]");
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => frame.classList.toggle("editor__frame--narrow", box.checked));
}

// The text in the other theme, whichever the site has for this author: the tokens follow one attribute of the root.
function themed(sight, frame) {
  const group = sight.querySelector("[data-preview-themes]");
  const buttons = [...group.querySelectorAll("[data-theme]")];
  let chosen = "";
  const root = () => frame.contentDocument?.documentElement;
  const own = () => root()?.dataset.bsTheme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  function show() {
    if (chosen && root()) root().dataset.bsTheme = chosen;
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.theme === (chosen || own()));
  }

  group.hidden = false;
  for (const button of buttons) {
    button.addEventListener("click", () => {
      chosen = button.dataset.theme;
      show();
    });
  }
  frame.addEventListener("load", show);
  show();
}
