import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const MOST_BYTES = 10_000;
const folder = fileURLToPath(new URL('../../dist/widget', import.meta.url));
const bundle = readFileSync(`${folder}/petition-widget.js`);
const solver = readFileSync(`${folder}/petition-solver.js`);
const code = bundle.toString();

test(`the whole widget is at most ${MOST_BYTES} bytes in brotli`, () => {
  const bytes = brotliCompressSync(bundle).length;
  assert.ok(bytes <= MOST_BYTES, `it is ${bytes} bytes; take out ${bytes - MOST_BYTES}`);
});

test('the widget is one file, which fetches two others where they are needed: what solves, and what advises', () => {
  assert.deepEqual(code.match(/\bimport\s*[({"'][^)]*\)?|\bfrom\s*["'].*/g), [
    'import("./petition-advice.js")',
    'import("./petition-solver.js")',
  ]);
});

test('what advises is small, and imports nothing', () => {
  const advice = readFileSync(`${folder}/petition-advice.js`);
  assert.ok(brotliCompressSync(advice).length < 1_500);
  assert.doesNotMatch(advice.toString(), /\bimport\b/);
});

test('the bar alone is at most 7500 bytes in brotli', () => {
  const bytes = brotliCompressSync(readFileSync(`${folder}/petition-progress.js`)).length;
  assert.ok(bytes <= 7_500, `it is ${bytes} bytes`);
});

test('what solves is small, and imports nothing', () => {
  assert.ok(brotliCompressSync(solver).length < 1_200);
  assert.doesNotMatch(
    solver.toString().replaceAll('import.meta', '').replace('`import{search}from$', ''),
    /\bimport\b/,
  );
});

test('four languages stand in the bundle, and six beside it, as data', () => {
  for (const words of [
    'Sign the petition',
    'Firmar la petición',
    'Signer la pétition',
    'Assinar a petição',
  ]) {
    assert.ok(code.includes(words), words);
  }
  const beside = readdirSync(folder).filter((name) => name.endsWith('.json'));
  assert.deepEqual(
    beside.sort(),
    ['ar', 'de', 'ht', 'tl', 'vi', 'zh'].map((lang) => `petition-widget.${lang}.json`),
  );
  for (const name of beside) {
    const { sign } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
    assert.ok(sign && !code.includes(sign), name);
  }
});

test('what makes a frame as high as it is is small, and imports nothing', () => {
  const frame = readFileSync(`${folder}/petition-frame.js`, 'utf8');
  assert.ok(brotliCompressSync(frame).length < 600);
  assert.doesNotMatch(frame.replaceAll('import.meta', ''), /\bimport\b/);
});

test('the Trusted Types policy bears the widget’s name, and no other', () => {
  assert.deepEqual(code.match(/createPolicy\("[^"]*"/g), ['createPolicy("petition-widget"']);
});
