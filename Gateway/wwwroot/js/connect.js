// The server that the page came from, through the client that any page may use.
import { Manidala } from '../client/manidala.js';
import { askForKey } from './key-form.js';
import { toast } from './toast.js';

const KeySlot = 'manidala.api-key';

/** The key, where the server asks for one, is kept until the tab is closed. */
export const connect = () => new Manidala({
  url: document.baseURI,
  key: sessionStorage.getItem(KeySlot),
  askForKey: async refused => {
    const key = await askForKey(refused !== null);
    sessionStorage.setItem(KeySlot, key);
    return key;
  },
  onKept: () => toast('The server cannot be reached. What you do is kept, and sent later.'),
});
