// Buttons that put Markdown around the selection of a text field. Arrow keys walk along them, as in every toolbar.

for (const toolbar of document.querySelectorAll("[data-toolbar-for]")) {
  const field = document.getElementById(toolbar.dataset.toolbarFor);
  const tools = [...toolbar.querySelectorAll("button")];
  toolbar.hidden = false;
  toolbar.addEventListener("click", (event) => {
    const tool = event.target.closest("button");
    if (tool?.dataset.mode) apply(field, tool.dataset);
  });
  field.addEventListener("insert-block", (event) => {
    apply(field, { mode: "insert", before: event.detail, placeholder: "", after: "" });
  });
  toolbar.addEventListener("keydown", (event) => walk(event, tools));
}

function walk(event, tools) {
  const here = tools.indexOf(document.activeElement);
  const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tools.length - 1 }[event.key];
  if (here < 0 || to === undefined) return;
  event.preventDefault();
  const next = tools[(to + tools.length) % tools.length];
  for (const tool of tools) tool.tabIndex = tool === next ? 0 : -1;
  next.focus();
}

function apply(field, { mode, before, placeholder, after }) {
  const { value } = field;
  const [start, end] = reach(field, mode);
  if (mode === "line") return prefixLines(field, start, end, before, placeholder);
  const chosen = value.slice(start, end);
  const [open, close] = mode === "wrap" ? ["", ""] : fences(value, start, end);
  const inner = chosen || placeholder;
  replace(field, start, end, open + before + inner + after + close);
  select(field, start + open.length + before.length, inner.length);
}

// From where to where the field's text is replaced.
function reach({ selectionStart: start, selectionEnd: end, value }, mode) {
  if (mode === "insert") return [end, end];
  if (mode !== "line" && mode !== "own-line") return [start, end];
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const next = value.indexOf("\n", end), to = next < 0 ? value.length : next;
  if (mode === "line" || start !== end) return [from, to];
  return start === from ? [from, from] : [to, to];
}

// A block stands by itself: an empty line before and after it.
function fences(value, start, end) {
  const above = value.slice(0, start), below = value.slice(end);
  const open = above === "" || above.endsWith("\n\n") ? "" : above.endsWith("\n") ? "\n" : "\n\n";
  const close = below === "" ? "\n" : below.startsWith("\n\n") ? "" : below.startsWith("\n") ? "\n" : "\n\n";
  return [open, close];
}

function prefixLines(field, from, end, before, placeholder) {
  const lines = field.value.slice(from, end) || placeholder;
  const text = lines.split("\n").map((line) => before + line).join("\n");
  replace(field, from, end, text);
  select(field, from + before.length, text.length - before.length);
}

// As if it were typed, so that the browser's own undo takes it back.
function replace(field, start, end, text) {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function select(field, start, length) {
  field.setSelectionRange(start, start + length);
}
