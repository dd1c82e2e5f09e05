/**
 * Finds out what the page's developer has to fix, and sends requests that failed in another way. A file of its own, loaded only if
 * something fails: visitors of a page without problems never download it. It imports nothing of the widget, which would be a second
 * copy.
 */

export { sendAgain } from './send-again.ts';

/** An element that shows one petition. */
export interface DiagnosedElement extends HTMLElement {
  petition: string;
  partner?: string;
  headingLevel?: string;
  server: string;
}

/** One that shows many. */
export interface DiagnosedList extends HTMLElement {
  partner: string;
  tag: string;
  status: string;
  sort: string;
  limit: string;
  headingLevel: string;
  server: string;
}

interface DiagnosticContext {
  /** Origin of the server that the script came from; '' for the npm package. */
  scriptOrigin: string;
  /**
   * HTTP status of the request that failed, or 0 if the server couldn't be reached or its response made no sense. Undefined if
   * nothing failed, but an attribute doesn't do what it should.
   */
  status: number | undefined;
  /** The languages that the element comes in. */
  languages: readonly string[];
  /** The one that serves its `lang`, if any does. */
  language: string | undefined;
}

type Page = Pick<Location, 'protocol' | 'origin'>;

const MAX_NAMES = 12;
const MAX_VALUE_LENGTH = 80;
const REQUEST_TIMEOUT_MS = 15_000;

/** Writes one line to the console. */
export async function diagnose(
  element: DiagnosedElement | DiagnosedList,
  context: DiagnosticContext,
  page: Page = location,
): Promise<void> {
  const problem = await findProblem(element, context, page);
  if (problem) console.warn(`<${element.localName}>: ${problem}`);
}

async function findProblem(
  element: DiagnosedElement | DiagnosedList,
  context: DiagnosticContext,
  page: Page,
): Promise<string> {
  const { scriptOrigin, status } = context;
  const server = originOf(element.server || scriptOrigin);
  if (!server && !element.server) {
    return 'the attribute "server" is missing. The npm package has no default. Add it, like server="https://petitions.example.org".';
  }
  if (!server) {
    return `server="${truncate(element.server)}" is not a URL. Write it in full, like server="https://petitions.example.org"${originOf(scriptOrigin) ? `, or remove it to use ${scriptOrigin}` : ''}.`;
  }
  if (status !== undefined && page.protocol === 'https:' && server.startsWith('http:')) {
    return `this page uses https:, so browsers block requests to ${server}. Use server="${server.replace('http', 'https')}".`;
  }
  if (status === 403 && 'petition' in element) {
    return `the petition "${truncate(element.petition)}" doesn't accept signatures from ${page.origin}. Ask the maintainer of ${server} to add it to the petition's "origins".`;
  }
  if (status === undefined && element.querySelector('footer,nav,main,h1,script,petition-widget')) {
    return `the rest of the page is inside this element. Close it with </${element.localName}>: HTML has no self-closing tags.`;
  }
  // A page holds the newest, among which a name that was mistyped most likely is.
  const petitions = await load<ListedPetition[]>(server, '?sort=newest');
  if (!Array.isArray(petitions)) {
    return `${server} can't be reached, or isn't a petition server. Open ${server}/healthz to check. If this page has a Content-Security-Policy, add "connect-src ${server}".`;
  }
  return 'petition' in element
    ? findPetitionProblem(element, context, server, petitions)
    : findListProblem(element, context, server, petitions);
}

async function findPetitionProblem(
  element: DiagnosedElement,
  context: DiagnosticContext,
  server: string,
  petitions: ListedPetition[],
): Promise<string> {
  const { status } = context;
  const slugs = petitions.map(({ slug }) => slug);
  if (!element.petition) {
    return `the attribute "petition" is missing. Add it, like petition="${slugs[0] ?? 'keep-lena-home'}".${listNames(slugs)}`;
  }
  const petition =
    petitions.find(({ slug }) => slug === element.petition) ??
    (await load<ListedPetition>(server, `/${encodeURIComponent(element.petition)}`));
  if (!petition) {
    return `${server} has no petition "${truncate(element.petition)}".${suggestName(element.petition, slugs)}${listNames(slugs)}`;
  }
  if (status !== undefined) {
    return `${server} ${describeStatus(status)} to the request for the petition "${petition.slug}". The petition exists. Try again later, or tell the maintainer of the server.`;
  }
  const partners = Object.keys(petition.partners);
  const { partner, lang, headingLevel } = element;
  if (partner && !partners.includes(partner)) {
    return `the petition "${petition.slug}" has no partner "${truncate(partner)}", so signatures from this page count for no partner.${suggestName(partner, partners)} Ask the maintainer of ${server} for your code, or to add it to the petition's "partners".`;
  }
  return findHeadingProblem(headingLevel) || findLanguageProblem(lang, context);
}

