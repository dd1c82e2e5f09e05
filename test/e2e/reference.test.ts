import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createManifest, formatManifest, PAGES, updateTables } from '../../build/reference.js';

const pathTo = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const read = (name: string) => readFileSync(pathTo(name), 'utf8');
const FIX = 'run `npm run reference`';

test('custom-elements.json is up to date with the sources', () => {
  assert.equal(read('custom-elements.json'), formatManifest(), FIX);
});

test('the npm package’s README and another page have generated tables', () => {
  assert.ok(PAGES.includes('npm/README.md') && PAGES.length > 1, `${PAGES}`);
});

for (const name of PAGES) {
  test(`the tables in ${name} are up to date with the sources`, () => {
    const page = read(name);
    assert.equal(page, updateTables(page), FIX);
    const outdated = page.replace('| `partner` |', '| `partners` |');
    assert.notEqual(outdated, page);
    assert.equal(updateTables(outdated), page, 'an outdated table is noticed');
  });
}

test('the documented parts are those that the templates have', () => {
  const templates = readdirSync(pathTo('widget/templates'))
    .map((name) => read(`widget/templates/${name}`))
    .concat(read('widget/petition-progress.ts'))
    .join('');
  const [widget] = createManifest().modules[0]!.declarations;
  const documented = widget.cssParts.map(({ name }) => name);
  const used = [...templates.matchAll(/\bpart="?(\w+)"?/g)].map(([, name]) => name!);
  // A part that is a template's value is a string.
  const isUsed = (name: string) => used.includes(name) || templates.includes(`'${name}'`);
  assert.deepEqual(
    documented.filter((name) => !isUsed(name)),
    [],
  );
  assert.deepEqual(
    [...new Set(used)].filter((name) => !documented.includes(name)),
    [],
  );
});
