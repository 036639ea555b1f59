// One item, large, with those like it.
import { byId, el } from './dom.js';
import { icon } from './icons.js';
import { captionOf } from './looks.js';
import { mandala } from './mandala.js';
import { sayFailure } from './toast.js';

const SimilarShown = 8;

export class ItemDialog {
  #dialog = byId('item');
  #manidala;
  #onAct;
  #shown = null;

  /** onAct(type, entry) hears like, save, hide, and open for a similar item. */
  constructor(manidala, onAct) {
    this.#manidala = manidala;
    this.#onAct = onAct;
    // A click on the backdrop is a click on the dialog itself.
    this.#dialog.addEventListener('click', event => { if (event.target === this.#dialog) this.#dialog.close(); });
  }

  show(entry, pressed) {
    this.#shown = entry.id;
    const title = entry.item?.title || entry.id;
    const similar = el('div', { class: 'similar', id: 'similar', 'aria-busy': 'true' });
    this.#dialog.setAttribute('aria-label', title);
    this.#dialog.replaceChildren(
      el('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => this.#dialog.close() }, icon('close')),
      el('div', { class: 'stage large' }, mandala(entry.id, entry.item)),
      el('div', { class: 'about' },
        el('h2', {}, title), el('p', { class: 'caption' }, captionOf(entry.id, entry.item)),
        facts(entry.item), this.#buttons(entry, title, pressed),
        el('h3', {}, 'More like this'), similar));
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.scrollTop = 0;
    this.#loadSimilar(entry.id, similar);
  }

  #buttons(entry, title, pressed) {
    return el('div', { class: 'actions' }, ...[['like', 'Like'], ['save', 'Save'], ['hide', 'Hide']].map(([type, label]) => {
      const button = el('button', {
        type: 'button', class: `act wide ${type}`, 'data-act': type, 'aria-label': `${label} ${title}`,
        'aria-pressed': type === 'hide' ? null : String(pressed(type)),
        onclick: () => {
          if (type === 'hide') this.#dialog.close();
          else if (button.getAttribute('aria-pressed') === 'true') return;
          else button.setAttribute('aria-pressed', 'true');
          this.#onAct(type, entry);
        },
      }, icon(type), label);
      return button;
    }));
  }

  async #loadSimilar(id, shelf) {
    try {
      const { items } = await this.#manidala.similar(id, { n: SimilarShown, include: 'item' });
      if (this.#shown !== id) return;
      shelf.replaceChildren(...items.map(entry => el('button', {
        type: 'button', class: 'near', 'data-id': entry.id, title: entry.item?.title ?? entry.id, 'aria-label': `Open ${entry.item?.title ?? entry.id}`,
        onclick: () => this.#onAct('open', entry),
      }, mandala(entry.id, entry.item), el('span', {}, entry.item?.title ?? entry.id))));
      if (items.length === 0) shelf.textContent = 'Nothing like it yet.';
    } catch (failure) {
      shelf.textContent = 'Could not be loaded.';
      sayFailure(failure);
    } finally {
      shelf.setAttribute('aria-busy', 'false');
    }
  }
}

// The attributes as the catalogue has them, but for those that the caption already says.
function facts(item) {
  const shown = Object.entries(item?.attributes ?? {})
    .filter(([name, value]) => name !== 'genres' && (typeof value === 'string' || typeof value === 'number'));
  return el('dl', { class: 'facts' }, ...shown.slice(0, 8).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, String(value)))));
}
