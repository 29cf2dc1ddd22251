// The switches of language and theme load the page anew: what was typed or chosen on it goes along.
//
// It is kept in this window until its next page and no longer; passwords and files are not.

const KEY = "trennscharf-typed";
const FIELDS = "main :is(input, textarea, select)[name]:not([type=hidden], [type=password], [type=file], [type=submit])";
const TICKED = ["checkbox", "radio"];

function isChanged(field) {
  if (TICKED.includes(field.type)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
}

function take() {
  const typed = [...document.querySelectorAll(FIELDS)].map((field, place) => ({
    place,
    name: field.name,
    value: TICKED.includes(field.type) ? field.checked : field.value,
    isChanged: isChanged(field),
  }));
  try {
    const kept = { address: location.pathname + location.search, typed: typed.filter((one) => one.isChanged) };
    if (kept.typed.length) sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage may be forbidden; then it has to be typed again.
  }
}

function taken() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    return kept?.address === location.pathname + location.search ? kept.typed : [];
  } catch {
    return [];
  }
}

function putBack(field, value) {
  if (TICKED.includes(field.type)) field.checked = value;
  else field.value = value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}

const fields = document.querySelectorAll(FIELDS);
for (const { place, name, value } of taken()) {
  if (fields[place]?.name === name) putBack(fields[place], value);
}
document.addEventListener("submit", (event) => {
  if (event.target.matches(".masthead__language, .focus__language, .colophon__theme")) take();
});
