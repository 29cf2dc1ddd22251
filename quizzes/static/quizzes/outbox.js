// Before an attempt is submitted: what still waits in this browser is sent. After it: nothing stays behind.

import { forget, keptSlots, sendKept } from "./store.js";

class AnswerOutbox extends HTMLElement {
  connectedCallback() {
    this.attempt = this.dataset.attempt;
    const slots = keptSlots(this.attempt);
    if ("forget" in this.dataset) slots.forEach((slot) => forget(this.attempt, slot));
    else if (slots.length) this.sendAll(slots);
  }

  async sendAll(slots) {
    const line = this.querySelector("[data-saving-state]");
    line.textContent = this.dataset.wordWaiting;
    const kinds = await Promise.all(slots.map((slot) => sendKept(this.dataset.save, this.attempt, slot)));
    // Nobody can open these any more, so this page must not ask for it each time: it says so once.
    slots.filter((_slot, index) => kinds[index] === "passed-by").forEach((slot) => forget(this.attempt, slot));
    const left = kinds.filter((kind) => kind !== "saved");
    const words = left.every((kind) => kind === "passed-by") ? this.dataset.wordPassed : this.dataset.wordFailed;
    if (left.length) line.textContent = words;
    else location.reload();
  }
}

customElements.define("answer-outbox", AnswerOutbox);
