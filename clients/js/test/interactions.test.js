import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Manidala, Problem } from '../manidala.js';
import { FakeServer, FakeStorage, fail, json, refuse, settle } from './fakes.js';

const url = 'http://manidala.test/under';
const view = (itemId, more = {}) => ({ userId: 'u', itemId, type: 'view', ...more });
const make = (server, options = {}) => new Manidala({ url, fetch: server.fetch, storage: null, ...options });
const itemsOf = request => request.body.map(each => each.itemId);

test('one goes at once, and what comes meanwhile goes together', async () => {
  const server = new FakeServer();
  const manidala = make(server);

  const results = await Promise.all(['a', 'b', 'c'].map(id => manidala.record(view(id))));

  assert.deepEqual(server.requests.map(itemsOf), [['a'], ['b', 'c']]);
  assert.deepEqual(results.map(each => each.sequence), [1, 2, 3]);
  assert.equal(server.requests[0].path, '/under/v1/interactions');
  assert.equal(new Set(server.requests.flatMap(each => each.body).map(each => each.id)).size, 3);
  assert.equal(manidala.unsent, 0);
});

test('a delay gathers, and a full batch does not wait for it', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const server = new FakeServer();
  const manidala = make(server, { delay: 100, batchSize: 3 });

  manidala.record(view('a'));
  manidala.record(view('b'));
  await settle();
  assert.equal(server.requests.length, 0);
  t.mock.timers.tick(100);
  await settle();
  assert.deepEqual(server.requests.map(itemsOf), [['a', 'b']]);

  ['c', 'd', 'e'].forEach(id => manidala.record(view(id)));
  await settle();
  assert.deepEqual(server.requests.map(itemsOf), [['a', 'b'], ['c', 'd', 'e']]);
});

test('a failure that passes is tried again with the same id, no sooner than the server says', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const server = new FakeServer(refuse(503, {}, { 'Retry-After': '7' }), fail);
  const manidala = make(server);

  const done = manidala.record(view('a'));
  await settle();
  t.mock.timers.tick(6999);
  await settle();
  assert.equal(server.requests.length, 1);
  t.mock.timers.tick(1);
  await settle();
  assert.equal(server.requests.length, 2);
  t.mock.timers.tick(2000);
  await settle();

  assert.equal((await done).sequence, 1);
  assert.equal(new Set(server.requests.map(each => each.body[0].id)).size, 1);
  assert.equal(typeof server.requests[2].body[0].timestamp, 'number');
  assert.equal(server.requests[0].body[0].timestamp, undefined);
});

test('of a batch that was recorded in part only the rest goes again', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const partly = body => json(503, { results: body.map(({ id }, at) => (at === 0 ? { id, sequence: 9, duplicate: false } : { id })) });
  const server = new FakeServer(partly);
  const manidala = make(server, { delay: 1 });

  const [first, second] = [manidala.record(view('a')), manidala.record(view('b'))];
  t.mock.timers.tick(1);
  await settle();
  assert.equal((await first).sequence, 9);
  t.mock.timers.tick(1000);
  await settle();

  assert.equal((await second).sequence, 1);
  assert.deepEqual(server.requests.map(itemsOf), [['a', 'b'], ['b']]);
});

test('one that the server does not take fails alone', async () => {
  const server = new FakeServer(undefined, refuse(400, { field: '[1].type', found: "'sniff'", allowed: 'view' }));
  const manidala = make(server);

  const outcomes = await Promise.allSettled(['first', 'a', 'bad', 'c'].map(id => manidala.record(view(id))));

  assert.deepEqual(outcomes.map(each => each.status), ['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  assert.ok(outcomes[2].reason instanceof Problem);
  assert.equal(outcomes[2].reason.found, "'sniff'");
  assert.deepEqual(itemsOf(server.requests[2]), ['a', 'c']);
});

test('one without consent has no time of the past and is done when answered', async () => {
  const server = new FakeServer(body => json(200, { results: body.map(({ id }) => ({ id, stored: false })) }));

  assert.equal((await make(server).record(view('a', { consent: false }))).stored, false);
});

test('what waits is bounded', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const manidala = make(new FakeServer(), { delay: 1000, queueLimit: 2 });

  const first = manidala.record(view('a'));
  manidala.record(view('b'));
  manidala.record(view('c'));

  await assert.rejects(first, RangeError);
  assert.equal(manidala.unsent, 2);
});

test('what could not be sent is kept, and the next page sends it with its id and its time', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const storage = new FakeStorage();
  const away = new FakeServer(fail, fail, fail);
  const told = [];
  make(away, { storage, onKept: failure => told.push(failure) }).record(view('a'));
  await settle();
  assert.equal(told.length, 1);
  assert.equal(storage.length, 1);

  const server = new FakeServer();
  const next = make(server, { storage });
  await settle();

  assert.equal(next.unsent, 0);
  assert.equal(server.requests[0].body[0].id, away.requests[0].body[0].id);
  assert.equal(typeof server.requests[0].body[0].timestamp, 'number');
  assert.equal(storage.length, 0);
});

test('flush does not wait for a pause to end', async () => {
  const server = new FakeServer(refuse(503, {}, { 'Retry-After': '3600' }));
  const manidala = make(server);
  const done = manidala.record(view('a'));
  await settle();

  await manidala.flush();

  assert.equal((await done).sequence, 1);
});

test('a page that ends sends what waits with its key, and keeps it', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const storage = new FakeStorage();
  const server = new FakeServer();
  const listeners = {};
  globalThis.addEventListener = (name, listener) => { listeners[name] = listener; };
  t.after(() => { delete globalThis.addEventListener; });
  const manidala = make(server, { storage, delay: 1000, key: 'k' });
  manidala.record(view('a'));

  listeners.pagehide();
  await settle();

  assert.equal(server.requests.length, 1);
  assert.equal(server.requests[0].headers['X-API-Key'], 'k');
  assert.equal(server.requests[0].keepalive, true);
  assert.equal(storage.length, 1);
});

test('a page that ends sends a beacon where no key is asked for', async t => {
  const server = new FakeServer();
  const beacons = [];
  const listeners = {};
  globalThis.addEventListener = (name, listener) => { listeners[name] = listener; };
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { sendBeacon: (to, blob) => beacons.push([String(to), blob]) > 0 } });
  t.after(() => {
    delete globalThis.addEventListener;
    if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
    else delete globalThis.navigator;
  });
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const manidala = make(server, { delay: 1000, batchSize: 1000 });
  for (let at = 0; at < 700; at++) manidala.record(view(`item-${at}-${'x'.repeat(100)}`));
  await settle();

  listeners.pagehide();

  assert.equal(beacons[0][0], `${url}/v1/interactions`);
  assert.equal(beacons[0][1].type, 'application/json');
  assert.ok(beacons[0][1].size <= 60_000 && beacons[0][1].size > 50_000);
});
