// Saves each choice as it is made and says so. Without it the form saves when a button is pressed.
//
// Steps are sent one after the other: one that may have arrived is sent again unchanged until the server confirms it,
// then the newest choice follows. Until then both stay in this browser.

import { forget, isSame, keep, kept, readAnswer, send, showAnswer } from "./store.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;

class AnswerSaver extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.line = this.querySelector("[data-saving-state]");
    this.attempt = this.dataset.attempt;
    this.position = Number(this.dataset.slot);
    if (!this.line) {
      forget(this.attempt, this.position); // two answers are on the page; the learner decides with its buttons
      return;
    }
    this.seq = Number(this.form.elements.seq.value);
    this.pause = FIRST_PAUSE;
    this.saved = readAnswer(this.form);
    this.answer = this.saved;
    this.step = null;
    this.form.addEventListener("change", () => this.choose());
    this.form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
    this.restore();
  }

  get isWaiting() {
    return this.step !== null || !isSame(this.answer, this.saved);
  }

  restore() {
    const entry = kept(this.attempt, this.position);
    if (!entry) return;
    this.step = entry.step;
    this.answer = entry.answer;
    if (this.step && isSame(this.step.answer, this.saved) && this.step.seq === this.seq) this.step = null;
    showAnswer(this.form, this.answer);
    this.remember();
    this.flush();
  }

  choose() {
    this.answer = readAnswer(this.form);
    this.remember();
    this.flush();
  }

  remember() {
    if (this.isWaiting) keep(this.attempt, this.position, { step: this.step, answer: this.answer });
    else forget(this.attempt, this.position);
  }

  flush() {
    clearTimeout(this.timer);
    this.running ??= this.sendAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async sendAll() {
    while (this.isWaiting) {
      this.step ??= { seq: this.seq + 1, answer: this.answer };
      this.remember();
      this.say(this.dataset.wordSaving);
      const { kind, data } = await send(this.dataset.save, { slot: this.position, ...this.step });
      if (!this.accept(kind, data)) {
        this.explain(kind);
        return;
      }
    }
  }

  accept(kind, data) {
    const arrived = kind === "saved" || (kind === "conflict" && isSame(data.answer, this.step.answer));
    if (!arrived) return false;
    this.seq = data.seq;
    this.form.elements.seq.value = data.seq;
    this.saved = this.step.answer;
    this.step = null;
    this.pause = FIRST_PAUSE;
    this.remember();
    this.say(this.dataset.wordSaved.replace("{time}", this.clock(data.saved_at)));
    return true;
  }

  explain(kind) {
    const words = this.dataset;
    if (kind === "conflict") this.showBoth();
    else if (kind === "over") this.say(words.wordOver, words.wordOverLink, words.submit);
    else if (kind === "signed-out") this.say(words.wordSignIn, words.wordSignInLink, words.signIn, true);
    else if (kind === "refused") this.say(words.wordRefused);
    else this.later();
  }

  later() {
    this.say(this.dataset.wordOffline);
    this.timer = setTimeout(() => this.flush(), this.pause);
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
  }

  // The server makes the page that shows both answers.
  showBoth() {
    const here = document.createElement("input");
    Object.assign(here, { type: "hidden", name: "go", value: this.position });
    this.form.append(here);
    this.form.submit();
  }

  // A page must not be left for another one that cannot load while an answer waits.
  async leave(event) {
    if (!this.isWaiting && navigator.onLine) return;
    event.preventDefault();
    if (this.isWaiting) await this.flush();
    if (this.isWaiting) return;
    if (navigator.onLine) this.form.requestSubmit(event.submitter);
    else this.say(this.dataset.wordOffline);
  }

  clock(instant) {
    const options = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: this.dataset.timeZone };
    return new Date(instant ?? Date.now()).toLocaleTimeString("de", options);
  }

  say(text, link, address, inNewWindow) {
    this.line.textContent = text;
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.href = address;
    anchor.textContent = link;
    if (inNewWindow) anchor.target = "_blank";
    this.line.append(" ", anchor);
  }
}

customElements.define("answer-saver", AnswerSaver);
