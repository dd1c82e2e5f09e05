/// <reference types="mocha" />
import { executeServerCommand } from '@web/test-runner-commands';
import type { FieldError, Petition, SignatureInput } from '../../common/contract.ts';
import { COUNTRIES } from '../../server/signing/countries.ts';
import '../../widget/index.ts';
import type { PetitionWidget } from '../../widget/index.ts';
import { KNOWN_FAILURES } from './known-failures.ts';

/** How a kind of request is answered; see fake-server.js. */
type Answer =
  | 'ok'
  | 'hold'
  | 'drop'
  | 'html'
  | 'proof'
  | { status: number; errors?: FieldError[]; challenge?: unknown };
type Kind = 'petition' | 'count' | 'signatures';

interface Scenario {
  petition?: Partial<Petition>;
  /** What differs in other languages. */
  translations?: Partial<Petition>[];
  answers?: Partial<Record<Kind, Answer>>;
  signed?: 'signed' | 'confirm';
}

interface SeenRequest {
  kind: Kind;
  method: string;
  lang?: string;
  type: string;
  body: string;
}

/** A petition on the fake server. */
export interface FakePetition {
  slug: string;
  petition: Petition;
  /** What is left out stays as it was. */
  change(scenario: Scenario): Promise<void>;
  requests(kind: Kind): Promise<SeenRequest[]>;
  /** The signatures that came, as they came. */
  signatures(): Promise<SignatureInput[]>;
}

const PETITION: Petition = {
  slug: '',
  status: 'open',
  outcome: null,
  lang: 'en',
  languages: ['en'],
  title: 'Keep the harbour library open',
  text: 'The council wants to close it.\n\nWe want to read on.',
  creator: 'Friends of the Harbour Library',
  count: 8_889,
  goal: 9_000,
  fields: {
    familyName: 'optional',
    postalCode: 'off',
    country: 'off',
    comment: 'off',
    display: 'off',
    contact: 'optional',
    partnerContact: 'optional',
  },
  countries: [...COUNTRIES],
  latest: [],
  partners: { 'harbour-aid': 'Harbour Aid' },
  consent: {
    lang: 'en',
    version: '0123456789ab',
    text: 'Only the organiser sees your address.',
    boxes: {},
  },
  confirmation: 'off',
  url: '',
};

export const ALL_FIELDS: Petition['fields'] = {
  familyName: 'required',
  postalCode: 'optional',
  country: 'optional',
  comment: 'optional',
  display: 'optional',
  contact: 'optional',
  partnerContact: 'optional',
};

/** What a server has stand at the boxes of a petition. */
export const BOXES = {
  display: 'Everybody may see my first name.',
  contact: 'The organiser may write to me.',
  partnerContact: '# may write to me.',
};
const boxesOf = (fields: Petition['fields']) =>
  Object.fromEntries(
    Object.entries(BOXES).filter(([name]) => fields[name as keyof typeof BOXES] === 'optional'),
  );

/** The same petition in two languages. */
export const BILINGUAL: Scenario = {
  petition: { languages: ['en', 'es'] },
  translations: [
    { lang: 'es', title: 'Que no cierre la biblioteca del puerto', text: 'Queremos seguir leyendo.' },
  ],
};

/** Puts a petition on the fake server, under a slug of its own. */
export async function serve({ petition, ...scenario }: Scenario = {}): Promise<FakePetition> {
  const slug = `p-${crypto.randomUUID()}`;
  const at = `/fake/${slug}`;
  const fake: FakePetition = {
    slug,
    petition: { ...PETITION, slug, url: `https://petitions.example.org/p/${slug}`, ...petition },
    async change({ petition: changed, translations = [], ...others }) {
      Object.assign(fake.petition, changed);
      fake.petition.consent = { ...fake.petition.consent, boxes: boxesOf(fake.petition.fields) };
      const texts = [fake.petition, ...translations.map((text) => ({ ...fake.petition, ...text }))];
      await fetch(at, { method: 'PUT', body: JSON.stringify({ texts, ...others }) });
    },
    async requests(kind) {
      const all: SeenRequest[] = await (await fetch(at)).json();
      return all.filter((request) => request.kind === kind);
    },
    signatures: async () => (await fake.requests('signatures')).map(({ body }) => JSON.parse(body)),
  };
  await fake.change(scenario);
  // A browser has a handful of connections to a server; those that are held would be missing in other tests.
  if (Object.values(scenario.answers ?? {}).includes('hold')) {
    afterThisTest(() => fake.change({ answers: { petition: 'ok', count: 'ok', signatures: 'ok' } }));
  }
  return fake;
}

