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
    const results = await Promise.all(slots.map((slot) => sendKept(this.dataset.save, this.attempt, slot)));
    if (results.every(Boolean)) location.reload();
    else line.textContent = this.dataset.wordFailed;
  }
}

customElements.define("answer-outbox", AnswerOutbox);
