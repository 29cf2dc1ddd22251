// Answers between the form and the server: reading and showing them, keeping what is not confirmed, sending one step.

const NAME = "answer";
const ROW = `${NAME}__`;
const PREFIX = "trennscharf-answer";
const PATIENCE = 15000; // milliseconds for one request

// A mapping of rows, a sorted list of ticks (the field named ROW tells a form that has them), or one text.
export function readAnswer(form) {
  const rows = {};
  let single = null;
  let hasTicks = false;
  for (const [key, value] of new FormData(form)) {
    if (key === NAME) single = readable(value) || null;
    else if (key === ROW) hasTicks = true;
    else if (key.startsWith(ROW) && readable(value)) rows[key.slice(ROW.length)] = readable(value);
  }
  const names = Object.keys(rows);
  if (!names.length) return single;
  return hasTicks ? names.sort() : rows;
}

// Without what the server cannot store, as `storable` in quizzes/types/typed.py has it.
function readable(text) {
  return text.replace(/\r\n|[\r\v\f]/g, "\n").replace(/[\0-\x08\x0e-\x1f\x7f\ud800-\udfff]/gu, "").trim();
}

export function showAnswer(form, answer) {
  for (const control of form.querySelectorAll(`[name^="${NAME}"]:not([type=hidden])`)) {
    const row = control.name.slice(ROW.length);
    const wanted = control.name === NAME ? answer : answer?.[row];
    if (control.type === "checkbox") control.checked = Boolean(answer?.includes(row));
    else if (control.type === "radio") control.checked = control.value === wanted;
    else control.value = wanted ?? "";
  }
}

// The answer and how sure somebody is of it; without an answer there is nothing to be sure of.
export function readGiven(form) {
  const answer = readAnswer(form);
  return { answer, confidence: answer === null ? null : form.elements.confidence?.value || null };
}

export function showGiven(form, given) {
  showAnswer(form, given.answer);
  for (const control of form.querySelectorAll("[name=confidence]")) control.checked = control.value === given.confidence;
}

export function isSameGiven(one, other) {
  return isSame(one.answer, other.answer) && (one.confidence ?? null) === (other.confidence ?? null);
}

export function isSame(one, other) {
  return canonical(one) === canonical(other);
}

function canonical(answer) {
  if (Array.isArray(answer)) return JSON.stringify([...answer].sort());
  return JSON.stringify(answer && typeof answer === "object" ? Object.entries(answer).sort() : (answer ?? null));
}

// What is kept: { seq of the stored step that is known, step: {seq, answer, confidence} that may or may not have arrived,
// given: the newest one }.
export function keep(attempt, slot, entry) {
  try {
    localStorage.setItem(keyOf(attempt, slot), JSON.stringify(entry));
  } catch {
    // Full or switched off: the answer is still in the form and is sent from there.
  }
}

export function kept(attempt, slot) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(attempt, slot)));
  } catch {
    return null;
  }
}

export function forget(attempt, slot) {
  try {
    localStorage.removeItem(keyOf(attempt, slot));
  } catch {
    // Nothing was kept either.
  }
}

export function keptSlots(attempt) {
  try {
    const start = keyOf(attempt, "");
    return Object.keys(localStorage).filter((key) => key.startsWith(start)).map((key) => Number(key.slice(start.length)));
  } catch {
    return [];
  }
}

function keyOf(attempt, slot) {
  return `${PREFIX}:${attempt}:${slot}`;
}

// One of: saved, conflict, over, signed-out, too-long, passed-by (there is no way back to this question), refused, failed
// (may be sent again), with the server's data.
export async function send(url, step) {
  try {
    let response = await post(url, step);
    if (response.status === 403) {
      // Somebody signed in again in another window: the page's token is an old one.
      if (!(await renewToken())) return { kind: "signed-out" };
      response = await post(url, step);
    }
    const data = await response.json().catch(() => ({}));
    data.at = response.headers.get("Date");
    return { kind: kindOf(response, data), data };
  } catch {
    return { kind: "failed", data: {} };
  }
}

// What was left behind by another page. Only what fits to the last known step; anything else is decided on that page.
// Says what `send` says of it; of what somebody gave elsewhere, too, that it is saved.
export async function sendKept(url, attempt, slot) {
  const entry = kept(attempt, slot);
  if (!entry?.given) return "failed";
  for (const step of stepsOf(entry)) {
    const { kind, data } = await send(url, { slot, ...step });
    if (kind === "conflict" && isSameGiven(data, entry.given)) break;
    if (kind !== "saved") return kind;
  }
  if (JSON.stringify(kept(attempt, slot)) === JSON.stringify(entry)) forget(attempt, slot);
  return "saved";
}

// The server takes each on top of the one before alone, so nothing newer is overwritten.
function stepsOf({ seq, step, given }) {
  if (!step) return [{ seq: seq + 1, ...given }];
  return isSameGiven(step, given) ? [step] : [step, { seq: step.seq + 1, ...given }];
}

function post(url, step) {
  return fetch(url, {
    method: "POST",
    body: JSON.stringify(step),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": tokenField().value },
    credentials: "same-origin",
    redirect: "error",
    keepalive: true,
    signal: AbortSignal.timeout(PATIENCE),
  });
}

// Only a number says that the server had its say: a reply may be cut off, or come from the Wi-Fi of a train.
function kindOf(response, data) {
  if (response.ok) return Number.isInteger(data.saved) ? "saved" : "failed";
  if (response.status === 401) return "signed-out";
  if (response.status === 409) return Number.isInteger(data.seq) ? "conflict" : "failed";
  if (response.status === 410) return "over";
  if (["too-long", "passed-by"].includes(data.error)) return data.error;
  return response.status >= 500 || response.status === 429 ? "failed" : "refused";
}

function tokenField() {
  return document.querySelector("form [name=csrfmiddlewaretoken]");
}

async function renewToken() {
  const response = await fetch(location.href, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok || response.redirected) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("form [name=csrfmiddlewaretoken]");
  if (!fresh) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = fresh.value;
  return true;
}
