/** Client of Manidala, for browsers and for Node. */

export interface Options {
  /** Address of the server; the page's own in a browser. */
  url?: string | URL;
  /** What the server knows the caller by. */
  key?: string | null;
  /** Is called when the server asks for a key, with the one that it refused (null for none). */
  askForKey?: (refused: string | null) => string | Promise<string>;
  /** Another fetch than the platform's. */
  fetch?: typeof fetch;
  /** Milliseconds that an interaction waits for company; 0 by default: what comes while a request is under way goes with the next one. */
  delay?: number;
  /** Most interactions of one request, at most 1000; 50 by default. */
  batchSize?: number;
  /** Most interactions that wait; beyond it the oldest fails with RangeError. 1000 by default. */
  queueLimit?: number;
  /** Where interactions wait that could not be sent; localStorage in a browser, null for nowhere. */
  storage?: Storage | null;
  /** Is called when interactions begin to wait because none could be sent, with what went wrong. */
  onKept?: (failure: unknown) => void;
}

export interface Signal {
  signal?: AbortSignal;
}

export type InteractionType =
  | 'impression' | 'view' | 'open' | 'click' | 'rating' | 'like' | 'save' | 'share' | 'cart' | 'purchase'
  | 'skip' | 'hide' | 'dislike' | 'report' | 'seen';

export interface Interaction {
  userId: string;
  itemId: string;
  /** One of the server's types, or one with undo: before it. */
  type: InteractionType | `undo:${InteractionType}` | (string & {});
  /** Made where it is left out; the same id counts once. */
  id?: string;
  /** ISO 8601 or Unix milliseconds; when it reaches the server where it is left out. */
  timestamp?: string | number;
  value?: number;
  /** False for one that is stored nowhere. */
  consent?: boolean;
}

export interface Recorded {
  id: string;
  sequence?: number;
  duplicate?: boolean;
  /** False for one without consent. */
  stored?: boolean;
}

export interface Item {
  title: string;
  categories: string[];
  attributes: Record<string, string | number | (string | number)[]>;
  timestamp: number;
}

export interface CatalogueItem extends Item {
  id: string;
  hidden: boolean;
  expires?: number;
}

export interface Entry {
  id: string;
  score: number;
  source: string;
  /** With include: 'item'. */
  item?: Item;
}

export interface ListQuery {
  n?: number;
  category?: string;
  cursor?: string;
  include?: 'item';
}

export interface FeedQuery extends ListQuery {
  exclude?: string[];
  /** Whether items that the user interacted with may come back. */
  seen?: boolean;
}

export interface Feed {
  recommendationId: string;
  userId: string;
  /** The newest interaction that it reflects. */
  sequence: number;
  model?: string;
  /** True where popular items stand in for the model's. */
  fallback: boolean;
  items: Entry[];
  /** Absent where nothing is left. */
  cursor?: string;
}

export interface List {
  model?: string;
  items: Entry[];
  cursor?: string;
}

export interface Session {
  userId: string;
  sequence: number;
  model?: string;
  seen: number;
  recent: { sequence: number; itemId: string; type: string; timestamp: number; value: number }[];
}

export type StreamState = 'connecting' | 'live' | 'waiting' | 'refused';

export interface StreamHandlers {
  onFeed?: (feed: Feed) => void;
  onState?: (state: StreamState) => void;
  /** The server refuses the stream; it has ended. */
  onProblem?: (problem: Problem) => void;
}

/** A feed that is followed until stop(). */
export interface FeedStream {
  stop(): void;
}

export class Manidala {
  constructor(options?: Options);
  /** How many interactions the server has not acknowledged yet. */
  get unsent(): number;
  /** One page of a user's feed. */
  feed(userId: string, query?: FeedQuery, options?: Signal): Promise<Feed>;
  /** The pages of a user's feed, one after the other, until nothing is left. */
  pages(userId: string, query?: FeedQuery, options?: Signal): AsyncGenerator<Feed, void, undefined>;
  /** A user's feed as it changes. It comes back by itself where the connection breaks. */
  stream(userId: string, query: FeedQuery, handlers: StreamHandlers): FeedStream;
  /** The same as a loop: the newest feed each time. */
  feeds(userId: string, query?: FeedQuery, options?: Signal): AsyncGenerator<Feed, void, undefined>;
  /** Reports what a user did; ends when it is durable, and the next feed reflects it. */
  record(interaction: Interaction): Promise<Recorded>;
  /** Sends what waits, and ends when all of it is acknowledged. */
  flush(): Promise<void>;
  session(userId: string, query?: { n?: number }, options?: Signal): Promise<Session>;
  item(itemId: string, options?: Signal): Promise<CatalogueItem>;
  similar(itemId: string, query?: ListQuery, options?: Signal): Promise<List>;
  trending(query?: ListQuery, options?: Signal): Promise<List>;
  latest(query?: ListQuery, options?: Signal): Promise<List>;
  categories(options?: Signal): Promise<string[]>;
}

/** A refusal by the server, with what its problem document (RFC 9457) says. */
export class Problem extends Error {
  constructor(status: number, document: object | null, retryAfter?: number | null);
  static from(response: Response): Promise<Problem>;
  readonly status: number;
  /** A URN that names the kind of problem. */
  readonly type: string | null;
  /** The parameter, or the path into the body, that is wrong. */
  readonly field: string | null;
  readonly found: string | null;
  readonly allowed: string | null;
  /** Where a request failed for some users only: what became of each of its interactions. */
  readonly results: Recorded[] | null;
  /** Milliseconds after which the same request may succeed. */
  readonly retryAfter: number | null;
  /** Whether the same request may succeed a moment later. */
  get isPassing(): boolean;
}

export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
}

/** Splits a stream of text into server-sent events. */
export class EventParser {
  /** Takes the next piece of text; returns the events that are complete with it. */
  feed(text: string): ServerEvent[];
}

/** A random id, for an interaction or an anonymous visitor. */
export function newId(bytes?: number): string;
