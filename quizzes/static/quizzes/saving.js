// Saves each choice as it is made and says so. Without it the form saves when a button is pressed.
//
// Steps are sent one after the other: one that may have arrived is sent again unchanged until the server confirms it,
// then the newest choice follows. Until then both stay in this browser.

import { showState } from "./map.js";
import { forget, isSameGiven, keep, kept, keptSlots, readGiven, send, sendKept, showGiven } from "./store.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;
const TYPING_PAUSE = 1000;
const LONGEST_TYPING = 5000; // without a pause: whatever ends the page or the time, no more is lost

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
    this.saved = readGiven(this.form);
    this.given = this.saved;
    this.step = null;
    this.form.addEventListener("change", () => this.choose());
    this.form.addEventListener("input", (event) => this.type(event));
    this.form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
    window.addEventListener("pagehide", () => this.flush());
    document.addEventListener("time-over", (event) => event.detail.push(this.flush()));
    this.restore();
  }

  get isWaiting() {
    return this.step !== null || !isSameGiven(this.given, this.saved);
  }

  restore() {
    const entry = kept(this.attempt, this.position);
    if (entry?.given) {
      const hasArrived = entry.step?.seq === this.seq && isSameGiven(entry.step, this.saved);
      this.step = hasArrived ? null : entry.step;
      this.given = entry.given;
      // Where something newer was stored meanwhile, the server must hear on what this was given, and say so.
      if (this.isWaiting && !hasArrived) this.seq = entry.seq ?? this.seq;
      showGiven(this.form, this.given);
      this.remember();
    }
    this.flush();
  }

  choose() {
    this.given = readGiven(this.form);
    this.remember();
    this.flush();
  }

  // What is being typed is kept at once and sent when the hand rests, and now and then when it does not.
  type(event) {
    if (!event.target.matches("textarea, input[type=text]")) return;
    this.given = readGiven(this.form);
    this.remember();
    clearTimeout(this.timer);
    this.typingSince ??= performance.now();
    const longest = this.typingSince + LONGEST_TYPING - performance.now();
    this.timer = setTimeout(() => this.flush(), Math.min(TYPING_PAUSE, longest));
  }

  remember() {
    if (this.isWaiting) keep(this.attempt, this.position, { seq: this.seq, step: this.step, given: this.given });
    else forget(this.attempt, this.position);
  }

  flush() {
    clearTimeout(this.timer);
    this.typingSince = null;
    this.running ??= this.sendAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async sendAll() {
    while (this.isWaiting) {
      this.step ??= { seq: this.seq + 1, ...this.given };
      this.remember();
      this.say(this.dataset.wordSaving);
      const { step } = this;
      const { kind, data } = await send(this.dataset.save, { slot: this.position, ...step });
      if (this.accept(kind, data)) continue;
      this.explain(kind);
      if (this.step || isSameGiven(step, this.given)) return;
    }
    this.sendOthers();
  }

  // The line is there again, also for questions that were left while it was not.
  sendOthers() {
    for (const slot of keptSlots(this.attempt)) {
      if (slot !== this.position) sendKept(this.dataset.save, this.attempt, slot);
    }
  }

  // Another window that gave the same answer leaves nothing to decide.
  accept(kind, data) {
    const isSaved = kind === "saved";
    const isStored = kind === "conflict" && [this.step, this.given].some((given) => isSameGiven(data, given));
    if (!isSaved && !isStored) return false;
    this.seq = data.saved ?? data.seq;
    this.form.elements.seq.value = this.seq;
    const { answer, confidence } = isSaved ? this.step : data;
    this.saved = { answer, confidence };
    this.step = null;
    this.pause = FIRST_PAUSE;
    this.remember();
    this.say(this.dataset.wordSaved.replace("{time}", this.clock(data.at)));
    showState(data.state);
    if ("remaining" in data) document.dispatchEvent(new CustomEvent("time-left", { detail: data.remaining }));
    return true;
  }

  explain(kind) {
    const words = this.dataset;
    if (kind === "conflict") this.showBoth();
    else if (kind === "over") this.say(words.wordOver, words.wordOverLink, words.submit);
    else if (kind === "signed-out") this.say(words.wordSignIn, words.wordSignInLink, words.signIn, true);
    else if (kind === "too-long") this.refuse(words.wordTooLong);
    else if (kind === "passed-by") this.drop(words.wordRefused);
    else if (kind === "refused") this.refuse(words.wordRefused);
    else this.later();
  }

  // This one will never be taken; the next one may.
  refuse(words) {
    this.step = null;
    this.remember();
    this.say(words);
  }

  // Nor will any other: nothing waits here any more, and the buttons lead on.
  drop(words) {
    this.saved = this.given;
    this.refuse(words);
  }

  offline() {
    const count = Math.max(1, keptSlots(this.attempt).length);
    this.say(count === 1 ? this.dataset.wordOffline : this.dataset.wordOfflineMany.replace("{n}", count));
  }

  later() {
    this.offline();
    this.timer = setTimeout(() => this.flush(), this.pause);
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
  }

  // The server makes the page that shows both answers.
  showBoth() {
    this.form.elements.seq.value = this.step.seq - 1;
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
    else this.offline();
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
