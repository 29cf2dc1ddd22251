// Says in words whether everything is saved, and asks before a page with unsaved text is left.

for (const state of document.querySelectorAll("[data-unsaved-state]")) {
  const form = state.closest("form");
  let unsaved = "unsaved" in state.dataset;

  form.addEventListener("input", (event) => {
    if (!event.target.name) return; // a switch of the preview, not of the text
    unsaved = true;
    state.textContent = state.dataset.words;
  });
  form.addEventListener("submit", () => (unsaved = false));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
