// Without a connection: a page of the site's own instead of the browser's, and a form that stays where it is.
//
// Stored is what `kept` names (coursesite/views/offline.py): one page with its styles. No page that somebody has seen
// is stored, no answer, nothing about a person; all else goes to the server as it would without this script.

const { cache, page, files } = self.kept;
const HEARING = 1000; // milliseconds for a window to say that its form is still there
const FORM = "application/x-www-form-urlencoded"; // files that somebody uploads do not pass through here

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(open(event));
    else if (request.headers.get("Content-Type")?.startsWith(FORM)) event.respondWith(send(request));
  } else if (files.includes(new URL(request.url).pathname)) {
    event.respondWith(file(request));
  }
});

async function keep() {
  const store = await caches.open(cache);
  await store.addAll([new Request(page, { cache: "reload" }), ...files]);
  await self.skipWaiting();
}

async function takeOver() {
  const others = (await caches.keys()).filter((name) => name !== cache);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable(); // so that no page waits until this script has started
  await self.clients.claim();
}

async function open(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await found(page)) ?? Response.error();
  }
}

// The names of files change with their contents.
async function file(request) {
  return (await found(request)) ?? fetch(request);
}

function found(request) {
  return caches.match(request, { cacheName: cache, ignoreVary: true });
}

// "No content" leaves a window as it is, with all that was typed. Where none says so, the browser's own page offers to
// send the form again.
async function send(request) {
  try {
    return await fetch(request);
  } catch {
    const windows = await self.clients.matchAll({ type: "window" });
    const silence = new Promise((resolve) => setTimeout(resolve, HEARING, false));
    const isStillThere = await Promise.race([silence, ...windows.map(asked)]);
    return isStillThere ? new Response(null, { status: 204 }) : Response.error();
  }
}

function asked(window) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(true);
    window.postMessage("not sent", [port2]);
  });
}
