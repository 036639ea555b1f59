// What the cluster knows of this visitor, and what the last click did.
import { byId, el } from './dom.js';
import { icon } from './icons.js';
import { mandala } from './mandala.js';

const verbs = { like: 'liked', save: 'saved', hide: 'hid', open: 'opened', view: 'viewed', click: 'clicked', rating: 'rated', share: 'shared', purchase: 'bought', skip: 'skipped', dislike: 'disliked' };
const states = { connecting: 'Connecting…', live: 'Live', waiting: 'Reconnecting…', refused: 'Stopped' };
const milliseconds = value => value < 10 ? value.toFixed(1) : String(Math.round(value));

function ago(timestamp) {
  const at = typeof timestamp === 'number' ? timestamp : Date.parse(timestamp);
  const seconds = Math.max(0, (Date.now() - at) / 1000);
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}

export class SessionPanel {
  #itemOf;
  #onOpen;

  /** itemOf(id) => Promise of an item or null; onOpen(entry) opens one. */
  constructor(itemOf, onOpen) {
    this.#itemOf = itemOf;
    this.#onOpen = onOpen;
    const panel = byId('session');
    const toggle = byId('session-toggle');
    toggle.addEventListener('click', () => {
      const open = panel.classList.toggle('expanded');
      toggle.setAttribute('aria-expanded', String(open));
    });
  }

  showState(state) {
    byId('state').dataset.state = state;
    byId('state').textContent = states[state];
  }

  showFeed(feed) {
    byId('sequence').textContent = feed.sequence;
    byId('model').textContent = feed.model ?? 'none yet';
    byId('model').title = feed.model ?? '';
    byId('fallback').hidden = !feed.fallback;
  }

  /** changes: {added, gone, moved} ids; entries by id are looked up for the drawings. */
  showChanges(changes, entryOf) {
    const total = changes.added.length + changes.gone.length + changes.moved.length;
    byId('changes').replaceChildren(
      el('span', { class: 'count added' }, `${changes.added.length} new`),
      el('span', { class: 'count gone' }, `${changes.gone.length} gone`),
      el('span', { class: 'count' }, `${changes.moved.length} moved`));
    byId('changes').dataset.total = total;
    byId('arrivals').replaceChildren(...changes.added.slice(0, 12).map(id => this.#thumbnail(id, entryOf(id))));
  }

  showClick(click, history) {
    const total = milliseconds(click.drawn);
    byId('latency').textContent = total;
    byId('latency-short').textContent = `${total} ms`;
    byId('click-title').textContent = `${click.type} → new feed`;
    const { saved, received, drawn } = click;
    const steps = [['saved', Math.min(saved, drawn)], ['feed', Math.max(received, 0)], ['drawn', drawn]];
    steps.sort((a, b) => a[1] - b[1]);
    let from = 0;
    byId('path').replaceChildren(...steps.map(([name, at]) => {
      const part = el('li', { class: name }, el('span', { class: 'bar' }), `${name} ${milliseconds(at)}`);
      part.style.setProperty('--share', Math.max(0.04, (at - from) / drawn).toFixed(3));
      from = at;
      return part;
    }));
    const slowest = Math.max(...history.map(each => each.drawn));
    byId('spark').replaceChildren(...history.map(each => {
      const bar = el('i', { title: `${each.type}: ${milliseconds(each.drawn)} ms` });
      bar.style.setProperty('--height', (each.drawn / slowest).toFixed(3));
      return bar;
    }));
  }

  async showSession(session) {
    const recent = [...session.recent].sort((a, b) => b.sequence - a.sequence).slice(0, 12);
    const items = await Promise.all(recent.map(each => this.#itemOf(each.itemId)));
    byId('seen').textContent = session.seen;
    byId('recent').replaceChildren(...recent.map((each, index) => this.#line(each, items[index])));
    byId('recent-empty').hidden = recent.length > 0;
  }

  clear() {
    for (const id of ['changes', 'arrivals', 'recent', 'path', 'spark']) byId(id).replaceChildren();
    byId('latency').textContent = '–';
    byId('latency-short').textContent = '';
    byId('click-title').textContent = 'Tap like, save or hide';
    byId('recent-empty').hidden = false;
  }

  #thumbnail(id, item) {
    const title = item?.title || id;
    return el('button', { type: 'button', class: 'thumb', title, 'aria-label': `Open ${title}`, onclick: () => this.#onOpen({ id, item, source: 'session' }) },
      mandala(id, item, 'small'));
  }

  #line(interaction, item) {
    return el('li', { 'data-sequence': interaction.sequence, 'data-item': interaction.itemId, 'data-type': interaction.type },
      this.#thumbnail(interaction.itemId, item),
      el('span', { class: `mark ${interaction.type}` }, icon(interaction.type)),
      el('span', { class: 'what' }, el('b', {}, verbs[interaction.type] ?? interaction.type), ` ${item?.title || interaction.itemId}`),
      el('span', { class: 'when', title: `sequence ${interaction.sequence}` }, ago(interaction.timestamp)));
  }
}
