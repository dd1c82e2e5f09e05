import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cleanInput } from '../../common/clean-input.ts';
import { BREAKING, confirm, PAYLOADS, post, signerOf, usePayloads } from './payloads.ts';

const ENTERED = [...PAYLOADS, ...BREAKING.keys()];
/** Direction marks around a name are dropped. */
const WITHOUT_MARKS = new Map([['\u200f<b>מרים</b>\u200e', '<b>מרים</b>']]);

describe('formulas and markup in what signers enter', () => {
  const stage = usePayloads();

  test('are exported as written, without what breaks lines or reorders text, except for an apostrophe in CSV that keeps spreadsheets from running them', async () => {
    const responses = await Promise.all(
      ENTERED.map((payload, index) =>
        post(stage, '/v1/petitions/payloads-0/signatures', {
          ...signerOf(0),
          givenName: payload,
          familyName: payload,
          comment: `${payload}\n${payload}`,
          email: `list-${index}@example.org`,
        }),
      ),
    );
    for (const { status } of responses) assert.equal(status, 202);
    for (const index of ENTERED.keys()) await confirm(stage, `list-${index}@example.org`);
    const exportAs = (format: string) =>
      stage.command(
        'export',
        'payloads-0',
        '--identity',
        join(stage.dataDir, 'identity'),
        '--format',
        format,
      );
    const [ndjson, csv] = await Promise.all([exportAs('ndjson'), exportAs('csv')]);
    const payloads = new Map(
      ENTERED.map((payload, index) => {
        const name = BREAKING.get(payload) ?? WITHOUT_MARKS.get(payload) ?? payload;
        return [
          `list-${index}@example.org`,
          { name, comment: cleanInput(`${payload}\n${payload}`, 'lines') },
        ];
      }),
    );
    const objects = ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [header, ...rows] = parseCsv(csv.replace(/^\ufeff/, ''));
    assert.deepEqual(new Set(objects.map(({ email }) => email)), new Set(payloads.keys()));
    assert.equal(rows.length, ENTERED.length);
    for (const { email, givenName, familyName, comment } of objects) {
      const payload = payloads.get(email)!;
      assert.deepEqual([givenName, familyName, comment], [payload.name, payload.name, payload.comment]);
    }
    for (const row of rows) {
      const cells = Object.fromEntries(header!.map((name, index) => [name, row[index]!]));
      const payload = payloads.get(cells.email!)!;
      // Some spreadsheets also start a cell after a semicolon or a line break.
      const guarded = (text: string) => text.replace(/(?<=^|[;\n])(?=[=+\-@])/g, "'");
      assert.equal(cells.givenName, guarded(payload.name));
      assert.equal(cells.familyName, guarded(payload.name));
      assert.equal(cells.comment, guarded(payload.comment));
    }
  });
});

/** Rows of cells by RFC 4180. Anything else throws. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, quoted, bare, end] = cell.exec(text) ?? assert.fail('invalid CSV');
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare!);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}
