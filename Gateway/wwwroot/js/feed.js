// The grid: a live first page, pages behind it by cursor, and what the visitor just touched.
import { byId } from './dom.js';
import { Card } from './card.js';
import { flip } from './flip.js';
import { later } from './idle.js';
import { lookOf } from './looks.js';
import { sayFailure } from './toast.js';

export const PageSize = 24;

/** Pure: what the grid shows. The touched card stays at its place, so that cause and effect are seen side by side. */
export function arrange(first, tail, hidden, touched) {
  const seen = new Set();
  const order = [...first, ...tail].filter(entry => !hidden.has(entry.id) && !seen.has(entry.id) && seen.add(entry.id));
  if (!touched || hidden.has(touched.entry.id)) return order;
  const others = order.filter(entry => entry.id !== touched.entry.id);
  others.splice(Math.min(touched.index, others.length), 0, touched.entry);
  return others;
}

/** Pure: how one list of ids became another. */
export function difference(before, after) {
  const old = new Map(before.map((id, index) => [id, index]));
  const kept = new Set(after);
  const stayed = after.filter(id => old.has(id));
  return {
    added: after.filter(id => !old.has(id)),
    gone: before.filter(id => !kept.has(id)),
    moved: stayed.filter(id => old.get(id) !== after.indexOf(id)),
  };
}

export class FeedGrid {
  #grid = byId('feed');
  #foot = byId('foot');
  #more = byId('more');
  #loadPage;
  #onAct;
  #cards = new Map();
  #first = [];
  #tail = [];
  #hidden = new Set();
  #touched = null;
  #cursor = null;
  #loading = null;

  /** loadPage({n, cursor}, signal) answers a feed; onAct(type, entry, card) hears of a card's buttons. */
  constructor(loadPage, onAct) {
    this.#loadPage = loadPage;
    this.#onAct = onAct;
    this.#more.addEventListener('click', () => this.#loadMore());
    new IntersectionObserver(seen => { if (seen.some(entry => entry.isIntersecting)) this.#loadMore(); }, { rootMargin: '700px' })
      .observe(this.#foot);
  }

  /** Forgets everything: another user, or another category. */
  clear(keepHidden) {
    this.#loading?.abort();
    this.#loading = null;
    if (!keepHidden) this.#hidden.clear();
    this.#first = [];
    this.#tail = [];
    this.#touched = null;
    this.#cursor = null;
    this.#render();
    this.#grid.setAttribute('aria-busy', 'true');
  }

  /** Shows a new first page; returns what changed in it, or null for the first one. */
  apply(feed) {
    const before = this.#first.map(entry => entry.id);
    const depth = this.#tail.length;
    this.#loading?.abort();
    this.#loading = null;
    this.#first = feed.items;
    this.#cursor = feed.cursor;
    this.#grid.setAttribute('aria-busy', 'false');
    this.#render();
    this.#tint();
    // Pages behind the first were ranked by the old feed: ask for as many of the new one, and keep the old until they come.
    if (depth > 0 && feed.cursor) this.#load(depth, true);
    else if (depth > 0) { this.#tail = []; this.#render(); }
    return before.length > 0 ? difference(before, feed.items.map(entry => entry.id)) : null;
  }

  touch(entry) {
    const index = [...this.#grid.querySelectorAll('.card')].findIndex(card => card.dataset.id === entry.id);
    this.#touched = index < 0 ? null : { entry, index };
  }

  hide(id) {
    const next = this.#cards.get(id)?.element.nextElementSibling?.querySelector('.act.hide');
    const hadFocus = this.#cards.get(id)?.element.contains(document.activeElement);
    this.#hidden.add(id);
    this.#render();
    if (hadFocus) next?.focus({ preventScroll: true });
  }

  unhide(id) {
    this.#hidden.delete(id);
    this.#render();
  }

  card(id) { return this.#cards.get(id); }

  #loadMore() {
    if (!this.#loading && this.#cursor) this.#load(PageSize, false);
  }

  async #load(n, replaceTail) {
    const loading = this.#loading = new AbortController();
    this.#more.disabled = true;
    try {
      const page = await this.#loadPage({ n: Math.min(n, 500), cursor: this.#cursor }, loading.signal);
      if (loading.signal.aborted) return;
      this.#tail = replaceTail ? page.items : [...this.#tail, ...page.items];
      this.#cursor = page.cursor;
      this.#render();
    } catch (failure) {
      if (!loading.signal.aborted) sayFailure(failure);
    } finally {
      if (this.#loading === loading) this.#loading = null;
      this.#more.disabled = this.#loading !== null;
      this.#foot.dataset.state = this.#cursor ? 'more' : 'end';
      if (!loading.signal.aborted) this.#loadIfInView();
    }
  }

  // The observer speaks only when visibility changes; a page too short to push the foot out of sight needs another.
  #loadIfInView() {
    if (this.#cursor && this.#tail.length < 480 && this.#foot.getBoundingClientRect().top < innerHeight + 300) this.#loadMore();
  }

  #render() {
    const order = arrange(this.#first, this.#tail, this.#hidden, this.#touched);
    const wanted = new Set(order.map(entry => entry.id));
    const focused = this.#grid.contains(document.activeElement) ? document.activeElement : null;
    flip(this.#grid, leave => {
      for (const [id, card] of this.#cards) {
        if (wanted.has(id)) continue;
        this.#cards.delete(id);
        leave(card.element);
      }
      let place = this.#grid.firstElementChild;
      for (const entry of order) {
        const element = this.#cardOf(entry).element;
        if (element === place) place = place.nextElementSibling;
        else this.#grid.insertBefore(element, place);
      }
    });
    // An element that moves within the document loses the focus.
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
    this.#draw();
    this.#foot.dataset.state = this.#cursor ? 'more' : order.length > 0 ? 'end' : 'empty';
  }

  // What is on the screen now, the rest when there is time.
  #draw() {
    const waiting = [...this.#cards.values()].filter(card => !card.isDrawn);
    const visible = waiting.filter(card => card.element.getBoundingClientRect().top < innerHeight && card.element.getBoundingClientRect().bottom > 0);
    visible.forEach(card => card.draw());
    waiting.forEach(card => { if (!card.isDrawn) later(() => { if (card.element.isConnected) card.draw(); }); });
  }

  #cardOf(entry) {
    const known = this.#cards.get(entry.id);
    if (known) known.update(entry);
    else this.#cards.set(entry.id, new Card(entry, this.#onAct));
    return this.#cards.get(entry.id);
  }

  // The page takes on the colour of what it shows: the mean hue of the first items, weighted by how colourful they are.
  #tint() {
    let x = 0, y = 0;
    const looks = this.#first.slice(0, 12).map(entry => lookOf(entry.id, entry.item));
    for (const { hue, chroma } of looks) {
      x += chroma * Math.cos(hue * Math.PI / 180);
      y += chroma * Math.sin(hue * Math.PI / 180);
    }
    const page = document.documentElement.style;
    page.setProperty('--tint-hue', ((Math.atan2(y, x) * 180 / Math.PI + 360) % 360).toFixed(0));
    page.setProperty('--tint', looks.length ? (Math.hypot(x, y) / looks.length).toFixed(2) : '0');
  }
}
