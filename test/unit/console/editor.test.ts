import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EditablePetition } from '../../../common/editing.ts';
import {
  type Draft,
  duplicate,
  emptyDraft,
  slugFor,
  toDraft,
  toEntry,
} from '../../../console/editor/draft.ts';
import { mergeDrafts, takeTheirs } from '../../../console/editor/merge.ts';

const ENTRY: EditablePetition = {
  slug: 'plant-trees',
  creator: 'Street Council',
  status: 'open',
  texts: {
    en: { title: 'Plant trees', text: 'Our street has none.' },
    es: { title: 'Planten árboles', text: 'Nuestra calle no tiene.' },
  },
  target: { en: 'the council', es: 'el concejo' },
  format: 'plain',
  image: { upload: 'a'.repeat(32), alt: { en: 'A street' }, credit: 'Ada' },
  organizer: { name: 'Street Council', url: 'https://street.example' },
  goal: 5_000,
  carriedOver: 120,
  closesOn: '2099-05-31',
  timeZone: 'America/New_York',
  tags: ['trees', 'streets'],
  noindex: false,
  shareText: null,
  fields: { ...emptyDraft('en').fields, postalCode: 'required' },
  approveNames: true,
  partners: { harbor: 'Harbor Aid', gate: { name: 'Open Gate', recipient: `age1${'a'.repeat(58)}` } },
  origins: ['https://partner.example'],
};

const edit = (changes: Partial<Draft>, entry = ENTRY): Draft => ({ ...toDraft(entry), ...changes });

describe('a draft in the editor', () => {
  it('is the same entry again when nothing was typed', () => {
    assert.deepEqual(toEntry(toDraft(ENTRY)), ENTRY);
  });

  it('keeps one text for all languages as that of the main language, which all fall back to', () => {
    const draft = toDraft({ ...ENTRY, target: 'the council' });
    assert.deepEqual(toEntry(draft).target, { en: 'the council' });
  });

  it('reads numbers as people group them, and leaves what isn’t one for the server to refuse', () => {
    const numbers = ['5000', '5,000', '5.000', '5 000', '5’000'].map((goal) => toEntry(edit({ goal })).goal);
    assert.deepEqual(numbers, [5000, 5000, 5000, 5000, 5000]);
    assert.equal(toEntry(edit({ goal: 'many' })).goal, 'many');
    assert.equal(toEntry(edit({ goal: ' ' })).goal, null);
  });

  it('removes languages that are stored and no longer there, with all that is in them', () => {
    const entry = toEntry(edit({ languages: ['en'] }), ['en', 'es']);
    assert.equal(entry.texts.es, null);
    assert.deepEqual(entry.target, { en: 'the council' });
  });

  it('sends no list of sites unless only some may show the form', () => {
    assert.equal(toEntry(edit({ isRestricted: false })).origins, null);
    const origins = 'https://a.example\n\nhttps://b.example ';
    assert.deepEqual(toEntry(edit({ origins })).origins, ['https://a.example', 'https://b.example']);
  });

  it('is duplicated as a draft without an address and without signatures from elsewhere', () => {
    const { slug, status, carriedOver, title } = duplicate(toDraft(ENTRY));
    assert.deepEqual([slug, status, carriedOver, title.es], ['', 'draft', '', 'Planten árboles']);
  });

  it('suggests a short address for a title in any script', () => {
    assert.equal(slugFor('¡Que Lena se quede aquí!'), 'que-lena-se-quede-aqui');
    assert.equal(slugFor('أبقوا المكتبة مفتوحة'), '');
    const long = slugFor('word '.repeat(40));
    assert.ok(long.length <= 60 && !long.endsWith('-'), long);
  });
});

describe('two people who edit a petition at once', () => {
  const theirs: EditablePetition = {
    ...ENTRY,
    goal: 9_000,
    texts: { ...ENTRY.texts, es: { ...ENTRY.texts.es!, title: 'Queremos árboles' } },
    partners: { ...ENTRY.partners, third: 'Third' },
  };

  it('keep the changes of both when they changed different things', () => {
    const mine = edit({ title: { en: 'Plant more trees', es: 'Planten árboles' }, creator: 'All of us' });
    const { draft, conflicts } = mergeDrafts(ENTRY, mine, theirs);
    assert.deepEqual(conflicts, []);
    assert.deepEqual(toEntry(draft), {
      ...theirs,
      creator: 'All of us',
      texts: { ...theirs.texts, en: { ...ENTRY.texts.en!, title: 'Plant more trees' } },
    });
  });

  it('are told what both changed, and choose', () => {
    const mine = edit({ goal: '7000', title: { en: 'Plant trees', es: 'Árboles ya' } });
    const { draft, conflicts } = mergeDrafts(ENTRY, mine, theirs);
    assert.deepEqual(conflicts, [
      { path: 'texts.es.title', theirs: 'Queremos árboles' },
      { path: 'goal', theirs: '9000' },
    ]);
    assert.equal(toEntry(draft).goal, 7_000);
    const chosen = takeTheirs(draft, theirs, 'goal');
    assert.equal(toEntry(chosen).goal, 9_000);
    assert.equal(toEntry(chosen).texts.es!.title, 'Árboles ya');
  });

  it('are told which recipient the other gave a partner, in short', () => {
    const withRecipient = (letter: string) => ({
      ...ENTRY,
      partners: { harbor: { name: 'Harbor Aid', recipient: `age1${letter.repeat(58)}` } },
    });
    const { conflicts } = mergeDrafts(ENTRY, toDraft(withRecipient('q')), withRecipient('z'));
    assert.deepEqual(conflicts, [
      { path: 'partners.harbor', theirs: 'Harbor Aid (age1zzzzzzzzzzzz…zzzzzz)' },
    ]);
  });

  it('agree when both made the same change', () => {
    assert.deepEqual(mergeDrafts(ENTRY, edit({ goal: '9000' }), theirs).conflicts, []);
  });

  it('are told when one removed a language that the other changed, and can have it back whole', () => {
    const { draft, conflicts } = mergeDrafts(ENTRY, edit({ languages: ['en'] }), theirs);
    assert.deepEqual(
      conflicts.map(({ path }) => path),
      ['texts.es.title'],
    );
    assert.deepEqual(draft.languages, ['en']);
    assert.deepEqual(toEntry(takeTheirs(draft, theirs, 'texts.es.title')).texts, theirs.texts);
  });
});
