import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRule } from '../../../console/editor/rules.ts';
import { damaged } from '../../../server/images/picture-header.ts';
import { prepareImage } from '../../../server/images/prepare-image.ts';
import { InvalidEntriesError } from '../../../server/petitions/entry-errors.ts';
import { parseEntries } from '../../../server/petitions/petition-file.ts';
import { drawLandscape } from '../../support/pictures.ts';

const VALID = { slug: 'a', creator: 'A', texts: { en: { title: 'A', text: 'B' } } };

/** Everything that somebody can get wrong in a field of the editor. */
const MISTAKES: Record<string, unknown>[] = [
  { slug: 'Not A Slug' },
  { slug: 'a'.repeat(81) },
  { creator: '' },
  { creator: 'two\nlines' },
  { creator: 'a\u0007bell' },
  { creator: 'a'.repeat(121) },
  { goal: 'many' },
  { goal: 1.5 },
  { goal: 0 },
  { carriedOver: 2_000_000_000 },
  { closesOn: '2031-02-30' },
  { timeZone: 'Mars/Olympus' },
  { tags: ['Not a tag'] },
  { tags: ['twice', 'twice'] },
  { tags: Array.from({ length: 21 }, (_, index) => `tag-${index}`) },
  { partners: { 'Not a code': 'A' } },
  { partners: { a: { name: 'A', recipient: 'age1nobody' } } },
  { origins: ['partner.example'] },
  { origins: Array.from({ length: 1001 }, (_, index) => `https://site-${index}.example`) },
  { organizer: { name: 'A', url: 'ftp://a.example' } },
  { organizer: { name: 'A', email: 'nobody' } },
  { image: { upload: '0'.repeat(32), alt: '' } },
  { texts: { english: { title: 'A', text: 'B' } } },
  { texts: { xx: { title: 'A', text: 'B' } } },
  { texts: { en: { title: 'A', text: 'x'.repeat(20_001) } } },
];

const messagesOf = (changes: Record<string, unknown>): string[] => {
  try {
    parseEntries([{ ...VALID, ...changes }]);
  } catch (error) {
    assert.ok(error instanceof InvalidEntriesError);
    return error.errors.map(({ message }) => message);
  }
  assert.fail(`accepted: ${JSON.stringify(changes).slice(0, 80)}`);
};

describe('what the editor says about mistakes', () => {
  it('has a translation for each of the server’s sentences about what can be typed', () => {
    for (const changes of MISTAKES) {
      for (const message of messagesOf(changes)) assert.ok(findRule(message), message);
    }
  });

  it('has a translation for each of the server’s sentences about pictures', async () => {
    const refused = async (bytes: Buffer) => {
      const error = await prepareImage(bytes, 'hero').catch((reason: Error) => reason);
      assert.ok(error instanceof Error);
      return error.message;
    };
    const messages = [
      damaged().message,
      await refused(Buffer.from('GIF89a')),
      await refused(Buffer.from('text')),
      await refused(await drawLandscape(100, 80).encode('png')),
      await refused(Buffer.alloc(11 * 1024 * 1024)),
      await refused(Buffer.alloc(0)),
    ];
    for (const message of messages) assert.ok(findRule(message), message);
  });

  it('has no translation for other sentences', () => {
    assert.equal(findRule('must be blue'), undefined);
  });
});
