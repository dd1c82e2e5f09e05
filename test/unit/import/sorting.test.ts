import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SignatureSorter } from '../../../server/import/signature-sorter.ts';
import type { KeyedSignature } from '../../../server/signatures/imported-signature.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** So few keys that most signatures don't fit in the memory that each part of them has. */
const KEYS = [0x0000, 0x0001, 0x0080, 0x7fff, 0xff00].map((start) => {
  const key = Buffer.alloc(32, 7);
  key.writeUInt16BE(start);
  return key;
});
const WORD = 'Quillfeather';

/** The numbers count up in the order in which the signatures are added. */
const signatures: KeyedSignature[] = Array.from({ length: 5_000 }, (_, number) => ({
  signer_key: KEYS[(number * 3) % KEYS.length]!,
  signed_on: `2026-01-0${1 + (number % 9)}`,
  partner: number % 2 === 0 ? null : 'harbour-aid',
  record: Buffer.from(JSON.stringify({ number, text: WORD.repeat(number % 40) })),
}));

function sorterOf(folder: string, added: readonly KeyedSignature[]): SignatureSorter {
  const sorter = new SignatureSorter(folder);
  for (const signature of added) sorter.add(signature);
  return sorter;
}

const plain = ({ signer_key, signed_on, partner, record }: KeyedSignature) => ({
  key: Buffer.from(signer_key).toString('hex'),
  signed_on,
  partner,
  record: Buffer.from(record).toString(),
});

describe('sorting signatures', () => {
  it('puts them in the order of their keys, and those of one key in the order in which they came', (t) => {
    const sorter = sorterOf(temporaryFolder(t), signatures);
    t.after(() => sorter.close());
    const expected = signatures.map(plain).sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
    assert.deepEqual([...sorter.sorted()].flat().map(plain), expected);
  });

  it('keeps what does not fit in memory in a file that has no name, and that only this process can read', (t) => {
    const folder = temporaryFolder(t);
    const sorter = sorterOf(folder, signatures);
    t.after(() => sorter.close());
    assert.deepEqual(readdirSync(folder), []);
    const open = readdirSync('/proc/self/fd').map((name) => join('/proc/self/fd', name));
    const [file] = open.filter((path) => isLinkInto(path, folder));
    const bytes = readFileSync(file!);
    assert.ok(bytes.length > 500_000);
    for (const hidden of [WORD, KEYS[0]!, '2026-01-0', 'harbour-aid'])
      assert.equal(bytes.includes(hidden), false);
    sorter.close();
    assert.equal(
      open.some((path) => isLinkInto(path, folder)),
      false,
    );
  });

  it('needs no file for what fits in memory', (t) => {
    const sorter = sorterOf(join(temporaryFolder(t), 'missing'), signatures.slice(0, 100));
    assert.equal([...sorter.sorted()].flat().length, 100);
  });

  it('says where there must be room if the file can’t be written', (t) => {
    const folder = join(temporaryFolder(t), 'missing');
    assert.throws(() => sorterOf(folder, signatures), {
      name: 'UserError',
      message: /in a temporary file in .*missing: .*Make room .*nobody is counted twice/,
    });
  });
});

function isLinkInto(path: string, folder: string): boolean {
  try {
    return readlinkSync(path).startsWith(folder);
  } catch {
    // The one that listed the folder is closed by now.
    return false;
  }
}
