// Who is looking: a random visitor by default, remembered by this browser.
import { newId } from '../client/manidala.js';
import { byId, el } from './dom.js';
import { mandala } from './mandala.js';

const Slot = 'manidala.visitor';
const LongestId = 128;
const named = [['ada', 'Ada'], ['bashir', 'Bashir'], ['chiyo', 'Chiyo'], ['dimitri', 'Dimitri']];

const newVisitor = () => `visitor-${newId(4)}`;
export const nameOf = id => named.find(([each]) => each === id)?.[1] ?? (/^visitor-[0-9a-f]{8}$/.test(id) ? `Visitor ${id.slice(-4)}` : id);

export class Visitors {
  #dialog = byId('who');
  #onSwitch;
  #own;
  current;

  /** ?user=… in the address wins over the remembered visitor. */
  constructor(onSwitch) {
    this.#onSwitch = onSwitch;
    this.#own = localStorage.getItem(Slot) ?? newVisitor();
    localStorage.setItem(Slot, this.#own);
    this.current = new URLSearchParams(location.search).get('user')?.slice(0, LongestId) || this.#own;
    byId('who-open').addEventListener('click', () => this.#show());
    byId('who-close').addEventListener('click', () => this.#dialog.close());
    byId('who-new').addEventListener('click', () => this.#renew());
    byId('who-form').addEventListener('submit', event => {
      event.preventDefault();
      const id = byId('who-id').value.trim();
      if (id) this.#switch(id);
    });
    this.#dialog.addEventListener('click', event => { if (event.target === this.#dialog) this.#dialog.close(); });
    this.#showCurrent();
  }

  #show() {
    byId('who-list').replaceChildren(...[[this.#own, nameOf(this.#own)], ...named].map(([id, name]) =>
      el('button', { type: 'button', class: 'person', 'data-user': id, 'aria-current': id === this.current ? 'true' : null, onclick: () => this.#switch(id) },
        el('span', { class: 'face' }, mandala(`face of ${id}`, null, 'small')), el('span', {}, name, id === this.#own ? el('small', {}, 'this browser') : null))));
    byId('who-id').value = '';
    this.#dialog.showModal();
  }

  #renew() {
    this.#own = newVisitor();
    localStorage.setItem(Slot, this.#own);
    this.#switch(this.#own);
  }

  #switch(id) {
    this.#dialog.close();
    if (id === this.current) return;
    this.current = id;
    this.#showCurrent();
    this.#onSwitch(id);
  }

  #showCurrent() {
    byId('who-name').textContent = nameOf(this.current);
    byId('who-face').replaceChildren(mandala(`face of ${this.current}`, null, 'small'));
  }
}
