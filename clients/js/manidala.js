/** Client of Manidala, for browsers and for Node. */
import { Connection } from './connection.js';
import { Interactions } from './interactions.js';
import { FeedStream } from './stream.js';

export { EventParser } from './events.js';
export { newId } from './ids.js';
export { Problem } from './problem.js';

const userPath = (userId, what) => `v1/users/${encodeURIComponent(userId)}/${what}`;
const itemPath = (itemId, what = '') => `v1/items/${encodeURIComponent(itemId)}${what}`;

export class Manidala {
  #connection;
  #interactions;

  /** options: url, key, askForKey, fetch; delay, batchSize, queueLimit, storage, onKept for interactions. All are described in manidala.d.ts. */
  constructor(options = {}) {
    this.#connection = new Connection(options);
    this.#interactions = new Interactions(this.#connection, options);
  }

  /** One page of a user's feed. */
  feed(userId, query = {}, { signal } = {}) { return this.#connection.get(userPath(userId, 'feed'), query, signal); }

  /** The pages of a user's feed, one after the other, until nothing is left. */
  async *pages(userId, query = {}, { signal } = {}) {
    for (let cursor = null; cursor !== undefined;) {
      const page = await this.feed(userId, { ...query, cursor }, { signal });
      cursor = page.cursor;
      if (page.items.length > 0) yield page;
    }
  }

  /** A user's feed as it changes; handlers: onFeed, onState, onProblem. */
  stream(userId, query, handlers) { return new FeedStream(this.#connection, userPath(userId, 'feed'), query, handlers); }

  /** The same as a loop: the newest feed each time, so that whoever is slow misses those in between. */
  async *feeds(userId, query = {}, { signal } = {}) {
    let newest, refusal, wake;
    const stream = this.stream(userId, query, {
      onFeed: feed => { newest = feed; wake?.(); },
      onProblem: problem => { refusal = problem; wake?.(); },
    });
    const stop = () => wake?.();
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted) {
        if (newest) {
          const feed = newest;
          newest = undefined;
          yield feed;
        } else if (refusal) {
          throw refusal;
        } else {
          await new Promise(woken => { wake = woken; });
        }
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      stream.stop();
    }
  }

  /** Reports what a user did: {userId, itemId, type, …}. Ends when it is durable, and the next feed reflects it. */
  record(interaction) { return this.#interactions.record(interaction); }

  /** Sends what waits, and ends when all of it is acknowledged. */
  flush() { return this.#interactions.flush(); }

  /** How many interactions the server has not acknowledged yet. */
  get unsent() { return this.#interactions.waiting; }

  session(userId, query = {}, { signal } = {}) { return this.#connection.get(userPath(userId, 'session'), query, signal); }
  item(itemId, { signal } = {}) { return this.#connection.get(itemPath(itemId), {}, signal); }
  similar(itemId, query = {}, { signal } = {}) { return this.#connection.get(itemPath(itemId, '/similar'), query, signal); }
  trending(query = {}, { signal } = {}) { return this.#connection.get('v1/trending', query, signal); }
  latest(query = {}, { signal } = {}) { return this.#connection.get('v1/latest', query, signal); }
  async categories({ signal } = {}) { return (await this.#connection.get('v1/categories', {}, signal)).categories; }
}
