/**
 * What whoever made the page has to mend, in their terms. Fetched only where there is something: nobody who visits a page that is
 * right ever loads this.
 */

/** Whom the advice is for: either element. */
export interface Advised extends HTMLElement {
  petition: string;
  partner?: string;
  server: string;
}

type Page = Pick<Location, 'protocol' | 'origin'>;

const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'ht', 'pt', 'tl', 'vi', 'zh'];

/** More than anybody wants to read in a console. */
const MOST_NAMES = 12;

/**
 * Says in a line of the console what is to be mended.
 *
 * @param home origin of the server that the script came from
 * @param status of what failed: 0 where the server can't be reached or talks nonsense; undefined where nothing failed, and some
 *   attribute doesn't do what it should
 */
export async function advise(
  element: Advised,
  home: string,
  status: number | undefined,
  page: Page = location,
): Promise<void> {
  const line = await adviceFor(element, home, status, page);
  if (line) console.warn(`<${element.localName}>: ${line}`);
}

async function adviceFor(
  element: Advised,
  home: string,
  status: number | undefined,
  page: Page,
): Promise<string> {
  const server = originOf(element.server || home);
  if (!server && !element.server) {
    return 'the attribute "server" is missing, and what is built into a page came from none. Write it, like server="https://petitions.example.org".';
  }
  if (!server) {
    return `server="${short(element.server)}" is no address. Write it whole, like server="https://petitions.example.org"${originOf(home) ? `, or leave it out to use ${home}` : ''}.`;
  }
  if (status !== undefined && page.protocol === 'https:' && server.startsWith('http:')) {
    return `this page is https:, so browsers don't let it talk to ${server}. Write server="${server.replace('http', 'https')}".`;
  }
  if (status === 403) {
    return `the petition "${short(element.petition)}" may not be signed from ${page.origin}. Ask who runs ${server} to add that to the petition's "origins".`;
  }
  const petitions = await petitionsAt(server);
  if (!petitions) {
    return `${server} can't be reached, or is no petition server. Open ${server}/healthz to see; and if this page has a Content-Security-Policy, add "connect-src ${server}" to it.`;
  }
  const slugs = petitions.map(({ slug }) => slug);
  const found = petitions.find(({ slug }) => slug === element.petition);
  if (!element.petition) {
    return `the attribute "petition" is missing. Say which one it is, like petition="${slugs[0] ?? 'keep-lena-home'}".${choice(slugs)}`;
  }
  if (!found) {
    return `${server} has no petition "${short(element.petition)}".${meant(element.petition, slugs)}${choice(slugs)}`;
  }
  if (status !== undefined) {
    const how = status ? `answered with ${status}` : 'gave no proper answer';
    return `${server} ${how} when it was asked for the petition "${found.slug}". It is there; try again in a while, or tell who runs the server.`;
  }
  const codes = Object.keys(found.partners);
  const { partner, lang } = element;
  if (partner && !codes.includes(partner)) {
    return `the petition "${found.slug}" knows no partner "${short(partner)}", so what is signed here counts for none.${meant(partner, codes)} Ask who runs ${server} for your code, or to add it to the petition's "partners".`;
  }
  const base = lang.split(/[-_]/)[0]!.toLowerCase();
  // What browsers say for Tagalog.
  if (!lang || base === 'fil') return '';
  return LANGUAGES.includes(base)
    ? `its words in "${base}" can't be fetched from ${home}, so it speaks English. If this page has a Content-Security-Policy, add "connect-src ${home}" to it.`
    : `lang="${short(lang)}" is no language it speaks, so it speaks English. There are: ${LANGUAGES.join(', ')}.`;
}

/** The origin that an address names, or undefined where it names none that can be talked to. */
function originOf(address: string): string | undefined {
  try {
    const { origin, protocol } = new URL(address);
    return /^https?:$/.test(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}

interface Listed {
  slug: string;
  partners: Record<string, string>;
}

async function petitionsAt(server: string): Promise<Listed[] | undefined> {
  try {
    const answer = await fetch(`${server}/v1/petitions`, { signal: AbortSignal.timeout(15_000) });
    const petitions = await answer.json();
    return Array.isArray(petitions) ? petitions : undefined;
  } catch {
    return undefined;
  }
}

/** What a page is told stays readable, whatever stands in an attribute. */
const short = (value: string) => (value.length > 80 ? `${value.slice(0, 80)}…` : value);

const choice = (slugs: string[]) =>
  slugs.length > 0
    ? ` There are: ${slugs.slice(0, MOST_NAMES).join(', ')}${slugs.length > MOST_NAMES ? ', …' : ''}.`
    : '';

/** " Did you mean …?", where one is a few slips away. */
function meant(typed: string, names: string[]): string {
  const close = names
    .map((name) => ({ name, slips: slipsBetween(typed.slice(0, 80).toLowerCase(), name) }))
    .filter(({ name, slips }) => slips <= 1 + name.length / 4)
    .sort((a, b) => a.slips - b.slips);
  return close[0] ? ` Did you mean "${close[0].name}"?` : '';
}

/** How many letters have to be dropped, added or replaced to come from one to the other (Levenshtein, 1965). */
function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
