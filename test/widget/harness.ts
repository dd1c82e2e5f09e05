/// <reference types="mocha" />
import { executeServerCommand } from '@web/test-runner-commands';
import type { FieldError, Petition, SignatureInput } from '../../common/contract.ts';
import { COUNTRY_CODES } from '../../server/i18n/countries.ts';
import '../../widget/index.ts';
import type { PetitionWidget } from '../../widget/index.ts';
import { KNOWN_FAILURES } from './known-failures.ts';

/** How the fake server responds to a kind of request; see fake-server.js. */
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
  /** The fields that differ in other languages. */
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
  /** Omitted fields stay as they are. */
  change(scenario: Scenario): Promise<void>;
  requests(kind: Kind): Promise<SeenRequest[]>;
  /** The bodies of the signatures received. */
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
  countries: [...COUNTRY_CODES],
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

/** The labels that a server has for the checkboxes of a petition. */
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

/** Puts a petition on the fake server, with a slug of its own. */
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
  // Browsers open only a few connections per server. Requests on hold would block those of other tests.
  if (Object.values(scenario.answers ?? {}).includes('hold')) {
    afterThisTest(() => fake.change({ answers: { petition: 'ok', count: 'ok', signatures: 'ok' } }));
  }
  return fake;
}

performance.setResourceTimingBufferSize(2_000);

/** URLs without a response. WebKit has no resource timing entry for them. */
const failedUrls: string[] = [];
const { fetch: originalFetch } = window;
window.fetch = (address, init) =>
  originalFetch(address, init).catch((error) => {
    failedUrls.push(`${address}`);
    throw error;
  });

/** Waits for a response to that kind of request, and for the widget to process it. */
export async function answered({ slug }: FakePetition, kind: Kind) {
  const path = `/v1/petitions/${slug}${kind === 'petition' ? '?' : `/${kind}`}`;
  const addresses = () => [
    ...performance.getEntriesByType('resource').map(({ name }) => name),
    ...failedUrls,
  ];
  await until(() => addresses().some((each) => each.includes(path)), `${kind} was answered`);
  await drawn();
}

/** A slug that the fake server doesn't have. */
export const NO_SLUG = 'no-such-petition';

// The runner reports every 404 as a missing file of the page in the referrer.
const referrer = document.head.appendChild(document.createElement('meta'));
referrer.name = 'referrer';
referrer.content = 'no-referrer';

/** Where tests put their widgets. Emptied after each test. */
export const stage = document.body.appendChild(document.createElement('main'));

/** The console's warnings since the test started. */
export const warnings: string[] = [];

/** Undo what a test changed beyond its own widgets. */
const cleanups: (() => unknown)[] = [];
export const afterThisTest = (act: () => unknown) => cleanups.push(act);

/** Replaces a property of a global object until the test ends. */
export function replace<T extends object>(target: T, name: string, value: unknown) {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  afterThisTest(() => {
    Reflect.deleteProperty(target, name);
    if (before) Object.defineProperty(target, name, before);
  });
}

/** Removes a property of a global object until the test ends. */
export function remove(target: object, name: string) {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Reflect.deleteProperty(target, name);
  if (before) afterThisTest(() => Object.defineProperty(target, name, before));
}

/** Adds a stylesheet to the page until the test ends. */
export function pageStyle(css: string) {
  const style = document.head.appendChild(document.createElement('style'));
  style.textContent = css;
  afterThisTest(() => style.remove());
}

/** Firefox and Chromium have their names in the user agent. WebKit has only Safari's, which Chromium has as well. */
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

/** Puts a widget on the page without waiting for it to load. */
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

/** Tests replace timers, but waiting must go on. */
const { setTimeout: originalSetTimeout, performance: clock } = window;
const TIMEOUT_MS = 3_000;

/**
 * Waits for a condition to become true. While it throws, it isn't.
 *
 * @param what the condition in words, for the error message
 */
export async function until(condition: () => unknown, what: string): Promise<void> {
  let cause: unknown;
  for (const start = clock.now(); clock.now() - start < TIMEOUT_MS; ) {
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => originalSetTimeout(resolve, 5));
  }
  throw new Error(`Timed out waiting until ${what}.`, { cause });
}

export const has = (widget: Element, selector: string) => widget.shadowRoot!.querySelector(selector) !== null;

export const every = <T extends Element = HTMLElement>(widget: Element, selector: string): T[] => [
  ...widget.shadowRoot!.querySelectorAll<T>(selector),
];

/** The first match inside. Throws if there is none. */
export function one<T extends Element = HTMLElement>(widget: Element, selector: string): T {
  const found = widget.shadowRoot!.querySelector<T>(selector);
  if (!found) throw new Error(`There is no "${selector}" in: ${textOf(widget)}`);
  return found;
}

/** The text of the widget or of one element inside, with white space collapsed. */
export function textOf(widget: Element, selector = ''): string {
  const within = selector ? one(widget, selector) : widget.shadowRoot!;
  return within.textContent!.replace(/\s+/g, ' ').trim();
}

/** The button with that text. */
export function buttonSaying(widget: PetitionWidget, words: string): HTMLButtonElement {
  const found = every<HTMLButtonElement>(widget, 'button').find((each) => each.textContent!.includes(words));
  if (!found) throw new Error(`No button says "${words}" in: ${textOf(widget)}`);
  return found;
}

export const input = (widget: PetitionWidget, name: string) =>
  one<HTMLInputElement>(widget, `[name=${name}]`);

/** What a person enters to sign. */
export const ADA = { givenName: 'Ada', familyName: 'Lovelace', email: 'ada@example.org' };

/** Fills in fields, and checks checkboxes whose value is true. */
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

/** The values of the visible fields. */
export function filled(widget: PetitionWidget): Record<string, FormDataEntryValue> {
  const { proof: _, ...others } = Object.fromEntries(new FormData(one<HTMLFormElement>(widget, 'form')));
  return others;
}

export const signButton = (widget: PetitionWidget) => one<HTMLButtonElement>(widget, 'form > [part=button]');

export async function pressSign(widget: PetitionWidget) {
  signButton(widget).click();
  await widget.updateComplete;
}

/** Fills in the form, sends it, and waits for the thanks. */
export async function sign(widget: PetitionWidget, values: Record<string, string | true> = ADA) {
  await fill(widget, values);
  await pressSign(widget);
  await until(() => has(widget, '[part=thanks]'), 'the signature is in');
}

/** The focused element inside the widget. */
export const focused = (widget: PetitionWidget) => widget.shadowRoot!.activeElement;

/** Whether an element is rendered and visible. */
export const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true });

/** The opening tag, for error messages. */
export const tag = (element: Element) => (element.cloneNode() as Element).outerHTML.replace(/<\/.*/, '');

/** Waits two frames, after which everything that depends on rendering has run. */
export const drawn = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Collects events of a type that reach the document. */
export function heard<Type extends keyof HTMLElementEventMap>(type: Type): HTMLElementEventMap[Type][] {
  const events: HTMLElementEventMap[Type][] = [];
  const listen = (event: Event) => events.push(event as HTMLElementEventMap[Type]);
  document.addEventListener(type, listen);
  afterThisTest(() => document.removeEventListener(type, listen));
  return events;
}

/** The computed style of an element inside. */
export const styleOf = (widget: Element, selector: string) => getComputedStyle(one(widget, selector));

/** Emulates media features and print; see media.js. */
export async function withMedia(media: Record<string, unknown>) {
  await executeServerCommand('media', media);
  afterThisTest(() => executeServerCommand('media', {}));
}
