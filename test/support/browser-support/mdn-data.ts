import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CompatStatement, Identifier, SimpleSupportStatement } from '@mdn/browser-compat-data';

/** Versions by browser, in MDN's words: `{ safari_ios: '16.2' }`. */
export type Browsers = Record<string, string>;

/** What a browser lacks. */
export interface Finding {
  /** The feature's path in MDN's data, like `css.types.color.light-dark`. */
  feature: string;
  /** Where it is used, as written. */
  where: string;
  why: string;
}

/** Read at once: as a module, Node would hold its 20 MB twice. */
const data = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@mdn/browser-compat-data'), 'utf8'),
) as Identifier;

/** Browserslist's names, and what MDN calls the browser on each of its systems. */
const MDN_NAMES: Record<string, string[]> = {
  safari: ['safari'],
  ios_saf: ['safari_ios', 'webview_ios'],
  chrome: ['chrome', 'chrome_android', 'webview_android'],
  edge: ['edge'],
  firefox: ['firefox', 'firefox_android'],
};

/** From entries like `ios_saf 16.2`. */
export function parseBrowsers(list: string[]): Browsers {
  return Object.fromEntries(
    list.flatMap((entry) => {
      const [browser, version] = entry.split(' ') as [string, string];
      const names = MDN_NAMES[browser];
      if (!names || !Number(version)) throw new Error(`unknown browser or version: ${entry}`);
      return names.map((name) => [name, version]);
    }),
  );
}

/** The feature at a path of names, such as `['css', 'selectors', 'has']`. */
export function findFeature(path: string[]): Identifier | undefined {
  let place: Identifier | undefined = data;
  for (const name of path) {
    if (!place || !Object.hasOwn(place, name)) return undefined;
    place = place[name];
  }
  return place;
}

const isAtMost = (version: string, limit: string): boolean => {
  // "≤79": no later than that.
  const [a, b] = [version.replace('≤', ''), limit].map((text) => text.split('.').map(Number));
  for (let i = 0; i < Math.max(a!.length, b!.length); i++) {
    if ((a![i] ?? 0) !== (b![i] ?? 0)) return (a![i] ?? 0) < (b![i] ?? 0);
  }
  return true;
};

function applies(statement: SimpleSupportStatement, version: string, prefix: string): boolean {
  const { version_added: added, version_removed: removed } = statement;
  return (
    typeof added === 'string' &&
    added !== 'preview' &&
    isAtMost(added, version) &&
    !(typeof removed === 'string' && removed !== 'preview' && isAtMost(removed, version)) &&
    !statement.flags &&
    !statement.alternative_name &&
    (statement.prefix ?? '') === prefix
  );
}

/** The browsers that lack a feature, with the version that has it. Empty if all have it. */
export function lacking(feature: CompatStatement, browsers: Browsers, prefix = ''): string[] {
  return Object.entries(browsers).flatMap(([browser, version]) => {
    const support = feature.support[browser as keyof typeof feature.support];
    // Only MDN's derived entries, such as those of web views, may be missing.
    if (!support) return [];
    const statements = Array.isArray(support) ? support : [support];
    if (statements.some((statement) => applies(statement, version, prefix))) return [];
    const added = statements.map(({ version_added }) => version_added).find((known) => known) ?? 'never';
    return [`${browser} ${version} (since ${added})`];
  });
}
