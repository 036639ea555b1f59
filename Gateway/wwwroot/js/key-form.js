import { byId } from './dom.js';

/** Asks for the API key until one is given. */
export function askForKey(wasRefused) {
  const dialog = byId('key');
  const field = byId('key-value');
  byId('key-wrong').hidden = !wasRefused;
  field.value = '';
  return new Promise(given => {
    const keepOpen = event => event.preventDefault();
    dialog.addEventListener('cancel', keepOpen);
    byId('key-form').addEventListener('submit', event => {
      event.preventDefault();
      dialog.removeEventListener('cancel', keepOpen);
      dialog.close();
      given(field.value.trim());
    }, { once: true });
    dialog.showModal();
  });
}