performance.setResourceTimingBufferSize(2_000);

/** Addresses that gave no answer: WebKit keeps no record of them among the others. */
const unanswered: string[] = [];
const { fetch: ask } = window;
window.fetch = (address, init) =>
  ask(address, init).catch((error) => {
    unanswered.push(`${address}`);
    throw error;
  });

/** Waits until the widget has had time to act on the answer to a request of a kind. */
export async function answered({ slug }: FakePetition, kind: Kind) {
  const path = `/v1/petitions/${slug}${kind === 'petition' ? '?' : `/${kind}`}`;
  const addresses = () => [
    ...performance.getEntriesByType('resource').map(({ name }) => name),
    ...unanswered,
  ];
  await until(() => addresses().some((each) => each.includes(path)), `${kind} was answered`);
  await drawn();
}

/** A slug that the fake server has nothing under. */
export const NO_SLUG = 'no-such-petition';

// The runner lists each 404 as a missing file of the page that asked, unless it can't tell which did.
const referrer = document.head.appendChild(document.createElement('meta'));
referrer.name = 'referrer';
referrer.content = 'no-referrer';

/** Where tests put their widgets; emptied after each. */
export const stage = document.body.appendChild(document.createElement('main'));

/** What was said on the console since the test began. */
export const warnings: string[] = [];

/** Where a test changed something that outlasts it, this puts it right again. */
const cleanups: (() => unknown)[] = [];
export const afterThisTest = (act: () => unknown) => cleanups.push(act);

/** Replaces a property of something global until the test is over. */
export function replace<T extends object>(target: T, name: string, value: unknown) {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  afterThisTest(() => {
    Reflect.deleteProperty(target, name);
    if (before) Object.defineProperty(target, name, before);
  });
}

/** Takes a property of something global away until the test is over. */
export function remove(target: object, name: string) {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Reflect.deleteProperty(target, name);
  if (before) afterThisTest(() => Object.defineProperty(target, name, before));
}

/** Page-wide styles until the test is over. */
export function pageStyle(css: string) {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = css;
  afterThisTest(() => style.remove());
}

/** Firefox names itself, and of the two others that name Safari only WebKit doesn't name Chromium as well. */
const browser = /Firefox|Chrome/.exec(navigator.userAgent)?.[0] ?? 'WebKit';

beforeEach(function () {
  if (this.currentTest!.titlePath().join(' > ') in (KNOWN_FAILURES[browser] ?? {})) this.skip();
});

beforeEach(() => {
  warnings.length = 0;
  document.documentElement.lang = 'en';
  replace(console, 'warn', (...said: unknown[]) => warnings.push(said.join(' ')));
});

afterEach(async () => {
  stage.replaceChildren();
  stage.removeAttribute('style');
  document.documentElement.removeAttribute('lang');
  for (const act of cleanups.splice(0).reverse()) await act();
});

interface Mounting {
  /** Attributes besides `petition`. */
  attributes?: Record<string, string>;
  /** HTML inside the element. */
  fallback?: string;
  into?: Element | ShadowRoot;
}

/** Puts a widget on the page; it has yet to load. */
export function mount(slug: string, { attributes = {}, fallback = '', into = stage }: Mounting = {}) {
  const widget = document.createElement('petition-widget');
  for (const [name, value] of Object.entries({ petition: slug, ...attributes })) {
    widget.setAttribute(name, value);
  }
  widget.innerHTML = fallback;
  into.append(widget);
  return widget;
}

/** Puts a widget on the page and waits for its petition. */
export async function show(fake: FakePetition, mounting?: Mounting): Promise<PetitionWidget> {
  const widget = mount(fake.slug, mounting);
  await until(() => has(widget, 'progress'), 'the petition is shown');
  return widget;
}

