import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

/** With its headers, the response fits into one initial TCP window of 10 × 1,460 bytes. */
const MAX_WIDGET_BYTES = 13_500;
const MAX_PROGRESS_BYTES = 9_000;
const MAX_LIST_BYTES = 9_500;
const MAX_DIAGNOSTICS_BYTES = 1_950;
const MAX_SOLVER_BYTES = 1_200;
const MAX_FRAME_BYTES = 1_000;
const MAX_SIGNING_HELP_BYTES = 3_500;
const MAX_EMBED_LINKS_BYTES = 800;
const MAX_DETAILS_BYTES = 1_500;

const folder = fileURLToPath(new URL('../../dist/widget', import.meta.url));
const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
const widget = read('petition-widget.js');

/** Size of a file as servers send it. Brotli's default quality is its best, 11. */
const compressedBytes = (name: string) => brotliCompressSync(readFileSync(`${folder}/${name}`)).length;

for (const [name, max] of Object.entries({
  'petition-widget.js': MAX_WIDGET_BYTES,
  'petition-progress.js': MAX_PROGRESS_BYTES,
  'petition-list.js': MAX_LIST_BYTES,
  'petition-diagnostics.js': MAX_DIAGNOSTICS_BYTES,
  'petition-solver.js': MAX_SOLVER_BYTES,
  'petition-frame.js': MAX_FRAME_BYTES,
  'petition-signing-help.js': MAX_SIGNING_HELP_BYTES,
  'petition-embed-links.js': MAX_EMBED_LINKS_BYTES,
  'petition-details.js': MAX_DETAILS_BYTES,
})) {
  test(`${name} has at most ${max} bytes in brotli`, () => {
    const bytes = compressedBytes(name);
    assert.ok(bytes <= max, `${bytes} bytes; remove ${bytes - max}`);
  });
}

test('the widget is one file that loads only the diagnostics, the solver, the help for signing, what upgrades links, and what only some petitions show, and only on demand', () => {
  assert.deepEqual(widget.match(/\bimport\s*[({"'][^)]*\)?|\bfrom\s*["'].*/g), [
    'import("./petition-diagnostics.js")',
    'import("./petition-diagnostics.js")',
    'import("./petition-signing-help.js")',
    'import("./petition-solver.js")',
    'import("./petition-details.js")',
    'import("./petition-embed-links.js")',
  ]);
});

for (const name of [
  'petition-diagnostics.js',
  'petition-solver.js',
  'petition-frame.js',
  'petition-signing-help.js',
  'petition-embed-links.js',
  'petition-details.js',
]) {
  test(`${name} imports nothing`, () => {
    // The script of the solver's worker is a string.
    const code = read(name).replaceAll('import.meta', '').replace('`import{search}from$', '');
    assert.doesNotMatch(code, /\bimport\b/);
  });
}

test('English and Spanish are in the widget, and eight languages are data files beside it', () => {
  for (const label of ['Sign the petition', 'Firmar la petición']) assert.ok(widget.includes(label), label);
  const dictionaries = readdirSync(folder).filter((name) => name.endsWith('.json'));
  assert.deepEqual(
    dictionaries.sort(),
    ['ar', 'de', 'fr', 'ht', 'pt', 'tl', 'vi', 'zh'].map((lang) => `petition-widget.${lang}.json`),
  );
  for (const name of dictionaries) {
    const { sign } = JSON.parse(read(name));
    assert.ok(sign && !widget.includes(sign), name);
  }
});

test('the Trusted Types policy has the widget’s name, and there is no other', () => {
  assert.deepEqual(widget.match(/createPolicy\("[^"]*"/g), ['createPolicy("petition-widget"']);
});
