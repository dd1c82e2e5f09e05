import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EMBED_STYLE } from '../../server/views/embed-page.style.ts';
import { STYLE } from '../../server/views/style.ts';
import { appearanceCss } from '../../server/views/theme.ts';
import { DETAILS_CSS } from '../../widget/styles/details.styles.ts';
import { LIST_CSS } from '../../widget/styles/list.styles.ts';
import { WIDGET_CSS } from '../../widget/styles/petition-widget.styles.ts';
import { findUnsupportedCss } from '../support/browser-support/css.ts';
import { findUnsupportedApis, rewrittenSyntax } from '../support/browser-support/javascript.ts';
import { type Finding, parseBrowsers } from '../support/browser-support/mdn-data.ts';
import { findFiles } from '../support/find-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { browserslist } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const WIDGET_BROWSERS = parseBrowsers(browserslist.widget);
const PAGE_BROWSERS = parseBrowsers(browserslist.pages);

const BUILT = readdirSync(`${root}/dist/widget`)
  .filter((name) => name.endsWith('.js'))
  .map((name) => `${root}/dist/widget/${name}`);
const SOURCES = findFiles(root, /^(?:widget|common)\/.*\.ts$/).map((path) => `${root}/${path}`);

const FORCED_COLORS = 'Safari has no forced colors.';
const EVEN_LINES = 'Elsewhere, the lines of a heading have different lengths.';
const POINTER = 'Phones have no pointer.';
const SELECT_ALL = 'Elsewhere, people select it themselves.';

/** What may be missing, and why that is no harm. It must be true for every place that uses it. */
const WIDGET_CSS_EXTRAS = {
  'css.properties.contain-intrinsic-width':
    'Safari 16 makes the widget narrow where a page gives it only the width of its content.',
  'css.properties.forced-color-adjust': FORCED_COLORS,
  'css.properties.forced-color-adjust.none': FORCED_COLORS,
  'css.properties.grid-template-rows.subgrid': 'Names whose labels wrap stand at different heights.',
  'css.properties.align-content.safe': 'In a frame, the thanks stand at the top of the form’s space.',
  'css.properties.text-wrap': EVEN_LINES,
  'css.properties.text-wrap.balance': EVEN_LINES,
  'css.properties.cursor.pointer': POINTER,
  'css.selectors.details-content': 'Printing leaves out the text behind “Read more” unless it is open.',
  'css.properties.content-visibility': 'As above.',
  'css.properties.content-visibility.visible': 'As above.',
};
const PAGE_CSS_EXTRAS = {
  'css.properties.text-size-adjust (-webkit-)': 'Only iPhones enlarge text.',
  'css.properties.text-wrap': EVEN_LINES,
  'css.properties.text-wrap.balance': EVEN_LINES,
  'css.properties.cursor.pointer': POINTER,
  'css.properties.user-select': SELECT_ALL,
  'css.properties.user-select.all': SELECT_ALL,
  'css.at-rules.media.forced-colors': FORCED_COLORS,
  'css.properties.forced-color-adjust': FORCED_COLORS,
  'css.properties.forced-color-adjust.none': FORCED_COLORS,
};
const EMBED_CSS_EXTRAS = {
  'css.properties.cursor.pointer': POINTER,
  'css.properties.user-select': SELECT_ALL,
  'css.properties.user-select.all': SELECT_ALL,
  'css.selectors.has': 'The choice of a background shows every preview.',
};
const LIT = 'Lit looks whether it exists.';
const OWN_NAME = 'A name of the widget’s or Lit’s own.';
const API_EXTRAS = {
  'api.Navigator.share': 'The widget looks whether it exists.',
  'api.Location.ancestorOrigins': 'The frame uses the referrer instead.',
  'api.TrustedTypePolicyFactory.createPolicy': LIT,
  'api.TrustedTypePolicy.createHTML': LIT,
  'api.TrustedTypePolicyFactory.emptyScript': OWN_NAME,
  'api.BluetoothRemoteGATTCharacteristic.properties': OWN_NAME,
  'api.HTMLInputElement.capture': OWN_NAME,
  'api.QuotaExceededError.requested': OWN_NAME,
  'javascript.builtins.AsyncDisposableStack.use': OWN_NAME,
};

