// A button that shows what is typed into a password field. Pasting and password managers work as before.

class PasswordToggle extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    if (!this.field || this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "password-toggle__button";
    this.button.textContent = this.dataset.word;
    this.button.setAttribute("aria-label", this.dataset.label);
    this.button.setAttribute("aria-controls", this.field.id);
    this.button.addEventListener("click", () => this.show(this.field.type === "password"));
    this.append(this.button);
    this.show(false);
    // Shown text would be offered again by browsers that remember what was typed.
    this.field.form?.addEventListener("submit", () => this.show(false));
  }

  show(isShown) {
    this.field.type = isShown ? "text" : "password";
    this.field.spellcheck = false;
    this.field.autocapitalize = "none";
    this.button.setAttribute("aria-pressed", String(isShown));
  }
}

customElements.define("password-toggle", PasswordToggle);
