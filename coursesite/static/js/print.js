// <print-page>: its button, hidden without scripts, opens the browser's print dialog.
customElements.define(
  "print-page",
  class extends HTMLElement {
    connectedCallback() {
      const button = this.querySelector("button");
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
  },
);
