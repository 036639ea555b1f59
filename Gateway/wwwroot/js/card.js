import { el } from './dom.js';
import { icon } from './icons.js';
import { captionOf } from './looks.js';
import { mandala } from './mandala.js';

const sources = {
  session: ['for you', 'Chosen from your session'],
  similar: ['similar', 'Similar to what you liked'],
  trending: ['trending', 'Popular right now'],
  exploration: ['discover', 'Something different, to learn what you like'],
  latest: ['new', 'Just added'],
};

const actions = [['like', 'Like'], ['save', 'Save'], ['hide', 'Hide'], ['open', 'Open']];

/** One item of the feed. onAct(type, entry, card) is called for each of its buttons. */
export class Card {
  #buttons = new Map();
  #badge;
  #art;

  constructor(entry, onAct) {
    this.id = entry.id;
    this.entry = entry;
    const title = entry.item?.title || entry.id;
    const headingId = `t-${entry.id}`;
    this.#badge = el('span', { class: 'badge' });
    const bar = el('div', { class: 'actions' });
    for (const [type, label] of actions) {
      const pressed = type === 'like' || type === 'save' ? { 'aria-pressed': 'false' } : {};
      const button = el('button', {
        type: 'button', class: `act ${type}`, 'data-act': type, 'aria-label': `${label} ${title}`, title: label, ...pressed,
        onclick: () => onAct(type, this.entry, this),
      }, icon(type));
      this.#buttons.set(type, button);
      bar.append(button);
    }
    // The drawing opens the item for a pointer; the keyboard has the open button.
    this.#art = el('div', { class: 'art', onclick: () => onAct('open', this.entry, this) });
    this.element = el('article', { class: 'card', 'data-id': entry.id, 'aria-labelledby': headingId },
      this.#art, this.#badge, el('div', { class: 'words' },
        el('h2', { id: headingId, title }, title), el('p', {}, captionOf(entry.id, entry.item))), bar);
    this.update(entry);
  }

  get isDrawn() { return this.#art.childElementCount > 0; }

  /** Drawing is most of a card's cost, so the grid says when. */
  draw() {
    if (!this.isDrawn) this.#art.append(mandala(this.id, this.entry.item));
  }

  update(entry) {
    this.entry = { ...entry, item: entry.item ?? this.entry.item };
    const [label, why] = sources[entry.source] ?? [entry.source, `Proposed by ${entry.source}`];
    this.#badge.textContent = label;
    this.#badge.title = why;
    this.#badge.dataset.source = entry.source;
  }

  /** Shows at once that the visitor did this; pressed false takes it back. */
  mark(type, pressed) {
    const button = this.#buttons.get(type);
    if (button.hasAttribute('aria-pressed')) button.setAttribute('aria-pressed', String(pressed));
    this.element.classList.toggle('acted', pressed);
  }

  isMarked(type) { return this.#buttons.get(type).getAttribute('aria-pressed') === 'true'; }
}
