// What is folded on a phone is open where there is room for it: `data-open-from` says from which width.
//
// The styles show its content there without a script, too; this one tells assistive technology that it is open.
for (const fold of document.querySelectorAll("details[data-open-from]")) {
  const wide = matchMedia(`(min-width: ${fold.dataset.openFrom})`);
  if (wide.matches) fold.open = true;
  wide.addEventListener("change", () => {
    if (wide.matches) fold.open = true;
  });
}