/** Tests replace timers; waiting goes on. */
const { setTimeout: later, performance: clock } = window;
const PATIENCE_MS = 3_000;

/**
 * Waits for something to become true; what can't be told yet isn't.
 *
 * @param what the condition in words, for when it doesn't
 */
export async function until(condition: () => unknown, what: string): Promise<void> {
  let cause: unknown;
  for (const start = clock.now(); clock.now() - start < PATIENCE_MS; ) {
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => later(resolve, 5));
  }
  throw new Error(`Waited in vain until ${what}.`, { cause });
}

export const has = (widget: Element, selector: string) => widget.shadowRoot!.querySelector(selector) !== null;

export const every = <T extends Element = HTMLElement>(widget: Element, selector: string): T[] => [
  ...widget.shadowRoot!.querySelectorAll<T>(selector),
];

/** The one element inside that is meant. */
export function one<T extends Element = HTMLElement>(widget: Element, selector: string): T {
  const found = widget.shadowRoot!.querySelector<T>(selector);
  if (!found) throw new Error(`There is no "${selector}" in: ${textOf(widget)}`);
  return found;
}

/** What stands in the widget, or in one element inside, white space evened. */
export function textOf(widget: Element, selector = ''): string {
  const within = selector ? one(widget, selector) : widget.shadowRoot!;
  return within.textContent!.replace(/\s+/g, ' ').trim();
}

/** The button that says so. */
export function buttonSaying(widget: PetitionWidget, words: string): HTMLButtonElement {
  const found = every<HTMLButtonElement>(widget, 'button').find((each) => each.textContent!.includes(words));
  if (!found) throw new Error(`No button says "${words}" in: ${textOf(widget)}`);
  return found;
}

export const input = (widget: PetitionWidget, name: string) =>
  one<HTMLInputElement>(widget, `[name=${name}]`);

/** What a person who wants to sign types. */
export const ADA = { givenName: 'Ada', familyName: 'Lovelace', email: 'ada@example.org' };

/** Types into fields, and ticks boxes where the value is true. */
export async function fill(widget: PetitionWidget, values: Record<string, string | true>) {
  for (const [name, value] of Object.entries(values)) {
    const field = input(widget, name);
    if (value === true) field.click();
    else {
      field.value = value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
  await widget.updateComplete;
}

/** What stands in the fields that people see. */
export function filled(widget: PetitionWidget): Record<string, FormDataEntryValue> {
  const { proof: _, ...others } = Object.fromEntries(new FormData(one<HTMLFormElement>(widget, 'form')));
  return others;
}

export const signButton = (widget: PetitionWidget) => one<HTMLButtonElement>(widget, 'form > [part=button]');

export async function pressSign(widget: PetitionWidget) {
  signButton(widget).click();
  await widget.updateComplete;
}

/** Fills the form in and signs, up to the thanks. */
export async function sign(widget: PetitionWidget, values: Record<string, string | true> = ADA) {
  await fill(widget, values);
  await pressSign(widget);
  await until(() => has(widget, '[part=thanks]'), 'the signature is in');
}

/** Where inside the widget the keyboard is. */
export const focused = (widget: PetitionWidget) => widget.shadowRoot!.activeElement;

/** Whether it takes up room on the page and may be seen. */
export const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true });

/** The opening tag, to say which element is meant. */
export const tag = (element: Element) => (element.cloneNode() as Element).outerHTML.replace(/<\/.*/, '');

/** Two frames: what depends on what is drawn has had its turn. */
export const drawn = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Collects the events of a type that reach the document. */
export function heard<Type extends keyof HTMLElementEventMap>(type: Type): HTMLElementEventMap[Type][] {
  const events: HTMLElementEventMap[Type][] = [];
  const listen = (event: Event) => events.push(event as HTMLElementEventMap[Type]);
  document.addEventListener(type, listen);
  afterThisTest(() => document.removeEventListener(type, listen));
  return events;
}

/** How an element inside looks. */
export const styleOf = (widget: Element, selector: string) => getComputedStyle(one(widget, selector));

/** What the person's system asks of pages; see media.js. */
export async function withMedia(media: Record<string, unknown>) {
  await executeServerCommand('media', media);
  afterThisTest(() => executeServerCommand('media', {}));
}
