// From a click to the feed that it changed. A feed can arrive before its click's acknowledgement, so both sides are kept.

const Remembered = 30;

export class ClickTimes {
  #waiting = new Set();
  #feeds = [];
  #onDone;
  done = [];

  /** onDone({type, entry, sequence, saved, received, drawn}) gets milliseconds since the click. */
  constructor(onDone) { this.#onDone = onDone; }

  begin(type, entry) {
    const click = { type, entry, start: performance.now() };
    this.#waiting.add(click);
    return click;
  }

  saved(click, sequence) {
    click.saved = performance.now() - click.start;
    click.sequence = sequence;
    this.#settle();
  }

  failed(click) { this.#waiting.delete(click); }

  drawn(sequence, receivedAt, drawnAt) {
    this.#feeds = [...this.#feeds, { sequence, receivedAt, drawnAt }].slice(-Remembered);
    this.#settle();
  }

  clear() {
    this.#waiting.clear();
    this.#feeds = [];
    this.done = [];
  }

  #settle() {
    for (const click of this.#waiting) {
      if (click.sequence === undefined) continue;
      const feed = this.#feeds.find(each => each.sequence >= click.sequence && each.drawnAt >= click.start);
      if (!feed) continue;
      this.#waiting.delete(click);
      const result = { ...click, received: feed.receivedAt - click.start, drawn: feed.drawnAt - click.start };
      this.done = [...this.done, result].slice(-Remembered);
      this.#onDone(result);
    }
  }
}
