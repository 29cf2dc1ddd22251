// The time that is left, counted from what the server said last: the clock of the device does not matter.

const WARNINGS = [10, 5, 1]; // minutes
const PATIENCE = 3000; // milliseconds for what is still to be saved: well within the grace that the server gives
const HIDDEN = "trennscharf-time-hidden";

class TimeLeft extends HTMLElement {
  connectedCallback() {
    this.count = this.querySelector("[data-count]");
    this.warning = this.querySelector("[data-warning]");
    this.line = this.querySelector("[data-line]");
    this.set(Number(this.dataset.remaining));
    this.warned = WARNINGS.filter((minutes) => this.seconds <= minutes * 60).length;
    this.addSwitch();
    document.addEventListener("time-left", (event) => event.detail !== null && this.set(event.detail));
    this.ticking = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.ticking);
  }

  set(seconds) {
    this.end = performance.now() + seconds * 1000;
  }

  get seconds() {
    return Math.max(0, Math.round((this.end - performance.now()) / 1000));
  }

  tick() {
    const seconds = this.seconds;
    this.count.textContent = this.words(seconds);
    const due = WARNINGS.filter((minutes) => seconds <= minutes * 60).length;
    if (due > this.warned) this.warning.textContent = this.words(seconds);
    this.warned = due;
    if (seconds === 0) this.finish();
  }

  words(seconds) {
    const minutes = Math.ceil(seconds / 60);
    if (seconds === 0) return this.dataset.wordOver;
    if (seconds < 60) return this.dataset.wordSeconds;
    return minutes === 1 ? this.dataset.wordMinute : this.dataset.wordMinutes.replace("{n}", minutes);
  }

  // The server decides whether it is over; until it does, the page there says what is open.
  // What was typed up to now goes there first.
  async finish() {
    clearInterval(this.ticking);
    this.warning.textContent = this.dataset.wordOver;
    const saving = [];
    document.dispatchEvent(new CustomEvent("time-over", { detail: saving }));
    await Promise.race([Promise.all(saving), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    location.assign(this.dataset.submit);
  }

  addSwitch() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link time-left__switch";
    button.addEventListener("click", () => this.show(this.line.hidden));
    this.append(button);
    this.button = button;
    this.show(!read());
  }

  show(isShown) {
    this.line.hidden = !isShown;
    this.button.textContent = isShown ? this.dataset.wordHide : this.dataset.wordShow;
    write(!isShown);
  }
}

function read() {
  try {
    return localStorage.getItem(HIDDEN) === "yes";
  } catch {
    return false;
  }
}

function write(isHidden) {
  try {
    if (isHidden) localStorage.setItem(HIDDEN, "yes");
    else localStorage.removeItem(HIDDEN);
  } catch {
    // It is shown again on the next page.
  }
}

customElements.define("time-left", TimeLeft);
