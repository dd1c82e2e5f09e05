import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { GlobalFonts } from '@napi-rs/canvas';

/** A file in `fonts/`, and the family name that it is registered under. */
export type FontFamily =
  | 'noto-serif-bold'
  | 'noto-sans-bold'
  | 'noto-sans-regular'
  | 'noto-sans-arabic-bold'
  | 'noto-sans-arabic-regular'
  | 'noto-sans-sc-bold';

export type FontRole = 'title' | 'strong' | 'plain';

/** Fonts by script. Chinese has a single weight: a second one would double the size of all fonts together. */
const FAMILIES: Record<FontRole, { european: FontFamily; arabic: FontFamily; chinese: FontFamily }> = {
  title: { european: 'noto-serif-bold', arabic: 'noto-sans-arabic-bold', chinese: 'noto-sans-sc-bold' },
  strong: { european: 'noto-sans-bold', arabic: 'noto-sans-arabic-bold', chinese: 'noto-sans-sc-bold' },
  plain: { european: 'noto-sans-regular', arabic: 'noto-sans-arabic-regular', chinese: 'noto-sans-sc-bold' },
};

/** Families in the order in which they are tried for a text in this language. */
function familiesFor(role: FontRole, lang: string): FontFamily[] {
  const isArabic = /^(?:ar|fa|ur|ps|sd|ug|ckb)\b/.test(lang);
  const isChinese = /^(?:zh|ja)\b/.test(lang);
  // Latin words in an Arabic or Chinese title: serifs don't go with the rest.
  const titleRole = isArabic || isChinese ? 'strong' : 'title';
  const { european, arabic, chinese } = FAMILIES[role === 'title' ? titleRole : role];
  if (isArabic) return [arabic, european, chinese];
  if (isChinese) return [chinese, european, arabic];
  return [european, arabic, chinese];
}

/** Characters of each font, as in CSS `unicode-range`. `build/fonts.js` writes the file. */
const coverage: Record<FontFamily, string> = JSON.parse(
  readFileSync(new URL('./fonts/coverage.json', import.meta.url), 'utf8'),
);
const coverageTests = new Map<FontFamily, RegExp>();

/** Whether a font has glyphs for all of these characters. Characters that are never visible need none. */
export function covers(family: FontFamily, text: string): boolean {
  let test = coverageTests.get(family);
  if (!test) {
    const ranges = coverage[family].split(', ').map((range) => {
      const [first, last = first] = range.slice('U+'.length).split('-');
      return `\\u{${first}}-\\u{${last}}`;
    });
    test = new RegExp(`^[${ranges.join('')}\\p{Default_Ignorable_Code_Point}]*$`, 'u');
    coverageTests.set(family, test);
  }
  return test.test(text);
}

/**
 * Chooses the font of each grapheme cluster.
 *
 * @returns the families that these clusters need, in the order in which they are tried, and the clusters that none
 *   of them covers
 */
export function selectFonts(
  clusters: Iterable<string>,
  role: FontRole,
  lang: string,
): { families: FontFamily[]; uncovered: Set<string> } {
  const candidates = familiesFor(role, lang);
  const used = new Set<FontFamily>();
  const uncovered = new Set<string>();
  for (const cluster of new Set(clusters)) {
    const family = candidates.find((candidate) => covers(candidate, cluster));
    if (family) used.add(family);
    else uncovered.add(cluster);
  }
  return { families: candidates.filter((family) => used.has(family)), uncovered };
}

const loaded = new Map<FontFamily, Promise<void>>();

/** Registers fonts with the canvas. Only the ones that are needed: the Chinese one takes 7.5 MB of memory. */
export async function loadFonts(families: readonly FontFamily[]): Promise<void> {
  await Promise.all(families.map(load));
}

function load(family: FontFamily): Promise<void> {
  let loading = loaded.get(family);
  if (!loading) {
    loading = register(family);
    // A later attempt may succeed, for example after the process ran out of file descriptors.
    loading.catch(() => loaded.delete(family));
    loaded.set(family, loading);
  }
  return loading;
}

async function register(family: FontFamily): Promise<void> {
  // Registered fonts belong to the process, and outlive the thread that registered them.
  if (GlobalFonts.has(family)) return;
  const packed = await readFile(new URL(`./fonts/${family}.ttf.br`, import.meta.url));
  const font = await promisify(brotliDecompress)(packed);
  if (!GlobalFonts.register(font, family)) throw new Error(`${family} is not a font that Skia can read`);
}
