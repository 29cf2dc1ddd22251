// On a wide window each footnote stands at the height of its sentence, and below the note before it.
const GAP = 8; // pixels
const wide = matchMedia("(min-width: 1680px)");
const box = document.querySelector(".footnotes");
const column = box?.closest(".reading__text");

// A mark in a closed box has no place; its box has.
function topOf(note) {
  const mark = document.getElementById(note.id.replace("fn-", "fnref-"));
  const shown = mark?.checkVisibility() ? mark : mark?.closest("details");
  return (shown ?? box).getBoundingClientRect().top - column.getBoundingClientRect().top;
}

function place() {
  box.classList.toggle("footnotes--beside", wide.matches);
  let free = 0;
  for (const note of box.querySelectorAll(":scope > ol > li")) {
    const top = Math.max(free, topOf(note));
    note.style.top = wide.matches ? `${top}px` : "";
    free = top + note.offsetHeight + GAP;
  }
}

if (column) {
  wide.addEventListener("change", place);
  new ResizeObserver(place).observe(column); // boxes that open, pictures that come, another width
}
