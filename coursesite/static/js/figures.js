// A figure opens large over the page, by its link or a click on it. Without scripts the link leads to its file.
const view = document.querySelector(".figure-view");
const room = view?.querySelector(".figure-view__room");

function open(figure, link) {
  const image = figure.querySelector("img").cloneNode();
  image.loading = "eager";
  room.replaceChildren(image);
  view.addEventListener("close", () => link.focus(), { once: true });
  view.showModal();
}

if (view?.showModal) {
  for (const link of document.querySelectorAll(".prose figure > .figure-link")) {
    const figure = link.parentElement;
    figure.classList.add("has-view");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a window of its own is wanted
      event.preventDefault();
      open(figure, link);
    });
    figure.querySelector("img").addEventListener("click", () => open(figure, link));
  }
  // A click beside the figure, on what lies under the dialog, closes it.
  view.addEventListener("click", (event) => event.target === view && view.close());
}
