// Against a running server, whose address is in MANIDALA_URL.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Manidala, Problem, newId } from '../manidala.js';

const url = process.env.MANIDALA_URL;
const live = (name, run) => test(name, { skip: !url, timeout: 60_000 }, run);
const someone = () => `js-${newId(6)}`;

live('a click is in the next feed, and counts once however often it is sent', async () => {
  const manidala = new Manidala({ url });
  const userId = someone();
  const before = await manidala.feed(userId, { n: 5 });
  const like = { id: newId(), userId, itemId: before.items[0].id, type: 'like' };

  const { sequence, duplicate } = await manidala.record(like);
  const after = await manidala.feed(userId, { n: 5, include: 'item' });
  const again = await manidala.record(like);

  assert.equal(before.sequence, 0);
  assert.equal(duplicate, false);
  assert.equal(after.sequence, sequence);
  assert.ok(after.items.every(entry => entry.id !== like.itemId && entry.item.title));
  assert.deepEqual([again.sequence, again.duplicate], [sequence, true]);
  assert.deepEqual((await manidala.session(userId, { n: 3 })).recent.map(each => each.type), ['like']);
});

live('pages do not repeat, and exclude what is asked', async () => {
  const manidala = new Manidala({ url });
  const userId = someone();
  const [first] = (await manidala.feed(userId, { n: 1 })).items;
  const ids = [];

  for await (const page of manidala.pages(userId, { n: 50, exclude: [first.id] })) {
    ids.push(...page.items.map(entry => entry.id));
    if (ids.length >= 150) break;
  }

  assert.equal(ids.length, 150);
  assert.equal(new Set(ids).size, 150);
  assert.ok(!ids.includes(first.id));
});

live('a stream pushes the feed that a click changes', async () => {
  const manidala = new Manidala({ url });
  const userId = someone();
  const sequences = [];
  let recorded;

  for await (const feed of manidala.feeds(userId, { n: 3 })) {
    sequences.push(feed.sequence);
    if (feed.sequence > 0) break;
    recorded = manidala.record({ userId, itemId: feed.items[0].id, type: 'like' });
  }

  assert.deepEqual(sequences, [0, (await recorded).sequence]);
});

live('many at once go in few requests, in their order', async () => {
  let requests = 0;
  const manidala = new Manidala({ url, fetch: (...each) => { requests++; return fetch(...each); } });
  const userId = someone();

  const results = await Promise.all(Array.from({ length: 120 }, (_, at) => manidala.record({ userId, itemId: `js-item-${at}`, type: 'view' })));

  assert.equal(requests, 4);
  const sequences = results.map(each => each.sequence);
  assert.deepEqual(sequences, [...sequences].sort((a, b) => a - b));
});

live('what is wrong is named, and keeps nothing else from the server', async () => {
  const manidala = new Manidala({ url, delay: 20 });
  const userId = someone();

  await assert.rejects(manidala.feed(userId, { n: 0 }), problem => problem instanceof Problem && problem.status === 400 && problem.field === 'n');
  const outcomes = await Promise.allSettled(['view', 'sniff', 'like'].map(type => manidala.record({ userId, itemId: 'js-item', type })));

  assert.deepEqual(outcomes.map(each => each.status), ['fulfilled', 'rejected', 'fulfilled']);
  assert.match(outcomes[1].reason.allowed, /like/);
});

live('lists, items and categories are there', async () => {
  const manidala = new Manidala({ url });
  const [trending, latest, categories] = await Promise.all([manidala.trending({ n: 3 }), manidala.latest({ n: 3, include: 'item' }), manidala.categories()]);
  const item = await manidala.item(latest.items[0].id);

  assert.equal(trending.items.length, 3);
  assert.equal(item.title, latest.items[0].item.title);
  assert.ok(categories.includes(item.categories[0]));
  assert.equal((await manidala.similar(item.id, { n: 4 })).items.length, 4);
});

live('the example of the README runs', async () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, example] = /```js\n([\s\S]*?)```/.exec(readme);
  assert.ok(example.trim().split('\n').length <= 10);
  const code = example.replace("'manidala'", JSON.stringify(new URL('../manidala.js', import.meta.url).href))
    .replace('http://localhost:8080', url).replaceAll("'ada'", `'${someone()}'`);
  const said = [];
  const log = console.log;
  console.log = (...words) => said.push(words);
  try {
    await import(`data:text/javascript,${encodeURIComponent(code)}`);
  } finally {
    console.log = log;
  }

  assert.equal(said.length, 2);
  assert.ok(said[1][0] > said[0][0]);
});
