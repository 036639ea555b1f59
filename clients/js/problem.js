/** A refusal by the server, with what its problem document (RFC 9457) says. */
export class Problem extends Error {
  constructor(status, document, retryAfter = null) {
    super(document?.detail || document?.title || `The server answered ${status}.`);
    this.name = 'Problem';
    this.status = status;
    this.type = document?.type ?? null;
    this.field = document?.field ?? null;
    this.found = document?.found ?? null;
    this.allowed = document?.allowed ?? null;
    this.results = document?.results ?? null;
    /** Milliseconds after which the same request may succeed; null where the server does not say. */
    this.retryAfter = retryAfter;
  }

  static async from(response) {
    const seconds = Number.parseInt(response.headers.get('Retry-After'), 10);
    return new Problem(response.status, await response.json().catch(() => null), Number.isNaN(seconds) ? null : seconds * 1000);
  }

  /** Whether the same request may succeed a moment later. */
  get isPassing() { return this.status >= 500 || this.status === 429 || this.status === 408; }
}

/** Whether a failure passes by itself: the server's, or none that reached it. */
export const isPassing = failure => !(failure instanceof Problem) || failure.isPassing;
