// A picture chosen, dropped or pasted while writing: uploaded, and the Markdown that shows it put where the cursor is.

for (const dialog of document.querySelectorAll("[data-figure-dialog]")) {
  new Upload(dialog, document.getElementById(dialog.dataset.insertsInto));
}

function Upload(dialog, field) {
  const form = dialog.querySelector("form");
  const state = dialog.querySelector("[data-figure-state]");
  const submit = form.querySelector("[type=submit]");
  let running = null;

  document.querySelector(`[data-opens="${dialog.id}"]`).addEventListener("click", () => open());
  dialog.querySelector("[data-figure-cancel]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    running?.abort();
    field.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!submit.disabled) send();
  });
  field.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  field.addEventListener("drop", (event) => take(event, event.dataTransfer));
  field.addEventListener("paste", (event) => take(event, event.clipboardData));

  // Text that brings its picture along, as from a word processor, is pasted as text.
  function take(event, { files, types }) {
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    open(files);
  }

  function open(files) {
    say("");
    blame({});
    if (files) form.elements.file.files = files;
    dialog.showModal();
    (files ? form.elements.alt : form.elements.file).focus();
  }

  async function send() {
    running = new AbortController();
    const { signal } = running;
    submit.disabled = true;
    blame({});
    say("busy");
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), signal });
      const answer = response.status === 400 || response.ok ? await response.json() : {};
      if (signal.aborted) return;
      if (response.ok) return insert(answer.markdown);
      if (answer.errors) blame(answer.errors);
      say(response.status === 401 ? "sign-in" : answer.errors ? "invalid" : "refused");
    } catch {
      if (!signal.aborted) say("offline");
    } finally {
      submit.disabled = false;
    }
  }

  function insert(markdown) {
    form.reset();
    dialog.close();
    field.dispatchEvent(new CustomEvent("insert-block", { detail: markdown }));
  }

  // What is wrong stands beside its field, and the first such field is where one goes on.
  function blame(errors) {
    for (const fault of form.querySelectorAll("[data-fault-of]")) {
      const control = form.elements[fault.dataset.faultOf];
      fault.textContent = errors[fault.dataset.faultOf] ?? "";
      control.setAttribute("aria-invalid", String(Boolean(fault.textContent)));
      control.setAttribute("aria-describedby", `${control.id}_helptext ${fault.id}`);
    }
    form.querySelector("[aria-invalid=true]")?.focus();
  }

  function say(key) {
    const { wordsBusy: busy, wordsInvalid: invalid, wordsOffline: offline, wordsSignIn, wordsRefused } = state.dataset;
    const words = { "": "", busy, invalid, offline, "sign-in": wordsSignIn };
    state.textContent = words[key] ?? wordsRefused;
  }
}
