// What could not be sent yet, in the browser's storage. Every page has a place of its own, and a new one takes over what others left:
// what two of them send is recorded once, by its id.
import { newId } from './ids.js';

const Prefix = 'manidala.unsent.';

export class Kept {
  #storage;
  #slot = Prefix + newId();

  /** storage: a Storage, or null for none. */
  constructor(storage) { this.#storage = storage; }

  /** All that pages before this one left. */
  takeOver() {
    const found = [];
    this.#try(storage => {
      const slots = Array.from({ length: storage.length }, (_, at) => storage.key(at)).filter(slot => slot?.startsWith(Prefix));
      for (const slot of slots) found.push(...JSON.parse(storage.getItem(slot)));
      this.#write(storage, found);
      for (const slot of slots) storage.removeItem(slot);
    });
    return found;
  }

  write(interactions) { this.#try(storage => this.#write(storage, interactions)); }

  #write(storage, interactions) {
    if (interactions.length > 0) storage.setItem(this.#slot, JSON.stringify(interactions));
    else storage.removeItem(this.#slot);
  }

  // Storage can be full, or forbidden: then what waits is lost with the page, as it would be without any.
  #try(use) {
    try {
      if (this.#storage) use(this.#storage);
    } catch {
      this.#storage = null;
    }
  }
}
