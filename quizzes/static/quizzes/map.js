// The map of all questions says at once what has become of the one that is open. Without it the next page says so.

const STATES = ["answered", "partly", "open"];

export function showState(state) {
  const map = document.querySelector(".question-map");
  const place = map?.querySelector("[aria-current=step]");
  if (!place || !STATES.includes(state)) return;
  for (const one of STATES) place.classList.toggle(`question-map__place--${one}`, one === state);
  place.querySelector(".question-map__state").textContent = map.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`];
  const answered = map.querySelectorAll(".question-map__place--answered").length;
  const total = map.querySelectorAll(".question-map__place").length;
  map.querySelector(".question-map__answered").textContent = map.dataset.wordCount
    .replace("{n}", answered)
    .replace("{total}", total);
}
