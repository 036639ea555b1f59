// Server-sent events over fetch: EventSource cannot send the API key's header.
import { Problem } from './api.js';

const SlowestRetry = 15000;
const SilenceLimit = 60000;

/** Pure: splits a stream of text into events; feed(text) returns those that are complete. */
export class EventParser {
  #rest = '';
  #event = { event: 'message', data: [], id: null };

  feed(text) {
    const events = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === '') this.#finish(events);
      else if (!line.startsWith(':')) this.#take(line);
    }
    return events;
  }

  #take(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#event.data.push(value);
    else if (name === 'event') this.#event.event = value;
    else if (name === 'id') this.#event.id = value;
  }

  #finish(events) {
    if (this.#event.data.length > 0) events.push({ ...this.#event, data: this.#event.data.join('\n') });
    this.#event = { event: 'message', data: [], id: null };
  }
}

/**
 * Follows a stream until stop() is called, and reconnects by itself with growing pauses.
 * handlers: onEvent({event, data, id}), onState('connecting' | 'live' | 'waiting' | 'refused'), onProblem(problem).
 */
export class EventStream {
  #api;
  #path;
  #query;
  #handlers;
  #stopped = new AbortController();
  #wake = () => {};
  #lastId = null;

  constructor(api, path, query, handlers) {
    this.#api = api;
    this.#path = path;
    this.#query = query;
    this.#handlers = handlers;
    addEventListener('online', () => this.#wake(), { signal: this.#stopped.signal });
    this.#run();
  }

  stop() {
    this.#stopped.abort();
    this.#wake();
  }

  async #run() {
    let failures = 0;
    while (!this.#stopped.signal.aborted) {
      this.#tell('connecting');
      try {
        await this.#readOnce(() => { failures = 0; });
      } catch (failure) {
        if (this.#stopped.signal.aborted) return;
        if (failure instanceof Problem && failure.status < 500 && failure.status !== 429) {
          this.#tell('refused');
          this.#handlers.onProblem(failure);
          return;
        }
      }
      if (this.#stopped.signal.aborted) return;
      this.#tell('waiting');
      await this.#wait(Math.min(SlowestRetry, 400 * 2 ** failures++) * (0.75 + Math.random() / 2));
    }
  }

  async #readOnce(onAlive) {
    const attempt = new AbortController();
    const signal = AbortSignal.any([attempt.signal, this.#stopped.signal]);
    const headers = { Accept: 'text/event-stream', ...(this.#lastId && { 'Last-Event-ID': this.#lastId }) };
    // Heartbeats come all the time; a stream that is silent for long is dead though the socket may not know.
    let silence = setTimeout(() => attempt.abort(), SilenceLimit);
    try {
      const response = await this.#api.open(this.#path, { query: this.#query, headers, signal, cache: 'no-store' });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventParser();
      for (;;) {
        const { value, done } = await reader.read();
        if (done || this.#stopped.signal.aborted) return;
        clearTimeout(silence);
        silence = setTimeout(() => attempt.abort(), SilenceLimit);
        onAlive();
        this.#tell('live');
        for (const event of parser.feed(value)) {
          this.#lastId = event.id ?? this.#lastId;
          this.#handlers.onEvent(event);
        }
      }
    } finally {
      clearTimeout(silence);
    }
  }

  #tell(state) {
    if (!this.#stopped.signal.aborted) this.#handlers.onState(state);
  }

  #wait(milliseconds) {
    return new Promise(done => {
      const timer = setTimeout(done, milliseconds);
      this.#wake = () => { clearTimeout(timer); done(); };
    });
  }
}
