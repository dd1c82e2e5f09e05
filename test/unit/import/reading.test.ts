import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mapColumns, parseMap } from '../../../server/import/map-columns.ts';
import { findLayout, readPages } from '../../../server/import/rows.ts';
import { openSource } from '../../../server/import/source-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function read(t: TestContext, content: string | Buffer) {
  const path = join(temporaryFolder(t), 'list.csv');
  writeFileSync(path, content);
  const file = await openSource(path, () => {});
  try {
    const layout = await findLayout(file);
    const rows: string[][] = [];
    for await (const page of readPages(file, layout)) rows.push(...page.map(({ cells }) => cells));
    return { encoding: file.encoding, ...layout, rows };
  } finally {
    await file.close();
  }
}

const TEXT = 'name,email\nZoë Müller,zoe@example.org\n';
const ROWS = [['Zoë Müller', 'zoe@example.org']];

describe('reading files of other tools', () => {
  it('recognizes encodings by byte order mark, else UTF-8, else Windows-1252', async (t) => {
    const utf16be = Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16();
    for (const [content, encoding] of [
      [TEXT, 'utf-8'],
      [`\ufeff${TEXT}`, 'utf-8'],
      [Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf-16le'],
      [Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
      [utf16be, 'utf-16be'],
      [Buffer.from(TEXT, 'latin1'), 'windows-1252'],
    ] as const) {
      const result = await read(t, content);
      assert.deepEqual([result.encoding, result.header, result.rows], [encoding, ['name', 'email'], ROWS]);
    }
  });

  it('decides about the encoding only at the end of the file', async (t) => {
    const ascii = 'Ana,ana@example.org\n'.repeat(30_000);
    const { encoding, rows } = await read(
      t,
      Buffer.from(`name,email\n${ascii}Zo\u00eb,z@example.org\n`, 'latin1'),
    );
    assert.equal(encoding, 'windows-1252');
    assert.deepEqual([rows.length, rows.at(-1)], [30_001, ['Zoë', 'z@example.org']]);
  });

  it('finds the separator by the number of cells, not by the header alone', async (t) => {
    for (const separator of [',', ';', '\t', '|']) {
      const content = ['Name', 'E-mail', 'Why; or, why not'].map((cell) => `"${cell}"`).join(separator);
      const row = ['Ana', 'ana@example.org', 'Yes, indeed; it is'].map((cell) => `"${cell}"`).join(separator);
      const result = await read(t, `${content}\r\n${row}\r\n`);
      assert.equal(result.separator, separator);
      assert.deepEqual(result.rows, [['Ana', 'ana@example.org', 'Yes, indeed; it is']]);
    }
    assert.deepEqual((await read(t, 'email\nana@example.org\n')).rows, [['ana@example.org']]);
  });

  it('reads padded cells, line breaks in cells, and quotes that a tool forgot to double', async (t) => {
    const { rows } = await read(
      t,
      [
        'name , comment,email',
        ' Ana , "two\nlines" , a@example.org',
        '"Bo","She said "no" twice","b@example.org"',
        '"Cy","a ""doubled"" one","c@example.org"',
        '"Di","","d@example.org"',
        '5" Ed,"""all""","e@example.org"',
        '"Flo", ""start" of it","f@example.org"',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      rows.map((cells) => cells.map((cell) => cell.trim())),
      [
        ['Ana', 'two\nlines', 'a@example.org'],
        ['Bo', 'She said "no" twice', 'b@example.org'],
        ['Cy', 'a "doubled" one', 'c@example.org'],
        ['Di', '', 'd@example.org'],
        ['5" Ed', '"all"', 'e@example.org'],
        ['Flo', '"start" of it', 'f@example.org'],
      ],
    );
  });

  it('repairs quotes at every place where a chunk may end', async (t) => {
    const row = '"Bo","She said "no" twice, ""really""","b@example.org"\n';
    const { rows } = await read(t, `name,comment,email\n${row.repeat(12_000)}`);
    assert.equal(rows.length, 12_000);
    const wrong = rows.filter(([, comment]) => comment !== 'She said "no" twice, "really"');
    assert.deepEqual(wrong, []);
  });

  it('refuses what is no list, and says what it is', async (t) => {
    const utf8 = 'é,b@example.org\n'.repeat(3);
    for (const [content, message] of [
      ['PK\x03\x04rest', /is an Excel or LibreOffice workbook, or another ZIP archive/],
      [gzipSync('a,b'), /is compressed with gzip/],
      ['%PDF-1.7', /is a PDF/],
      ['<!DOCTYPE html><table>', /is HTML or XML/],
      ['[{"email":"a@example.org"}]', /is JSON/],
      ['{"sealedPetition":1}', /is a sealed file/],
      ['', /is empty/],
      ['name,email\nAna,a@example.org\nB\0o,b@example.org\n', /there is a NUL byte in line 3/],
      [Buffer.from(`\ufeffname,email\nA\0na,a@example.org\n`, 'utf16le'), /contains NUL characters/],
      [
        Buffer.concat([Buffer.from(`name,email\n${utf8}`), Buffer.from('\u00e9,c@example.org\n', 'latin1')]),
        /mixes encodings: most of it is UTF-8, but line 5 isn't/,
      ],
      [
        Buffer.concat([Buffer.from('\ufeffname,email\n'), Buffer.from('\u00e9,c@example.org\n', 'latin1')]),
        /starts with the byte order mark of UTF-8, but line 2 is in another encoding/,
      ],
      ['a,'.repeat(3_000), /has more than 2,000 columns/],
      ['a,'.repeat(1_000_000), /The first line of .* is longer than 256 KB/],
      [
        `name,email\n"Ana,a@example.org\n${'Bo,b@example.org\n'.repeat(100_000)}`,
        /a quoted cell of row 2 doesn't end/,
      ],
    ] as const) {
      await assert.rejects(read(t, content), { name: 'UserError', message });
    }
  });
});

describe('the columns of a file', () => {
  const map = (header: string, ...maps: string[]) =>
    mapColumns('list.csv', header.split('|'), maps.map(parseMap));

  it('are recognized in ten languages, with other case, accents, and punctuation', () => {
    for (const header of [
      'First Name |LAST_NAME|E-Mail Address|Postal Code',
      'Nombre|Apellidos|Correo electrónico|Código postal',
      'Prénom|Nom de famille|Adresse e-mail|Code postal',
      'Nome|Sobrenome|Endereço de e-mail|CEP',
      'Vorname|Nachname|E-Mail-Adresse|Postleitzahl',
      'Prenon|Siyati|Imèl|Kòd postal',
      'Tên|Họ|Địa chỉ email|Mã bưu điện',
      'Pangalan|Apelyido|Email|Kodigo postal',
      'الاسم|اسم العائلة|البريد الإلكتروني|الرمز البريدي',
      '名字|姓|电子邮件|邮政编码',
    ]) {
      assert.deepEqual(map(header), { givenName: 0, familyName: 1, email: 2, postalCode: 3 }, header);
    }
  });

  it('are taken from questions of a form, and by their exact name from --map', () => {
    assert.deepEqual(map('What is your first name?|Your email address'), { givenName: 0, email: 1 });
    assert.deepEqual(map('Q1|Q2|Email', 'Q1=givenName', 'q2 =email', 'Email=ignore'), {
      givenName: 0,
      email: 1,
    });
  });

  it('prefer the most telling header, and are refused if two are alike', () => {
    assert.deepEqual(map('First name|email1|email'), { givenName: 0, email: 2 });
    assert.throws(() => map('First name|Email|email '), { message: /may both hold the field "email"/ });
  });

  it('are named if none is recognized or a mapped one is missing', () => {
    assert.throws(() => map('A|B'), { message: /Its columns are: "A", "B"\. Say which is which with --map/ });
    assert.throws(() => map('Email', 'C=name'), { message: /has no column "C"/ });
    assert.throws(() => map('Email', 'Email=address'), { message: /FIELD one of: givenName/ });
  });
});
