import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createManifest, formatManifest, PAGES, updatePages, updateTables } from '../../build/reference.js';

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

/** The rows of each generated table, by the name in its marker. */
const rowsOf = (page: string) =>
  Array.from(
    page.matchAll(/<!-- ([\w-]+ \w+), from the sources -->\n(.*?)<!-- end -->/gs),
    ([, name, table]) => ({ name, rows: table!.split('\n').filter((line) => line.startsWith('| `')).length }),
  );

test('no generated table is empty, and none is missing', () => {
  const pages = Object.fromEntries(PAGES.map((name) => [name, read(name)]));
  const tables = Object.values(pages).flatMap(rowsOf);
  assert.deepEqual(
    tables.filter(({ rows }) => rows === 0),
    [],
  );
  for (const kind of ['attributes', 'properties', 'parts', 'events']) {
    assert.ok(
      tables.some(({ name }) => name === `petition-widget ${kind}`),
      kind,
    );
  }
  assert.deepEqual(updatePages(pages), pages, FIX);
});

test('an empty table is filled', () => {
  const empty = 'Text.\n<!-- petition-widget events, from the sources -->\n<!-- end -->\nMore text.\n';
  assert.equal(rowsOf(empty)[0]!.rows, 0);
  const filled = updateTables(empty);
  assert.equal(rowsOf(filled)[0]!.rows, 4);
  assert.match(filled, /^Text\.\n<!-- .*<!-- end -->\nMore text\.\n$/s);
  assert.equal(updateTables(filled), filled);
});

test('a marker without a table or an end is an error, and so is a table without a marker', () => {
  const start = (name: string) => `<!-- petition-widget ${name}, from the sources -->\n`;
  assert.throws(
    () => updateTables(`${start('gestures')}<!-- end -->\n`),
    /no table "petition-widget gestures"/,
  );
  const unended = `${start('parts')}\n${start('events')}<!-- end -->\n`;
  assert.throws(() => updateTables(unended), /"petition-widget parts" has no "<!-- end -->"/);
  assert.throws(() => updateTables(start('events')), /"petition-widget events" has no "<!-- end -->"/);
  const pages = Object.fromEntries(PAGES.map((name) => [name, read(name)]));
  const page = 'docs/styling-and-events.md';
  const incomplete = {
    ...pages,
    [page]: pages[page]!.replaceAll('petition-widget parts', 'petition-widget events'),
  };
  assert.throws(() => updatePages(incomplete), /No page has a marker for: petition-widget parts$/);
});

test('the documented parts of the list are those that it has', () => {
  const documented = createManifest()
    .modules.at(-1)!
    .declarations[0].cssParts.map(({ name }) => name);
  const used = Array.from(read('widget/petition-list.ts').matchAll(/\bpart="(\w+)"/g), ([, name]) => name!);
  assert.deepEqual([...new Set(used)].sort(), documented.sort());
});

test('the documented parts are those that the templates have', () => {
  const templates = readdirSync(pathTo('widget/templates'))
    .map((name) => read(`widget/templates/${name}`))
    .concat(read('widget/petition-progress.ts'), read('widget/sharing.ts'))
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
