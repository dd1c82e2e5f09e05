import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findJsonError, locate } from '../../../server/lib/json.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonError', () => {
  for (const [mistake, json, at, hint] of [
    ['a trailing comma in an object', '[{"a": 1,\n}]', '1,9', /remove the comma before "}"/],
    ['a trailing comma in an array', '[1, 2, ]', '1,6', /remove the comma before "\]"/],
    ['a missing comma', '[\n {"a": 1\n  "b": 2}]', '3,3', /a comma or "}" is missing here/],
    ['curly quotes', '[{“a”: 1}]', '1,3', /curly quotes/],
    ['a curly quote at the end', '[{"a”: 1}]', '1,3', /ends with a curly quote/],
    ['single quotes', "[{'a': 1}]", '1,3', /double quotes/],
    ['a key without quotes', '[{a: 1}]', '1,3', /put the key in double quotes/],
    ['a value without quotes', '[{"a": open}]', '1,8', /put text in double quotes/],
    ['a missing value', '[{"a": }]', '1,8', /put text in double quotes/],
    ['a line break in a text', '[{"a": "x\ny"}]', '1,8', /write \\n for a line break/],
    ['a backslash', '["C:\\temp\\q"]', '1,10', /write \\\\ for a backslash/],
    ['a comment', '[1] // done', '1,5', /remove the comment/],
    ['two commas', '[1,,2]', '1,4', /remove this comma/],
    ['a missing bracket', '[{"a": 1}', '1,10', /ends too early/],
    ['an empty file', ' \n', '2,1', /the file is empty/],
    ['a second array', '[1]\n[2]', '2,1', /remove what follows the end/],
  ] as const) {
    it(`says where ${mistake} is, and what to do`, () => {
      const error = findJsonError(json);
      assert.ok(error);
      const { line, column } = locate(json, error.index);
      assert.equal(`${line},${column}`, at);
      assert.match(error.hint, hint);
    });
  }

  it('agrees with JSON.parse', () => {
    const part = fc.constantFrom(
      ...'[]{},:"\\ \n1-0.e+',
      'true',
      'null',
      '"a"',
      '"a":',
      '\\u0041',
      '\t',
      '“',
      'é',
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.json()), (json) => {
        assert.equal(findJsonError(json) === null, parses(json), json);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('locate', () => {
  it('shows the line with a mark below, counting characters as people see them', () => {
    assert.deepEqual(locate('[\r\n\t"🌻" 1\r\n]', 9), { line: 2, column: 6, excerpt: ' "🌻" 1\n     ^' });
  });

  it('shortens a long line', () => {
    const { excerpt } = locate(`${'a'.repeat(500)}!${'b'.repeat(500)}`, 500);
    const [line, mark] = excerpt.split('\n');
    assert.ok(line!.length < 100);
    assert.equal(line![mark!.indexOf('^')], '!');
  });
});
