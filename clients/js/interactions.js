import { pauseAfter, wait } from './backoff.js';
import { newId } from './ids.js';
import { Kept } from './kept.js';
import { Problem, isPassing } from './problem.js';

// What a page may still send when it ends, by the Fetch standard 64 KiB in all.
const MostBeaconBytes = 60_000;
const MostInBatch = 1000;
const bytesOf = text => new TextEncoder().encode(text).length;

/**
 * Reports what users do: several at a time, in order, again until the server has them, and each once, because each has an id from the beginning. What cannot be sent waits, in
 * the browser's storage where there is one.
 */
export class Interactions {
  #connection;
  #delay;
  #batchSize;
  #limit;
  #kept;
  #onKept;
  #waiting = [];
  #timer = null;
  #sending = null;
  #woken = new AbortController();

  /** See the options of Manidala. */
  constructor(connection, { delay = 0, batchSize = 50, queueLimit = 1000, storage = storageHere(), onKept = null } = {}) {
    this.#connection = connection;
    this.#delay = delay;
    this.#batchSize = Math.min(batchSize, MostInBatch);
    this.#limit = queueLimit;
    this.#onKept = onKept;
    this.#kept = new Kept(storage);
    this.#waiting = this.#kept.takeOver().slice(-queueLimit).map(interaction => ({ interaction, settle: nobody }));
    globalThis.addEventListener?.('online', () => this.#woken.abort());
    globalThis.addEventListener?.('pagehide', () => this.leave());
    if (this.#waiting.length > 0) this.#schedule(0);
  }

  /** How many the server has not acknowledged. */
  get waiting() { return this.#waiting.length; }

  /** Ends when the server has it: {id, sequence, duplicate}. Fails where it refuses it, or where more wait than may. */
  record(interaction) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ interaction: { id: newId(), ...interaction }, settle: { resolve, reject } });
      while (this.#waiting.length > this.#limit) {
        this.#waiting.shift().settle.reject(new RangeError(`More than ${this.#limit} interactions wait to be sent.`));
      }
      this.#schedule(this.#waiting.length >= this.#batchSize ? 0 : this.#delay);
    });
  }

  /** Sends what waits now, and ends when nothing waits any more. */
  async flush() {
    while (this.#waiting.length > 0) {
      this.#woken.abort();
      await this.#send();
    }
  }

  /** The page ends: sends what waits without waiting for an answer, and keeps it for the next page, which does the same again. */
  leave() {
    this.#keep();
    const batch = [];
    let bytes = 2;
    for (const { interaction } of this.#waiting) {
      const text = JSON.stringify(interaction);
      bytes += bytesOf(text) + 1;
      if (bytes > MostBeaconBytes || batch.length === MostInBatch) break;
      batch.push(text);
    }
    if (batch.length === 0) return;
    const body = `[${batch}]`;
    // A beacon has no headers of ours.
    const isSent = !this.#connection.hasKey
      && globalThis.navigator?.sendBeacon?.(this.#connection.url('v1/interactions'), new Blob([body], { type: 'application/json' }));
    if (!isSent) this.#post(body, true).catch(() => {});
  }

  #schedule(delay) {
    if (this.#sending) return;
    if (delay === 0) this.#send();
    else this.#timer ??= setTimeout(() => this.#send(), delay);
  }

  #send() {
    clearTimeout(this.#timer);
    this.#timer = null;
    return this.#sending ??= this.#sendAll().finally(() => { this.#sending = null; });
  }

  // What comes while a batch is under way goes with the next one.
  async #sendAll() {
    for (let failures = 0; this.#waiting.length > 0;) {
      const batch = this.#waiting.slice(0, this.#batchSize);
      try {
        const body = JSON.stringify(batch.map(each => each.interaction));
        const response = await this.#post(body, bytesOf(body) < MostBeaconBytes);
        this.#acknowledge(batch, (await response.json()).results);
        failures = 0;
      } catch (failure) {
        if (failure instanceof Problem && failure.results) this.#acknowledge(batch, failure.results);
        if (isPassing(failure)) await this.#rest(++failures, failure);
        else this.#refuse(batch, failure);
      }
    }
    this.#kept.write([]);
  }

  #post(body, keepalive) {
    return this.#connection.open('v1/interactions', { method: 'POST', body, keepalive, headers: { 'Content-Type': 'application/json' } });
  }

  async #rest(failures, failure) {
    this.#keep();
    if (failures === 1) this.#onKept?.(failure);
    this.#woken = new AbortController();
    await wait(pauseAfter(failures, failure), this.#woken.signal);
  }

  // Those that waited say when it was: the server would take them for things of the moment when they arrive.
  #keep() {
    for (const each of this.#waiting) each.interaction.timestamp ??= each.interaction.consent === false ? undefined : Date.now();
    this.#kept.write(this.#waiting.map(each => each.interaction));
  }

  #acknowledge(batch, results) {
    const done = new Set();
    batch.forEach((each, at) => {
      const result = results[at];
      if (result?.sequence === undefined && result?.stored !== false) return;
      done.add(each);
      each.settle.resolve(result);
    });
    this.#waiting = this.#waiting.filter(each => !done.has(each));
  }

  // The server checks all before it writes any: one that it does not take is not to keep the others from it.
  #refuse(batch, problem) {
    const place = /^\[(\d+)\]/.exec(problem.field ?? '');
    const refused = new Set(place && batch.length > 1 ? [batch[Number(place[1])]] : batch);
    this.#waiting = this.#waiting.filter(each => !refused.has(each));
    for (const each of refused) each.settle.reject(problem);
  }
}

const nobody = { resolve() {}, reject() {} };

// Browsers may forbid even the look.
function storageHere() {
  try {
    return globalThis.document ? globalThis.localStorage : null;
  } catch {
    return null;
  }
}
