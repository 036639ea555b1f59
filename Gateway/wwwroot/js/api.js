// The gateway's HTTP API. Addresses are relative to the page, so that a path prefix in front of it does no harm.
import { randomId } from './random.js';

const KeySlot = 'manidala.api-key';
const Attempts = 3;

/** A refusal by the server, with its problem document's words. */
export class Problem extends Error {
  constructor(status, document) {
    super(document?.detail || document?.title || `The server answered ${status}.`);
    this.status = status;
    this.field = document?.field ?? null;
  }
}

const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

export class Api {
  #base;
  #askForKey;
  #asking = null;

  /** askForKey: () => Promise of an API key; called once however many requests wait for it. */
  constructor(base, askForKey) {
    this.#base = base;
    this.#askForKey = askForKey;
  }

  /** The response of a request, asking for the API key where one is needed; throws Problem on any other refusal. */
  async open(path, { query = {}, headers = {}, ...options } = {}) {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, value);
    }
    for (;;) {
      const key = sessionStorage.getItem(KeySlot);
      const response = await fetch(url, { ...options, headers: key ? { ...headers, 'X-API-Key': key } : headers });
      if (response.status === 401) await this.#renewKey(key);
      else if (response.ok) return response;
      else throw new Problem(response.status, await response.json().catch(() => null));
    }
  }

  async get(path, query, signal) {
    return (await this.open(path, { query, signal, headers: { Accept: 'application/json' } })).json();
  }

  feed(userId, query, signal) { return this.get(`v1/users/${encodeURIComponent(userId)}/feed`, { include: 'item', ...query }, signal); }
  session(userId, signal) { return this.get(`v1/users/${encodeURIComponent(userId)}/session`, { n: 20 }, signal); }
  item(itemId) { return this.get(`v1/items/${encodeURIComponent(itemId)}`); }
  similar(itemId, n) { return this.get(`v1/items/${encodeURIComponent(itemId)}/similar`, { n, include: 'item' }); }
  async categories() { return (await this.get('v1/categories')).categories ?? []; }

  /** Records an interaction and returns its {id, sequence, duplicate}. The id makes a repeated attempt harmless. */
  async interact(userId, itemId, type) {
    const body = JSON.stringify({ id: randomId(), userId, itemId, type });
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.open('v1/interactions', { method: 'POST', body, keepalive: true, headers: { 'Content-Type': 'application/json' } });
        return (await response.json()).results[0];
      } catch (failure) {
        const passing = !(failure instanceof Problem) || failure.status >= 500 || failure.status === 429;
        if (!passing || attempt === Attempts) throw failure;
        await pause(150 * 2 ** attempt);
      }
    }
  }

  async #renewKey(refused) {
    if (sessionStorage.getItem(KeySlot) !== refused) return;
    this.#asking ??= this.#askForKey(refused !== null).finally(() => { this.#asking = null; });
    sessionStorage.setItem(KeySlot, await this.#asking);
  }
}
