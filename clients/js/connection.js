import { pauseAfter, wait } from './backoff.js';
import { Problem, isPassing } from './problem.js';

const Attempts = 4;

/** Requests to one server: addresses, the key, refusals as Problem, and another attempt where that may help. */
export class Connection {
  #base;
  #fetch;
  #key;
  #askForKey;
  #asking = null;

  /** askForKey: is called with the key that was refused (null for none) when the server asks for one, and answers it or a promise of it. */
  constructor({ url = globalThis.document?.baseURI, key = null, askForKey = null, fetch = globalThis.fetch } = {}) {
    if (!url) throw new TypeError('url is missing; allowed: the address of a Manidala server');
    // A page's own address may end in a name, an address that is given is that of a folder.
    this.#base = new URL(url === globalThis.document?.baseURI || String(url).endsWith('/') ? url : `${url}/`);
    this.#fetch = fetch;
    this.#key = key;
    this.#askForKey = askForKey;
  }

  /** Whether requests carry a header that only fetch can send. */
  get hasKey() { return this.#key !== null; }

  url(path, query = {}) {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query)) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== null && each !== undefined && each !== '') url.searchParams.append(name, each);
      }
    }
    return url;
  }

  /** A response with a status below 400; throws Problem on any other, having asked for a key where one is needed. One attempt. */
  async open(path, { query, headers = {}, ...options } = {}) {
    const url = this.url(path, query);
    for (;;) {
      const key = this.#key;
      const response = await this.#fetch.call(globalThis, url, { ...options, headers: key === null ? headers : { ...headers, 'X-API-Key': key } });
      if (response.ok) return response;
      if (response.status !== 401 || !this.#askForKey) throw await Problem.from(response);
      await this.#renewKey(key);
    }
  }

  /** Reads JSON; what passes by itself is tried again, which a GET may be. */
  async get(path, query, signal) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await (await this.open(path, { query, signal, headers: { Accept: 'application/json' } })).json();
      } catch (failure) {
        if (signal?.aborted || attempt === Attempts || !isPassing(failure)) throw failure;
        await wait(pauseAfter(attempt, failure), signal);
        signal?.throwIfAborted();
      }
    }
  }

  // However many requests wait for it.
  async #renewKey(refused) {
    if (this.#key !== refused) return;
    this.#asking ??= Promise.resolve(this.#askForKey(refused)).finally(() => { this.#asking = null; });
    this.#key = await this.#asking;
  }
}
