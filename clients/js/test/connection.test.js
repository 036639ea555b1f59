import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pauseAfter } from '../backoff.js';
import { EventParser, Manidala, Problem, newId } from '../manidala.js';
import { FakeServer, fail, json, refuse, settle } from './fakes.js';

const url = 'http://manidala.test';
const feed = sequence => ({ recommendationId: 'r', userId: 'u', sequence, fallback: false, items: [] });

test('parameters are written as the server reads them', async () => {
  const server = new FakeServer(() => json(200, feed(0)));

  await new Manidala({ url, fetch: server.fetch }).feed('a/b', { n: 3, category: undefined, exclude: ['x', 'y'], seen: true });

  assert.equal(server.requests[0].path, '/v1/users/a%2Fb/feed?n=3&exclude=x&exclude=y&seen=true');
});

test('a GET is tried again where that may help, and not where it cannot', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const server = new FakeServer(fail, refuse(503), () => json(200, feed(7)), refuse(400, { field: 'n', found: "'0'", allowed: '1 to 500', detail: 'n is 0.' }));
  const manidala = new Manidala({ url, fetch: server.fetch });

  const answer = manidala.feed('u');
  for (let turn = 0; turn < 3; turn++) { await settle(); t.mock.timers.tick(5000); }
  assert.equal((await answer).sequence, 7);

  await assert.rejects(manidala.feed('u', { n: 0 }), problem => problem instanceof Problem && problem.status === 400 && problem.field === 'n' && problem.message === 'n is 0.');
  assert.equal(server.requests.length, 4);
});

test('a key is asked for once, however many requests wait for it, and again when it is refused', async () => {
  const asked = [];
  const needsKey = server => (url, options) => (options.headers['X-API-Key'] === 'right' ? server.fetch(url, options) : json(401, {}));
  const server = new FakeServer(() => json(200, feed(1)), () => json(200, feed(2)));
  const manidala = new Manidala({ url, fetch: async (...args) => needsKey(server)(...args), askForKey: refused => { asked.push(refused); return refused === null ? 'wrong' : 'right'; } });

  await Promise.all([manidala.feed('u'), manidala.feed('v')]);

  assert.deepEqual(asked, [null, 'wrong']);
});

test('pages follow the cursor to the end', async () => {
  const page = (ids, cursor) => () => json(200, { ...feed(0), items: ids.map(id => ({ id })), cursor });
  const server = new FakeServer(page(['a', 'b'], 'c1'), page(['c'], 'c2'), page([], undefined));
  const seen = [];

  for await (const each of new Manidala({ url, fetch: server.fetch }).pages('u', { n: 2 })) seen.push(each.items.map(item => item.id));

  assert.deepEqual(seen, [['a', 'b'], ['c']]);
  assert.equal(server.requests[1].path, '/v1/users/u/feed?n=2&cursor=c1');
});

test('a stream that breaks goes on where it was', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const event = (id, sequence) => `event: feed\nid: ${id}\ndata: ${JSON.stringify(feed(sequence))}\n\n`;
  const server = new FakeServer(() => new Response(event('1-a', 1)), fail, () => new Response(`: nothing has changed\n\n${event('2-b', 2)}`), refuse(403, { title: 'no' }));
  const states = [];
  const sequences = [];
  const problems = [];

  new Manidala({ url, fetch: server.fetch }).stream('u', { n: 3 }, {
    onFeed: each => sequences.push(each.sequence), onState: state => states.push(state), onProblem: problem => problems.push(problem.status),
  });
  for (let turn = 0; turn < 4; turn++) { await settle(); t.mock.timers.tick(20_000); }

  assert.deepEqual(problems, [403]);
  assert.deepEqual(sequences, [1, 2]);
  assert.deepEqual(server.requests.map(each => each.headers['Last-Event-ID']), [undefined, '1-a', '1-a', '2-b']);
  assert.deepEqual(states, ['connecting', 'live', 'waiting', 'connecting', 'waiting', 'connecting', 'live', 'waiting', 'connecting', 'refused']);
});

test('pauses grow, are spread, and hold to what the server asks', () => {
  assert.deepEqual([1, 2, 3, 20].map(failures => pauseAfter(failures, null, () => 0.5)), [300, 600, 1200, 15_000]);
  assert.equal(pauseAfter(1, null, () => 0), 150);
  assert.equal(pauseAfter(1, new Problem(503, null, 9000), () => 0), 9000);
});

test('events are the same however they are cut', () => {
  const text = ': hello\r\n\r\nevent: feed\nid: 7\ndata: {"a":\ndata: 1}\n\ndata: two\r\n\r\n:beat\n\nid: 9\n\n';
  const slow = new EventParser();

  const events = [...text].flatMap(letter => slow.feed(letter));

  assert.deepEqual(events, new EventParser().feed(text));
  assert.deepEqual(events.map(each => `${each.event} ${each.id} ${each.data}`), ['feed 7 {"a":\n1}', 'message null two']);
});

test('ids are not made twice', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newId()));

  assert.equal(ids.size, 1000);
  assert.match([...ids][0], /^[0-9a-f]{24}$/);
});
