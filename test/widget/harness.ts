/// <reference types="mocha" />
import { executeServerCommand } from '@web/test-runner-commands';
import type { FieldError, Petition, SignatureInput } from '../../common/contract.ts';
import { COUNTRY_CODES } from '../../server/i18n/countries.ts';
import { plainBlocks, splitPreview } from '../../server/petitions/text-blocks.ts';
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
  /** Whether there are so many newer ones that the list's first page doesn't have it. */
  isOld?: boolean;
}

interface ReceivedRequest {
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
  requests(kind: Kind): Promise<ReceivedRequest[]>;
  /** The bodies of the signatures received. */
  signatures(): Promise<SignatureInput[]>;
}

export const PETITION: Petition = {
  slug: '',
  status: 'open',
  outcome: null,
  lang: 'en',
  languages: ['en'],
  title: 'Keep the harbour library open',
  text: 'The council wants to close it.\n\nWe want to read on.',
  victory: false,
  outcomeBlocks: [],
  blocks: [],
  preview: 0,
  target: null,
  organizer: null,
  closesOn: null,
  closesAt: null,
  tags: [],
  captions: {
    target: null,
    signedToday: null,
    victory: null,
    closing: null,
    organizer: 'Organized by #',
    privacyPolicy: 'Privacy policy',
    imprint: 'Legal notice',
  },
  hasDetails: false,
  shareText: null,
  image: null,
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

/** Adds what the server derives from texts, unless a test has blocks of its own. */
function withBlocks(petition: Petition): Petition {
  const { text, outcome, blocks, outcomeBlocks } = petition;
  const split = splitPreview(blocks.length > 0 ? blocks : plainBlocks(text));
  return {
    ...petition,
    blocks: [...split.blocks],
    preview: split.length,
    outcomeBlocks: outcomeBlocks.length > 0 ? outcomeBlocks : plainBlocks(outcome ?? ''),
  };
}

/** Puts a petition on the fake server, with a slug of its own. */
export async function serve({ petition, ...scenario }: Scenario = {}): Promise<FakePetition> {
  const slug = `p-${crypto.randomUUID()}`;
  const url = `/fake/${slug}`;
  const fake: FakePetition = {
    slug,
    petition: { ...PETITION, slug, url: `https://petitions.example.org/p/${slug}`, ...petition },
    async change({ petition: changed, translations = [], ...others }) {
      Object.assign(fake.petition, changed);
      fake.petition.consent = { ...fake.petition.consent, boxes: boxesOf(fake.petition.fields) };
      const texts = [{}, ...translations].map((text) => withBlocks({ ...fake.petition, ...text }));
      await fetch(url, { method: 'PUT', body: JSON.stringify({ texts, ...others }) });
    },
    async requests(kind) {
      const all: ReceivedRequest[] = await (await fetch(url)).json();
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
window.fetch = (url, init) =>
  originalFetch(url, init).catch((error) => {
    failedUrls.push(`${url}`);
    throw error;
  });

/** Waits for the response to a kind of request, and for the widget to process it. */
export async function waitForResponse({ slug }: FakePetition, kind: Kind) {
  const path = `/v1/petitions/${slug}${kind === 'petition' ? '?' : `/${kind}`}`;
  const urls = () => [...performance.getEntriesByType('resource').map(({ name }) => name), ...failedUrls];
  await until(() => urls().some((url) => url.includes(path)), `${kind} was answered`);
  await rendered();
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

/** Functions that undo what a test changed outside of its widgets. */
const cleanups: (() => unknown)[] = [];
export const afterThisTest = (cleanup: () => unknown) => cleanups.push(cleanup);

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
export function addPageStyle(css: string) {
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
  replace(console, 'warn', (...values: unknown[]) => warnings.push(values.join(' ')));
});

afterEach(async () => {
  stage.replaceChildren();
  stage.removeAttribute('style');
  document.documentElement.removeAttribute('lang');
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface MountOptions {
  /** Attributes besides `petition`. */
  attributes?: Record<string, string>;
  /** HTML inside the element. */
  fallback?: string;
  into?: Element | ShadowRoot;
}

/** Puts a widget on the page without waiting for it to load. */
export function mount(slug: string, { attributes = {}, fallback = '', into = stage }: MountOptions = {}) {
  const widget = document.createElement('petition-widget');
  for (const [name, value] of Object.entries({ petition: slug, ...attributes })) {
    widget.setAttribute(name, value);
  }
  widget.innerHTML = fallback;
  into.append(widget);
  return widget;
}

/** Puts a widget on the page and waits for its petition. */
export async function show(fake: FakePetition, options?: MountOptions): Promise<PetitionWidget> {
  const widget = mount(fake.slug, options);
  await until(() => has(widget, '[part=progress]'), 'the petition is shown');
  return widget;
}

/** Kept, because tests replace the timers of the page. */
const { setTimeout: originalSetTimeout } = window;
const now = performance.now.bind(performance);
/** Below the timeout of a test, so that the message says what was missing. Only a failing test waits this long. */
const TIMEOUT_MS = 25_000;

/**
 * Waits until a condition is true. An exception counts as false.
 *
 * @param what describes the condition in the error message
 */
export async function until(condition: () => unknown, what: string): Promise<void> {
  let cause: unknown;
  for (const start = now(); now() - start < TIMEOUT_MS; ) {
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

export const queryAll = <T extends Element = HTMLElement>(widget: Element, selector: string): T[] => [
  ...widget.shadowRoot!.querySelectorAll<T>(selector),
];

/** The first match inside. Throws if there is none. */
export function query<T extends Element = HTMLElement>(widget: Element, selector: string): T {
  const found = widget.shadowRoot!.querySelector<T>(selector);
  if (!found) throw new Error(`There is no "${selector}" in: ${textOf(widget)}`);
  return found;
}

/** The text of the widget or of one element inside, with white space collapsed. */
export function textOf(widget: Element, selector = ''): string {
  const root = selector ? query(widget, selector) : widget.shadowRoot!;
  return root.textContent!.replace(/\s+/g, ' ').trim();
}

/** The button whose text contains this. */
export function buttonWithText(widget: PetitionWidget, text: string): HTMLButtonElement {
  const found = queryAll<HTMLButtonElement>(widget, 'button').find((button) =>
    button.textContent!.includes(text),
  );
  if (!found) throw new Error(`No button says "${text}" in: ${textOf(widget)}`);
  return found;
}

export const input = (widget: PetitionWidget, name: string) =>
  query<HTMLInputElement>(widget, `[name=${name}]`);

/** What a person types to sign. */
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
export function formValues(widget: PetitionWidget): Record<string, FormDataEntryValue> {
  const { proof: _, ...others } = Object.fromEntries(new FormData(query<HTMLFormElement>(widget, 'form')));
  return others;
}

export const signButton = (widget: PetitionWidget) =>
  query<HTMLButtonElement>(widget, 'form > [part=button]');

export async function clickSign(widget: PetitionWidget) {
  signButton(widget).click();
  await widget.updateComplete;
}

/** Fills in the form, sends it, and waits for the thanks. */
export async function sign(widget: PetitionWidget, values: Record<string, string | true> = ADA) {
  await fill(widget, values);
  await clickSign(widget);
  await until(() => has(widget, '[part=thanks]'), 'the thanks are shown');
}

/** The focused element inside the widget. */
export const focused = (widget: PetitionWidget) => widget.shadowRoot!.activeElement;

/** Whether an element is rendered and visible. */
export const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true });

/** The element's opening tag, for error messages. */
export const tag = (element: Element) => (element.cloneNode() as Element).outerHTML.replace(/<\/.*/, '');

/** Waits two frames, after which everything that depends on rendering has run. */
export const rendered = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Collects events of a type that reach the document. */
export function collectEvents<Type extends keyof HTMLElementEventMap>(
  type: Type,
): HTMLElementEventMap[Type][] {
  const events: HTMLElementEventMap[Type][] = [];
  const listen = (event: Event) => events.push(event as HTMLElementEventMap[Type]);
  document.addEventListener(type, listen);
  afterThisTest(() => document.removeEventListener(type, listen));
  return events;
}

/** The computed style of an element inside. */
export const styleOf = (widget: Element, selector: string) => getComputedStyle(query(widget, selector));

/** Emulates media features and print; see media.js. */
export async function emulateMedia(media: Record<string, unknown>) {
  await executeServerCommand('media', media);
  afterThisTest(() => executeServerCommand('media', {}));
}
