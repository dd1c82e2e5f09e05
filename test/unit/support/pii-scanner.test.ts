import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { findPii } from '../../support/pii-scanner.ts';

const ADDRESS = 'Zoë.Brânză+x@Müller.example.org';
const NAME = 'Zoë O’Brânză & Søn';
const digest = (algorithm: string) => createHash(algorithm).update(ADDRESS.toLowerCase()).digest();

describe('findPii', () => {
  for (const [encoding, variant, encoded, needle = NAME] of [
    ['plain', 'as typed', ADDRESS],
    ['plain', 'in lowercase', NAME.toLowerCase()],
    ['plain', 'in uppercase', NAME.toUpperCase()],
    ['plain', 'in mixed case', 'zoë.bRânză+X@müller.EXAMPLE.org'],
    ['plain', 'with decomposed accents', NAME.normalize('NFD')],
    ['plain', 'with the domain in ASCII', 'zoë.brânză+x@xn--mller-kva.example.org'],
    ['UTF-16LE', 'as on Windows', Buffer.from(NAME, 'utf16le')],
    ['Latin-1', 'as in old texts', Buffer.from('Müller-Lüdenscheidt', 'latin1'), 'Müller-Lüdenscheidt'],
    ['UTF-8 twice', 'read as Latin-1', Buffer.from(Buffer.from(NAME).toString('latin1'))],
    ['base64', 'alone', Buffer.from(NAME).toString('base64')],
    ['base64', 'after one byte', Buffer.from(`x${NAME}yz`).toString('base64')],
    ['base64', 'after two bytes', Buffer.from(`xx${NAME}y`).toString('base64')],
    ['base64', 'wrapped', Buffer.from(NAME).toString('base64').replace(/.{9}/g, '$&\r\n')],
    [
      'base64',
      'in the URL alphabet',
      Buffer.from(JSON.stringify({ a: '???>>>', NAME })).toString('base64url'),
    ],
    [
      'base64',
      'with characters of the URL alphabet',
      Buffer.from('ÿþ?>ÿþ?>').toString('base64url'),
      'ÿþ?>ÿþ?>',
    ],
    ['hex', 'in lowercase', Buffer.from(NAME).toString('hex')],
    ['hex', 'in uppercase', Buffer.from(NAME).toString('hex').toUpperCase()],
    ['percent', 'as in a path', encodeURIComponent(NAME)],
    ['percent', 'in lowercase', encodeURIComponent(NAME).toLowerCase()],
    ['percent', 'as sent by a form', String(new URLSearchParams({ NAME }))],
    ['percent', 'except legal characters', encodeURI(ADDRESS)],
    ['percent', 'every byte', Buffer.from(NAME).toString('hex').replace(/../g, '%$&')],
    ['JSON', 'with quotes', JSON.stringify({ a: 'Zoë "Zo" Ømberg' }), 'Zoë "Zo" Ømberg'],
    [
      'JSON',
      'in ASCII',
      NAME.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    [
      'JSON',
      'every character',
      NAME.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['HTML', 'by name', 'Zo&euml; O’Br&acirc;nză &amp; S&oslash;n'],
    ['HTML', 'as our pages escape it', 'Zoë O’Brânză &amp; Søn'],
    ['HTML', 'in decimal', NAME.replace(/[^ -~]/gu, (character) => `&#${character.codePointAt(0)};`)],
    [
      'HTML',
      'in hex, every character',
      NAME.replace(/[\s\S]/gu, (character) => `&#x${character.codePointAt(0)!.toString(16)};`),
    ],
    ['quoted-printable', 'in an email', 'Zo=C3=AB O=E2=80=99Br=C3=A2nz=C4=83 & S=C3=B8n'],
    ['quoted-printable', 'wrapped', 'Zo=C3=AB O=E2=80=\r\n=99Br=C3=A2nz=C4=83 & S=C3=\r\n=B8n'],
    ['quoted-printable', 'in a header', '=?UTF-8?Q?Zo=C3=AB_O=E2=80=99Br=C3=A2nz=C4=83_&_S=C3=B8n?='],
    ['md5 hex', 'as for an avatar', digest('md5').toString('hex')],
    ['sha1 hex', 'in uppercase', digest('sha1').toString('hex').toUpperCase()],
    ['sha256 hex', 'truncated', digest('sha256').toString('hex').slice(0, 32)],
    ['sha256 base64', 'in JSON', JSON.stringify(digest('sha256').toString('base64'))],
    ['sha256 plain', 'as bytes', digest('sha256')],
    ['sha512 base64', 'in a URL', digest('sha512').toString('base64url')],
  ] as [string, string, string | Buffer, string?][]) {
    it(`finds ${encoding}, ${variant}`, () => {
      const here = Buffer.concat([randomBytes(777), Buffer.from(encoded as string), randomBytes(777)]);
      const found = findPii(
        [ADDRESS, needle],
        [
          { where: 'elsewhere', bytes: randomBytes(777) },
          { where: 'here', bytes: here },
        ],
      );
      assert.ok(
        found.some((match) => match.encoding === encoding),
        JSON.stringify(found),
      );
      assert.deepEqual(new Set(found.map(({ where }) => where)), new Set(['here']));
    });
  }

  it('finds bytes and their encodings', () => {
    const bytes = randomBytes(40);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      const text = Buffer.concat([randomBytes(1), bytes]).toString(encoding);
      assert.deepEqual(findPii([bytes], [{ where: 'here', bytes: text }])[0]?.where, 'here');
    }
    assert.equal(findPii([bytes], [{ where: 'here', bytes }]).length, 1);
  });

  it('finds bytes among zeros, which are most of a database', () => {
    const zeros = Buffer.alloc(1_000);
    for (const needle of ['Zoë Brânză', Buffer.from('utf16', 'utf16le'), Buffer.alloc(8).fill('xy', 6)]) {
      for (const bytes of [[needle], [needle, zeros], [zeros, needle], [zeros, needle, zeros]]) {
        const place = Buffer.concat(bytes.map((part) => Buffer.from(part as Buffer)));
        assert.equal(findPii([needle], [{ where: 'here', bytes: place }])[0]?.encoding, 'plain');
      }
    }
    assert.deepEqual(findPii(['Zoë Brânză'], [{ where: 'here', bytes: zeros }]), []);
    assert.equal(findPii([zeros], [{ where: 'here', bytes: zeros }]).length, 1);
  });

  it('finds the shortest needle wherever it begins, and in any case', () => {
    const needle = 'ana@e.x';
    for (const before of [0, 1, 2, 3, 4, 5, 6, 7]) {
      for (const text of [needle, needle.toUpperCase()]) {
        const bytes = Buffer.concat([randomBytes(before), Buffer.from(text), randomBytes(3)]);
        assert.equal(
          findPii([needle], [{ where: 'here', bytes }])[0]?.encoding,
          'plain',
          `${text} at ${before}`,
        );
      }
    }
  });

  it('rejects needles so short that they occur by chance', () => {
    assert.throws(() => findPii(['Ana'], []), /too short/);
  });

  it('finds nothing in megabytes of random bytes', () => {
    const bytes = randomBytes(16_000_000);
    assert.deepEqual(findPii([ADDRESS, NAME, 'Okoro-Lindqvist'], [{ where: 'here', bytes }]), []);
    const base64 = bytes.toString('base64');
    assert.deepEqual(findPii([ADDRESS, NAME, 'Okoro-Lindqvist'], [{ where: 'here', bytes: base64 }]), []);
  });
});