/** What is missing and not among the extras, and extras that aren't any. */
function complaints(findings: Finding[], extras: Record<string, string>): string[] {
  const used = new Set(findings.map(({ feature }) => feature));
  return [
    ...findings
      .filter(({ feature }) => !Object.hasOwn(extras, feature))
      .map(({ feature, where, why }) => `${feature} is ${why}: ${where}`),
    ...Object.keys(extras)
      .filter((feature) => !used.has(feature))
      .map((feature) => `${feature} is used nowhere, or every browser has it`),
  ];
}

describe('the oldest supported browsers', () => {
  it('understand the widget’s styles', () => {
    const css = WIDGET_CSS + DETAILS_CSS + LIST_CSS;
    assert.deepEqual(complaints(findUnsupportedCss(css, WIDGET_BROWSERS), WIDGET_CSS_EXTRAS), []);
  });

  it('understand the styles of the hosted pages', () => {
    const themed =
      STYLE +
      appearanceCss({
        accent: '#004466',
        radius: 4,
        scheme: 'dark',
        hideText: false,
        compact: false,
        showImage: false,
      });
    assert.deepEqual(complaints(findUnsupportedCss(themed, PAGE_BROWSERS), PAGE_CSS_EXTRAS), []);
  });

  it('understand what the embed page adds to them', () => {
    assert.deepEqual(complaints(findUnsupportedCss(EMBED_STYLE, PAGE_BROWSERS), EMBED_CSS_EXTRAS), []);
  });

  for (const path of BUILT) {
    it(`can parse ${path.slice(path.lastIndexOf('/') + 1)}`, async () => {
      assert.equal(await rewrittenSyntax(readFileSync(path, 'utf8'), WIDGET_BROWSERS), undefined);
    });
  }

  it('have what the widget and Lit call', () => {
    assert.deepEqual(
      complaints(findUnsupportedApis([...SOURCES, ...BUILT], WIDGET_BROWSERS), API_EXTRAS),
      [],
    );
  });

  it('are the ones that the documentation names', () => {
    const page = readFileSync(`${root}/docs/embedding.md`, 'utf8');
    const version = (list: string[], browser: string) =>
      list.find((entry) => entry.startsWith(`${browser} `))!.split(' ')[1];
    for (const [words, list] of [
      ['the widget', browserslist.widget],
      ['the hosted page, which needs no scripts', browserslist.pages],
    ] as const) {
      const versions = ['safari', 'chrome', 'firefox'].map((browser) => version(list, browser));
      assert.ok(page.includes(`| ${words} | ${versions.join(' | ')} |`), `${words}: ${versions}`);
      assert.equal(version(list, 'ios_saf'), version(list, 'safari'));
      assert.equal(version(list, 'edge'), version(list, 'chrome'));
    }
  });
});

