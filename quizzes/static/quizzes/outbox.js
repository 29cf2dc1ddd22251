// Before an attempt is submitted: what still waits in this browser is sent. After it: nothing stays behind.

import { forget, isSameGiven, kept, keptSlots, send } from "./store.js";

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
    const results = await Promise.all(slots.map((slot) => this.sendOne(slot)));
    if (results.every(Boolean)) location.reload();
    else line.textContent = this.dataset.wordFailed;
  }

  // Only what fits to the last known step; anything else is decided on the question's own page.
  async sendOne(slot) {
    const { step, given } = kept(this.attempt, slot) ?? {};
    if (!step || !given || !isSameGiven(step, given)) return false;
    const { kind } = await send(this.dataset.save, { slot, ...step });
    if (kind !== "saved") return false;
    forget(this.attempt, slot);
    return true;
  }
}

customElements.define("answer-outbox", AnswerOutbox);
