import { byId, el } from './dom.js';

const Stay = 6000;

/** Says something at the foot of the page for a few seconds. kind: 'problem' or 'news'. */
export function toast(text, kind = 'problem') {
  const shelf = byId('toasts');
  const line = el('div', { class: `toast ${kind}`, role: kind === 'problem' ? 'alert' : 'status' }, text);
  while (shelf.childElementCount > 2) shelf.firstElementChild.remove();
  shelf.append(line);
  setTimeout(() => line.remove(), Stay);
}

/** The words for a failure: the problem's own, or that the server cannot be reached. */
export function sayFailure(failure) {
  if (failure.name === 'AbortError') return;
  toast(failure.name === 'TypeError' ? 'The server cannot be reached. Nothing was lost: try again.' : failure.message);
}
