// A note on its way to the server is kept in this window until a page shows it: a session that has ended costs no text.
//
// Whoever signs in here as somebody else is not shown it.

const KEY = "trennscharf-note";
const form = document.querySelector(".note-form");
const text = form?.elements.text;
const writer = document.querySelector("[data-note-writer]")?.dataset.noteWriter;

function taken() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return kept?.address === form.action && kept.writer === writer ? kept.text : null;
  } catch {
    return null; // storage may be forbidden; then it has to be typed again
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ address: form.action, writer, text: text.value }));
  } catch {
    // as above
  }
}

if (form) {
  const kept = taken();
  if (kept !== null && kept.trim() !== text.value.trim()) {
    text.value = kept;
    form.querySelector("[data-note-unsaved]").hidden = false;
  }
  form.addEventListener("submit", keep);
}
