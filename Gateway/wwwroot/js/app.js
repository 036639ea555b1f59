// Puts the page together: the visitor, the live feed, what they do, and the panel that shows it.
import { ClickTimes } from './clicks.js';
import { connect as connectToServer } from './connect.js';
import { byId, el } from './dom.js';
import { FeedGrid, PageSize } from './feed.js';
import { ItemDialog } from './item-dialog.js';
import { SessionPanel } from './session-panel.js';
import { sayFailure, toast } from './toast.js';
import { Visitors } from './visitors.js';

const manidala = connectToServer();
const library = new Map();
const marks = new Map();
let category = '';
let stream = null;
let model;

const panel = new SessionPanel(itemOf, entry => act('open', entry));
const clicks = new ClickTimes(click => panel.showClick(click, clicks.done));
const dialog = new ItemDialog(manidala, (type, entry) => act(type, entry));
const grid = new FeedGrid(loadPage, act);
const visitors = new Visitors(() => { marks.clear(); connect(false); });

function learn(entries) {
  for (const entry of entries) {
    if (entry.item) library.set(entry.id, entry.item);
  }
}

// An interaction may name an item that the catalogue has not got (yet).
async function itemOf(id) {
  if (!library.has(id)) library.set(id, await manidala.item(id).catch(() => null));
  return library.get(id);
}

async function loadPage(page, signal) {
  const feed = await manidala.feed(visitors.current, { include: 'item', ...page, category }, { signal });
  learn(feed.items);
  return feed;
}

function connect(keepHidden) {
  stream?.stop();
  clicks.clear();
  panel.clear();
  grid.clear(keepHidden);
  model = undefined;
  const userId = visitors.current;
  stream = manidala.stream(userId, { n: PageSize, include: 'item', category }, {
    onState: state => panel.showState(state),
    onFeed: feed => showFeed(feed, userId),
    onProblem: sayFailure,
  });
}

function showFeed(feed, userId) {
  const receivedAt = performance.now();
  learn(feed.items);
  const changes = grid.apply(feed);
  for (const [id, types] of marks) types.forEach(type => grid.card(id)?.mark(type, true));
  panel.showFeed(feed);
  if (changes && changes.added.length + changes.gone.length + changes.moved.length > 0) panel.showChanges(changes, id => library.get(id));
  if (model !== undefined && model !== feed.model) toast(`A new model is live: ${feed.model}`, 'news');
  model = feed.model;
  requestAnimationFrame(() => {
    if (userId === visitors.current) clicks.drawn(feed.sequence, receivedAt, performance.now());
  });
  showSession(userId);
}

async function showSession(userId) {
  try {
    const session = await manidala.session(userId, { n: 20 });
    if (userId === visitors.current) await panel.showSession(session);
  } catch (failure) {
    sayFailure(failure);
  }
}

async function act(type, entry) {
  const userId = visitors.current;
  const marked = marks.get(entry.id) ?? marks.set(entry.id, new Set()).get(entry.id);
  if (marked.has(type)) return;
  const click = clicks.begin(type, entry);
  // On its way before anything is drawn: drawing takes longer than the answer.
  const answer = manidala.record({ userId, itemId: entry.id, type });
  if (type === 'hide') grid.hide(entry.id);
  else grid.touch(entry);
  if (type === 'open') dialog.show(entry, each => marked.has(each));
  else marked.add(type);
  grid.card(entry.id)?.mark(type, true);
  try {
    const { sequence } = await answer;
    clicks.saved(click, sequence);
  } catch (failure) {
    clicks.failed(click);
    marked.delete(type);
    grid.card(entry.id)?.mark(type, false);
    if (type === 'hide' && userId === visitors.current) grid.unhide(entry.id);
    sayFailure(failure);
  }
}

async function showCategories() {
  try {
    const names = await manidala.categories();
    byId('categories').replaceChildren(...['', ...names].map(name => el('button', {
      type: 'button', class: 'chip', 'data-category': name, 'aria-pressed': String(name === category), onclick: () => choose(name),
    }, name || 'All')));
  } catch (failure) {
    sayFailure(failure);
  }
}

function choose(name) {
  if (name === category) return;
  category = name;
  for (const chip of byId('categories').children) chip.setAttribute('aria-pressed', String(chip.dataset.category === name));
  scrollTo({ top: 0 });
  connect(true);
}

addEventListener('pagehide', () => stream?.stop());
addEventListener('pageshow', event => { if (event.persisted) connect(true); });
connect(false);
showCategories();