async function findListProblem(
  element: DiagnosedList,
  context: DiagnosticContext,
  server: string,
  petitions: ListedPetition[],
): Promise<string> {
  const { partner, tag, headingLevel, lang } = element;
  const partners = petitions.flatMap((petition) => Object.keys(petition.partners));
  if (partner && !partners.includes(partner) && !(await isListed(server, 'partner', partner))) {
    return `no petition of ${server} has a partner "${truncate(partner)}".${suggestName(partner, partners)} Ask the maintainer of ${server} for your code, or to add it to the "partners" of petitions.`;
  }
  const tags = [...new Set(petitions.flatMap((petition) => petition.tags ?? []))];
  if (tag && !tags.includes(tag) && !(await isListed(server, 'tag', tag))) {
    return `no petition of ${server} has the tag "${truncate(tag)}".${suggestName(tag, tags)}${listNames(tags)}`;
  }
  for (const [name, allowed, words] of LIST_ATTRIBUTES) {
    const value = element[name];
    if (value && !allowed.test(value)) return `${name}="${truncate(value)}" has no meaning. Use ${words}.`;
  }
  if (context.status !== undefined) {
    return `${server} ${describeStatus(context.status)} to the request for the list. Try again later, or tell the maintainer of the server.`;
  }
  return (
    findHeadingProblem(headingLevel) ||
    // The words are in the script.
    (context.language ? '' : findLanguageProblem(lang, context))
  );
}

const LIST_ATTRIBUTES = [
  ['status', /^(open|closed)$/, '"open" or "closed"'],
  ['sort', /^(newest|goal)$/, '"newest" or "goal"'],
  ['limit', /^[1-9]\d?$/, 'a number from 1 to 99'],
] as const;

const describeStatus = (status: number) => (status ? `responded with ${status}` : 'sent no valid response');

const findHeadingProblem = (level: string | undefined) =>
  level && !/^[2-6]$/.test(level)
    ? `heading-level="${truncate(level)}" is not a heading's level. Use a number from 2 to 6.`
    : '';

function findLanguageProblem(lang: string, { scriptOrigin, languages, language }: DiagnosticContext): string {
  if (!lang) return '';
  return language
    ? `the dictionary for "${language}" can't be loaded from ${scriptOrigin}, so the widget falls back to English. If this page has a Content-Security-Policy, add "connect-src ${scriptOrigin}".`
    : `lang="${truncate(lang)}" is not a supported language, so the widget falls back to English.${suggestLanguage(lang, languages)} Supported: ${[...languages].sort().join(', ')}.`;
}

/** The origin of an http(s) URL, or undefined if it is something else. */
function originOf(url: string): string | undefined {
  try {
    const { origin, protocol } = new URL(url);
    return /^https?:$/.test(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}

interface ListedPetition {
  slug: string;
  partners: Record<string, string>;
  /** Missing if the server is too old. */
  tags?: string[];
}

/** What the list of petitions, or what is below it, has. Undefined if there is no such thing. */
async function load<T>(server: string, rest: string): Promise<T | undefined> {
  try {
    const response = await fetch(`${server}/v1/petitions${rest}`, {
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Whether there is one among those that weren't loaded. */
const isListed = async (server: string, name: 'partner' | 'tag', value: string): Promise<boolean> =>
  Boolean((await load<ListedPetition[]>(server, `?${name}=${encodeURIComponent(value)}`))?.[0]);

/** Keeps the line readable, whatever the attribute holds. */
const truncate = (value: string) =>
  value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value;

const listNames = (slugs: string[]) =>
  slugs.length > 0
    ? ` Available: ${slugs.slice(0, MAX_NAMES).join(', ')}${slugs.length > MAX_NAMES ? ', …' : ''}.`
    : '';

/** " Did you mean …?" if one of the names is a few typos away. */
function suggestName(typed: string, names: string[]): string {
  const [closest] = names
    .map((name) => ({ name, distance: editDistance(truncate(typed).toLowerCase(), name) }))
    .filter(({ name, distance }) => distance <= 1 + name.length / 4)
    .sort((a, b) => a.distance - b.distance);
  return closest ? ` Did you mean "${closest.name}"?` : '';
}

/**
 * " Did you mean …?" if the text begins the English name of one of the languages. Two letters are usually the code of another language: "ta"
 * is Tamil, not Tagalog. But "sp" is no language's.
 */
function suggestLanguage(typed: string, languages: readonly string[]): string {
  const text = typed.toLowerCase();
  const english = new Intl.DisplayNames('en', { type: 'language' });
  const meant = languages.find((code) => english.of(code)!.toLowerCase().startsWith(text));
  return meant && /^sp|.../.test(text) ? ` Did you mean "${meant}"?` : '';
}

/** Number of letters to delete, insert, or replace to turn one into the other (Levenshtein, 1965). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replacement = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, replacement);
    }
    row = next;
  }
  return row[b.length]!;
}
