// The outline beside a lesson is open where there is room, and stays as the reader left it.
const KEY = "outline";
const fold = document.querySelector(".reading__fold");
const wide = matchMedia("(min-width: 1000px)");

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden; then nothing is remembered
  }
}

if (fold) {
  if (wide.matches) fold.open = kept() !== "closed";
  fold.querySelector("summary").addEventListener("click", () => {
    if (!wide.matches) return;
    try {
      localStorage.setItem(KEY, fold.open ? "closed" : "open"); // the click has not changed it yet
    } catch {
      /* see above */
    }
  });
}
