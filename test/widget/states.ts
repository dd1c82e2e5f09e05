import type { PetitionWidget } from '../../widget/index.ts';
import { en } from '../../widget/locales/en.ts';
import {
  ADA,
  ALL_FIELDS,
  BILINGUAL,
  clickSign,
  fill,
  has,
  mount,
  NO_SLUG,
  serve,
  show,
  sign,
  textOf,
  until,
} from './harness.ts';

const FALLBACK = '<a href="https://petitions.example.org/p/library">Sign: Keep the harbour library open</a>';

const LONG_WORD = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft';

/** A petition with everything that it can have. */
const FULL = {
  ...BILINGUAL,
  petition: {
    ...BILINGUAL.petition,
    fields: ALL_FIELDS,
    title: `The ${LONG_WORD} stays`,
    creator: LONG_WORD,
    text: `See https://example.org/${LONG_WORD}.\n\n${'Words on it. '.repeat(70)}`,
    count: 1_234_567,
    goal: 1_300_000,
    partners: { 'harbour-aid': LONG_WORD },
    latest: [
      { name: `${LONG_WORD} V.`, comment: `Because ${LONG_WORD} must stay.\n\nAnd so must I.` },
      { name: 'نور ح.', comment: null },
    ],
    outcome: `It stays. See https://example.org/${LONG_WORD}.`,
  },
};

const full = async (scenario: Parameters<typeof serve>[0] = {}) =>
  show(await serve({ ...FULL, ...scenario, petition: { ...FULL.petition, ...scenario.petition } }), {
    attributes: { partner: 'harbour-aid' },
    fallback: FALLBACK,
  });

async function sent(scenario: Parameters<typeof serve>[0]) {
  const widget = await full(scenario);
  await fill(widget, ADA);
  await clickSign(widget);
  return widget;
}

async function signed(status: 'signed' | 'confirm') {
  const widget = await full({ signed: status });
  await sign(widget, { ...ADA, givenName: LONG_WORD, email: `${LONG_WORD.slice(0, 60)}@example.org` });
  return widget;
}

async function broken(slug: string) {
  const widget = mount(slug, { fallback: FALLBACK });
  await until(() => has(widget, '[role=alert]'), 'it shows an error');
  return widget;
}

/** Every visible state of a widget. */
export const STATES: Record<string, () => Promise<PetitionWidget>> = {
  loading: async () => {
    const widget = mount((await serve({ answers: { petition: 'hold' } })).slug, { fallback: FALLBACK });
    await widget.updateComplete;
    return widget;
  },
  ready: () => full(),
  'with errors': async () => {
    const widget = await full();
    await fill(widget, { email: 'ada@gmial.com ada' });
    await clickSign(widget);
    return widget;
  },
  'with a suggestion': async () => {
    const widget = await full();
    await fill(widget, { email: 'ada@gmial.com' });
    return widget;
  },
  sending: () => sent({ answers: { signatures: 'hold' } }),
  unsent: async () => {
    const widget = await sent({ answers: { signatures: { status: 503 } } });
    await until(() => textOf(widget, '[role=alert]') === en.busy, 'it shows that the server is busy');
    return widget;
  },
  signed: () => signed('signed'),
  'to be confirmed': () => signed('confirm'),
  closed: () => full({ petition: { status: 'closed' } }),
  'not found': () => broken(NO_SLUG),
  failed: async () => broken((await serve({ answers: { petition: 'drop' } })).slug),
};
