import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as module from '../manidala.js';

const declarations = readFileSync(new URL('../manidala.d.ts', import.meta.url), 'utf8');

/** The body of a declared class. */
function declared(name) {
  const body = new RegExp(`export (?:class|interface) ${name}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(declarations);
  assert.ok(body, `${name} is not declared`);
  return body[1].split('\n').map(line => /^ {2}(?:static |readonly |get )*(\w+)[(?:]/.exec(line)?.[1]).filter(member => member);
}

test('every export is declared, and nothing else is', () => {
  const values = [...declarations.matchAll(/^export (?:class|function|const) (\w+)/gm)].map(match => match[1]);

  assert.deepEqual(values.sort(), Object.keys(module).sort());
});

for (const [name, instance] of [['Manidala', null], ['Problem', new module.Problem(400, null)], ['EventParser', null]]) {
  test(`every member of ${name} is declared`, () => {
    const own = instance === null ? [] : Object.keys(instance).filter(member => member !== 'name');
    const members = [...Object.getOwnPropertyNames(module[name].prototype), ...own];
    const statics = Object.getOwnPropertyNames(module[name]).filter(member => typeof module[name][member] === 'function' && member !== 'prototype');

    assert.deepEqual(new Set(declared(name).concat('constructor')), new Set([...members, ...statics]));
  });
}
