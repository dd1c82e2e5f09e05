import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { manifest, manifestText, READMES, withTables } from '../../build/reference.js';

const textOf = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
const MEND = 'run `npm run reference`';

test('custom-elements.json says what the sources say', () => {
  assert.equal(textOf('custom-elements.json'), manifestText(), MEND);
});

for (const name of READMES) {
  test(`the tables in ${name} say what the sources say`, () => {
    const readme = textOf(name);
    assert.equal(readme, withTables(readme), MEND);
    const stale = readme.replace('| `partner` |', '| `partners` |');
    assert.notEqual(stale, readme);
    assert.equal(withTables(stale), readme, 'and one that doesn’t is noticed');
  });
}

test('the parts that are described are those that templates have', () => {
  const templates = ['views', 'elements', 'progress'].map((name) => textOf(`widget/${name}.ts`)).join('');
  const [widget] = manifest().modules[0]!.declarations;
  const described = widget.cssParts.map(({ name }) => name);
  const used = [...templates.matchAll(/\bpart="?(\w+)"?/g)].map(([, name]) => name!);
  // Where the part is a value, it stands in quotes.
  const isThere = (name: string) => used.includes(name) || templates.includes(`'${name}'`);
  assert.deepEqual(
    described.filter((name) => !isThere(name)),
    [],
  );
  assert.deepEqual(
    [...new Set(used)].filter((name) => !described.includes(name)),
    [],
  );
});
