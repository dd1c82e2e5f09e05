import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const MOST_BYTES = 10_000;
const bundle = readFileSync(fileURLToPath(new URL('../../dist/widget/petition-widget.js', import.meta.url)));
const solver = readFileSync(fileURLToPath(new URL('../../dist/widget/petition-solver.js', import.meta.url)));
const code = bundle.toString();

test(`the whole widget is at most ${MOST_BYTES} bytes in brotli`, () => {
  const bytes = brotliCompressSync(bundle).length;
  assert.ok(bytes <= MOST_BYTES, `it is ${bytes} bytes; take out ${bytes - MOST_BYTES}`);
});

test('the widget is one file that imports nothing but what solves, and that only when it is asked to', () => {
  assert.deepEqual(code.match(/\bimport\s*[({"'][^)]*\)?|\bfrom\s*["'].*/g), [
    'import("./petition-solver.js")',
  ]);
});

test('what solves is small, and imports nothing', () => {
  assert.ok(brotliCompressSync(solver).length < 1_200);
  assert.doesNotMatch(
    solver.toString().replaceAll('import.meta', '').replace('`import{search}from$', ''),
    /\bimport\b/,
  );
});

test('both languages stand in the bundle', () => {
  for (const words of ['Sign the petition', 'Firmar la petición']) assert.ok(code.includes(words), words);
});

test('the Trusted Types policy bears the widget’s name, and no other', () => {
  assert.deepEqual(code.match(/createPolicy\("[^"]*"/g), ['createPolicy("petition-widget"']);
});