describe('the check of stylesheets', () => {
  const missing = (css: string) => findUnsupportedCss(css, PAGE_BROWSERS).map(({ feature }) => feature);
  const LIGHT_DARK = 'css.types.color.light-dark';

  it('finds a value that browsers drop', () => {
    assert.deepEqual(missing('a { color: light-dark(red, blue) }'), [LIGHT_DARK]);
    assert.deepEqual(missing('a { border: 1px solid light-dark(red, blue) }'), [LIGHT_DARK]);
    assert.deepEqual(missing('a { width: 3cqw }'), ['css.types.length.container_query_length_units']);
  });

  it('accepts one with a fallback before it, but not after it or elsewhere', () => {
    assert.deepEqual(missing('a { color: red; color: light-dark(red, blue) }'), []);
    assert.deepEqual(missing('a { color: light-dark(red, blue); color: red }'), [LIGHT_DARK]);
    assert.deepEqual(missing('b { color: red } a { color: light-dark(red, blue) }'), [LIGHT_DARK]);
    assert.deepEqual(missing('a { -webkit-hyphens: auto; hyphens: auto }'), [
      'css.properties.hyphens (-webkit-)',
      'css.properties.hyphens',
    ]);
  });

  it('accepts no fallback for a value with a variable, which browsers drop too late', () => {
    assert.deepEqual(missing('a { color: red; color: light-dark(var(--a), blue) }'), [LIGHT_DARK]);
    assert.deepEqual(missing('a { --b: red; --b: light-dark(red, blue) }'), [LIGHT_DARK]);
  });

  it('accepts what @supports asks for', () => {
    const inside = 'a { color: light-dark(var(--a), blue) }';
    assert.deepEqual(missing(`@supports (color: light-dark(red, red)) { ${inside} }`), []);
    assert.deepEqual(missing(`@supports (display: grid) { ${inside} }`), [LIGHT_DARK]);
    assert.deepEqual(missing(`@supports not (color: light-dark(red, red)) { ${inside} }`), [LIGHT_DARK]);
  });

  it('finds selectors, queries, and properties', () => {
    assert.deepEqual(missing('a:has(b), c { color: red }'), ['css.selectors.has']);
    assert.deepEqual(missing('@container (width > 40em) { a { color: red } }'), ['css.at-rules.container']);
    assert.deepEqual(missing('@media (width > 40em) { a { color: red } }'), [
      'css.at-rules.media.range_syntax',
    ]);
    assert.deepEqual(missing('a { & b { color: red } }'), ['css.selectors.nesting']);
    assert.deepEqual(missing('a { colour: red }'), ['css.properties.colour']);
  });

  it('leaves a vendor’s pseudo-element to that vendor, unless other browsers drop a rule because of it', () => {
    assert.deepEqual(missing('::-moz-progress-bar { color: red }'), []);
    assert.deepEqual(missing('::-moz-progress-bar, a { color: red }'), ['css.selectors.-moz-progress-bar']);
  });
});

describe('the check of scripts', () => {
  const folder = temporaryFolder();

  /** The first missing feature of each script, by the script. One call for all, because TypeScript looks at its whole library each time. */
  function missingIn(scripts: string[], extension: 'ts' | 'js'): Record<string, string | undefined> {
    const paths = scripts.map((code, index) => {
      const path = `${folder}/${index}.${extension}`;
      writeFileSync(path, code);
      return path;
    });
    const findings = findUnsupportedApis(paths, WIDGET_BROWSERS);
    const featureIn = (path: string) => findings.find(({ where }) => where.startsWith(`${path}:`))?.feature;
    return Object.fromEntries(scripts.map((code, index) => [code, featureIn(paths[index]!)]));
  }

  it('finds APIs that are too new, by the types of what they belong to', () => {
    const expected = {
      'export const a = Promise.withResolvers<void>();': 'javascript.builtins.Promise.withResolvers',
      'export const a = URL.parse("");': 'api.URL.parse_static',
      'export const a = new CloseWatcher();': 'api.CloseWatcher',
      'export const f = (a: Set<1>) => a.union(a);': 'javascript.builtins.Set.union',
      'export const f = ({ union }: Set<1>) => union;': 'javascript.builtins.Set.union',
      'export const f = (a: 1[]) => a.values().map(String);': 'javascript.builtins.Iterator.map',
      'export const f = (a: Element) => a.checkVisibility();': 'api.Element.checkVisibility',
      'export const f = (a: 1[]) => [a.at(-1), a.map(String), structuredClone(a)];': undefined,
      'export const f = (a: { union: 1 }) => a.union;': undefined,
    };
    assert.deepEqual(missingIn(Object.keys(expected), 'ts'), expected);
  });

  it('finds them in built scripts too, whose values have no types', () => {
    const expected = {
      'export const f = (a) => a.checkVisibility();': 'api.Element.checkVisibility',
      'export const f = (a) => a.map(a.parse);': undefined,
    };
    assert.deepEqual(missingIn(Object.keys(expected), 'js'), expected);
  });

  it('finds syntax that is too new', async () => {
    assert.equal(await rewrittenSyntax('class A { #b = 1 }', WIDGET_BROWSERS), undefined);
    assert.ok(await rewrittenSyntax('using a = b();', WIDGET_BROWSERS));
    assert.ok(await rewrittenSyntax('class A { static { a() } }', parseBrowsers(['safari 16.2'])));
    assert.ok(await rewrittenSyntax('a = /b/v', WIDGET_BROWSERS));
  });
});
