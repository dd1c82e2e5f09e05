import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CONVERSION_SNIPPET } from '../../server/views/snippets.ts';
import { findFiles } from '../support/find-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = findFiles(root, /^(?:[A-Z]+\.md|docs\/[\w-]+\.md|npm\/README\.md|test\/\w+\/RESULTS\.md)$/);
const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** Without code, whose brackets are no links and whose `#` is no heading. */
const prose = (page: string) =>
  read(page)
    .replace(/^```.*?^```/gms, '')
    .replace(/`[^`\n]*`/g, (code) => code.replaceAll('[', ' '));

/** The anchors of a page's headings, as GitHub makes them: https://github.com/gjtorikian/html-pipeline (toc_filter). */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of read(page)
    .replace(/^```.*?^```/gms, '')
    .matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const plain = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let repeat = 1; anchors.has(anchor); repeat++) anchor = `${slug}-${repeat}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Why a link leads nowhere, or undefined if it leads somewhere. Only links within the project can be checked. */
function brokenBecause(page: string, link: string): string | undefined {
  if (/^(?:https?|mailto):/.test(link)) return undefined;
  const [path, anchor] = link.split('#') as [string, string | undefined];
  const target = path === '' ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(root, target))) return `${target} does not exist`;
  if (anchor === undefined || statSync(join(root, target)).isDirectory()) return undefined;
  return anchorsOf(target).has(anchor) ? undefined : `${target} has no heading "#${anchor}"`;
}

describe('the documentation', () => {
  it('has the pages that the README promises', () => {
    for (const page of ['README.md', 'SECURITY.md', 'docs/embedding.md', 'docs/architecture.md']) {
      assert.ok(PAGES.includes(page), page);
    }
  });

  it('has no dead links or anchors', () => {
    const broken = PAGES.flatMap((page) =>
      Array.from(prose(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => ({ page, link: link! })).flatMap(
        ({ page, link }) => {
          const why = brokenBecause(page, link);
          return why ? [`${page}: ${link}: ${why}`] : [];
        },
      ),
    );
    assert.deepEqual(broken, []);
  });

  it('recognizes a dead link and a dead anchor', () => {
    assert.match(brokenBecause('README.md', 'docs/nothing.md')!, /does not exist/);
    assert.match(brokenBecause('README.md', 'SECURITY.md#nothing')!, /no heading/);
    assert.equal(brokenBecause('README.md', 'SECURITY.md#limits'), undefined);
  });

  it('shows the same snippet for statistics as the embed page', () => {
    assert.ok(read('docs/embedding.md').includes(CONVERSION_SNIPPET));
  });

  it('has an architecture page whose files all exist', () => {
    const page = prose('docs/architecture.md');
    // `x.ts` and `xx.json` stand for any name.
    const paths = Array.from(
      page.matchAll(/`((?:[\w-]+\/)*[\w.-]+\.(?:ts|js|json|md)|[\w-]+(?:\/[\w-]+)*\/)`/g),
      ([, path]) => path!,
    ).filter((path) => !/\bxx?\.\w+$/.test(path));
    assert.ok(paths.length > 50);
    const missing = paths.filter(
      (path) =>
        !['', 'server', 'server/storage', 'server/storage/migrations', 'dist/widget'].some((folder) =>
          existsSync(join(root, folder, path)),
        ),
    );
    assert.deepEqual(missing, []);
  });

  it('starts with a README of at most 6 kB', () => {
    assert.ok(Buffer.byteLength(read('README.md')) <= 6_000);
  });
});
