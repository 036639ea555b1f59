// Server-sent events over fetch: EventSource cannot send a key.
import { pauseAfter, wait } from './backoff.js';
import { EventParser } from './events.js';
import { isPassing } from './problem.js';

const SilenceLimit = 60_000;

/** Follows a user's feed until stop() is called, and comes back by itself where the connection breaks: then a feed comes only if it has changed. */
export class FeedStream {
  #connection;
  #path;
  #query;
  #handlers;
  #stopped = new AbortController();
  #woken = new AbortController();
  #lastId = null;
  #state = null;

  /** handlers, each optional: onFeed(feed), onState('connecting' | 'live' | 'waiting' | 'refused'), onProblem(problem), after which the stream has ended. */
  constructor(connection, path, query, handlers) {
    this.#connection = connection;
    this.#path = path;
    this.#query = query;
    this.#handlers = handlers;
    globalThis.addEventListener?.('online', () => this.#woken.abort(), { signal: this.#stopped.signal });
    this.#run();
  }

  stop() {
    this.#stopped.abort();
    this.#woken.abort();
  }

  async #run() {
    let failures = 0;
    while (!this.#stopped.signal.aborted) {
      this.#tell('connecting');
      let failed = null;
      try {
        await this.#readOnce(() => { failures = 0; });
      } catch (failure) {
        failed = failure;
      }
      if (this.#stopped.signal.aborted) return;
      if (failed !== null && !isPassing(failed)) {
        this.#tell('refused');
        this.stop();
        this.#handlers.onProblem?.(failed);
        return;
      }
      this.#tell('waiting');
      this.#woken = new AbortController();
      await wait(pauseAfter(++failures, failed), this.#woken.signal);
    }
  }

  async #readOnce(onAlive) {
    const attempt = new AbortController();
    const signal = AbortSignal.any([attempt.signal, this.#stopped.signal]);
    const headers = { Accept: 'text/event-stream', ...(this.#lastId !== null && { 'Last-Event-ID': this.#lastId }) };
    // Heartbeats come all the time; a stream that is silent for long is dead though the socket may not know.
    let silence = setTimeout(() => attempt.abort(), SilenceLimit);
    try {
      const response = await this.#connection.open(this.#path, { query: this.#query, headers, signal, cache: 'no-store' });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser();
      for (;;) {
        const { value, done } = await reader.read();
        if (done || this.#stopped.signal.aborted) return;
        clearTimeout(silence);
        silence = setTimeout(() => attempt.abort(), SilenceLimit);
        onAlive();
        this.#tell('live');
        for (const event of parser.feed(value)) this.#take(event);
      }
    } finally {
      clearTimeout(silence);
    }
  }

  #take(event) {
    this.#lastId = event.id ?? this.#lastId;
    if (event.event === 'feed' && !this.#stopped.signal.aborted) this.#handlers.onFeed?.(JSON.parse(event.data));
  }

  #tell(state) {
    if (this.#stopped.signal.aborted || state === this.#state) return;
    this.#state = state;
    this.#handlers.onState?.(state);
  }
}
