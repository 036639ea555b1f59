/** A storage like the browser's. */
export class FakeStorage {
  #entries = new Map();
  get length() { return this.#entries.size; }
  key(at) { return [...this.#entries.keys()][at] ?? null; }
  getItem(name) { return this.#entries.get(name) ?? null; }
  setItem(name, value) { this.#entries.set(name, String(value)); }
  removeItem(name) { this.#entries.delete(name); }
}

/** A server that takes each answer from a list, and then acknowledges all; requests are those it has seen. */
export class FakeServer {
  requests = [];
  #answers;
  #sequence = 0;
  #seen = new Map();

  constructor(...answers) { this.#answers = answers; }

  fetch = async (url, options = {}) => {
    const body = options.body ? JSON.parse(options.body) : null;
    this.requests.push({ path: url.pathname + url.search, body, headers: options.headers, keepalive: options.keepalive });
    const answer = this.#answers.shift() ?? (each => this.acknowledge(each));
    return answer(body);
  };

  acknowledge(interactions) {
    return json(200, { results: interactions.map(({ id }) => {
      const duplicate = this.#seen.has(id);
      if (!duplicate) this.#seen.set(id, ++this.#sequence);
      return { id, sequence: this.#seen.get(id), duplicate };
    }) });
  }
}

export const json = (status, value, headers = {}) => new Response(JSON.stringify(value), { status, headers });
export const refuse = (status, problem = {}, headers = {}) => () => json(status, problem, headers);
export const fail = () => { throw new TypeError('fetch failed'); };

/** Lets everything that is due now happen. */
export async function settle(times = 20) {
  for (let turn = 0; turn < times; turn++) await new Promise(done => setImmediate(done));
}
