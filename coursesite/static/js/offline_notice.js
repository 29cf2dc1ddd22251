// <offline-notice>: says that a form found no connection, and that it is still there. It also brings the service worker
// into the browser, which keeps the page for times without a connection (service_worker.js).

class OfflineNotice extends HTMLElement {
  connectedCallback() {
    const workers = navigator.serviceWorker; // there is none over plain HTTP, nor in some private windows
    if (!workers) return;
    this.line = this.firstElementChild;
    addEventListener("load", () => this.register(workers));
    addEventListener("online", () => this.show(false));
    document.addEventListener("submit", (event) => this.watch(event));
    workers.addEventListener("message", (event) => this.hear(event));
  }

  register(workers) {
    workers.register(this.dataset.worker, { updateViaCache: "all" }).catch(() => {
      // The browser allows none; then its own page stands there without a connection.
    });
  }

  watch(event) {
    this.isSending = !event.defaultPrevented;
    this.show(false);
  }

  // Of several windows only the one that has just sent a form knows what the worker speaks of.
  hear(event) {
    if (!this.isSending) return;
    this.isSending = false;
    this.show(true);
    event.ports[0].postMessage("still here");
  }

  show(isShown) {
    this.line.hidden = !isShown;
  }
}

customElements.define("offline-notice", OfflineNotice);
