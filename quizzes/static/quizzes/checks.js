// A question inside a lesson: checked in place, and focus goes to the feedback. Without it the page reloads.

const LATE = 300; // milliseconds: what takes longer says that it is under way

class SelfCheck extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.check(event));
    this.addEventListener("click", (event) => this.again(event));
  }

  async check(event) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    const late = setTimeout(() => this.say(this.dataset.wordChecking), LATE);
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Requested-With": "fetch", Accept: "text/html" },
        credentials: "same-origin",
      });
      if (response.status === 401 || response.status === 403) this.say(this.dataset.wordSignIn);
      else if (response.status === 200 || response.status === 400) this.show(await response.text());
      else this.say(this.dataset.wordOffline);
    } catch {
      this.say(this.dataset.wordOffline);
    }
    clearTimeout(late);
    button.ariaDisabled = null;
  }

  // The empty form is part of the page that the link leads to.
  async again(event) {
    const link = event.target.closest("[data-again]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    try {
      const response = await fetch(link.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.show(page.getElementById(this.querySelector(".check").id).outerHTML);
    } catch {
      location.assign(link.href);
    }
  }

  show(html) {
    const panel = new DOMParser().parseFromString(html, "text/html").querySelector(".check");
    if (!panel) {
      this.say(this.dataset.wordOffline);
      return;
    }
    this.replaceChildren(document.adoptNode(panel));
    this.querySelector("[id$='-feedback'], .question__error, input[type=radio]")?.focus();
  }

  say(text) {
    this.querySelector("[data-check-state]").textContent = text;
  }
}

customElements.define("self-check", SelfCheck);
