// <reading-place>: how far somebody has read a lesson, and a link back to where she was. Both stay in this browser and
// are sent to nobody. It runs before the text below it is there, so that the line does not push it down.
{
  const PREFIX = "trennscharf-place";
  const READING_LINE = 0.4; // of the window's height: a heading above it is the one that is read

  class ReadingPlace extends HTMLElement {
    connectedCallback() {
      this.kept = this.recall();
      this.line = this.querySelector(".reading-place__line");
      this.line.hidden = false;
      this.show(this.kept.share);
      if (this.kept.id && !location.hash) this.offer();
      document.addEventListener("DOMContentLoaded", () => this.watch());
    }

    watch() {
      this.text = document.querySelector(".lesson > .prose");
      if (!this.text) return;
      this.headings = [...this.text.querySelectorAll(":scope > h2[id]")];
      let isWaiting = false;
      const look = () => {
        isWaiting = false;
        this.look();
      };
      const soon = () => {
        if (!isWaiting) requestAnimationFrame(look);
        isWaiting = true;
      };
      addEventListener("scroll", soon, { passive: true });
      addEventListener("resize", soon);
      addEventListener("pagehide", () => this.leave());
      document.addEventListener("visibilitychange", () => document.hidden && this.leave());
      this.look();
    }

    look() {
      const box = this.text.getBoundingClientRect();
      if (!box.height) return;
      const seen = Math.floor((100 * (innerHeight - box.top)) / box.height);
      this.show(Math.max(this.kept.share, Math.min(100, Math.max(0, seen))));
    }

    show(share) {
      this.kept.share = share;
      this.line.querySelector("span").textContent = this.dataset.wordRead.replace("{n}", share);
      this.line.querySelector("progress").value = share;
    }

    offer() {
      const line = this.querySelector(".reading-place__resume");
      const link = line.firstElementChild;
      link.href = `#${this.kept.id}`;
      link.textContent = this.dataset.wordResume.replace("{section}", this.kept.title);
      line.hidden = false;
    }

    // Who leaves above the first heading keeps the place she had before; at the end there is nothing to go on with.
    leave() {
      const passed = this.headings.filter((one) => one.getBoundingClientRect().top < innerHeight * READING_LINE);
      const isAtEnd = this.text.getBoundingClientRect().bottom <= innerHeight;
      if (isAtEnd) Object.assign(this.kept, { id: "", title: "" });
      else if (passed.length > 1) Object.assign(this.kept, { id: passed.at(-1).id, title: passed.at(-1).textContent });
      try {
        localStorage.setItem(`${PREFIX}-${this.dataset.key}`, JSON.stringify(this.kept));
      } catch {
        /* storage may be forbidden or full; then nothing is remembered */
      }
    }

    // Of another version of the text nothing is known.
    recall() {
      const none = { version: this.dataset.version, share: 0, id: "", title: "" };
      try {
        const kept = JSON.parse(localStorage.getItem(`${PREFIX}-${this.dataset.key}`));
        return kept?.version === none.version ? { ...none, ...kept } : none;
      } catch {
        return none;
      }
    }
  }

  customElements.define("reading-place", ReadingPlace);
}
