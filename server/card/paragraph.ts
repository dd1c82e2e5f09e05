import { setImmediate } from 'node:timers/promises';
import bidiFactory from 'bidi-js';
import { Direction, Buffer as ShapeBuffer, shape } from 'harfbuzzjs';
import { type Font, fontsFor, type Hand } from './fonts.ts';

/** A shape of a font at its place in a line: from the line's left end and above its base, in em. */
export interface Glyph {
  font: Font;
  id: number;
  x: number;
  y: number;
}

/** Measures are in em, which a font size makes pixels of. */
export interface Line {
  glyphs: Glyph[];
  width: number;
}

export interface Style {
  hand: Hand;
  lang: string;
  dir: 'ltr' | 'rtl';
}

/** What a reader takes for one letter or sign. */
interface Cluster {
  text: string;
  font: Font;
  /** How deep it lies among directions; odd runs from right to left. */
  level: number;
  width: number;
  /** Whether a line may end behind it. */
  ends: boolean;
}

/** A line's first cluster, and the one behind its last. */
type Span = [start: number, end: number];

const bidi = bidiFactory();
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What can't be left out without saying something else. Pictures and signs can. */
const SAYS = /[\p{L}\p{N}\p{P}]/u;
/** Belongs to whatever script is around it. */
const COMMON = /^[\p{Script=Common}\p{Script=Inherited}]/u;

const SPACE = /^[ \u1680\u2000-\u2006\u2008-\u200a\u3000]$/;
const HYPHEN = /^[-\u2010\u2013\u2014/]$/;
/** Written without spaces: a line may end behind each. */
const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const OPENS = /^[\p{Ps}\p{Pi}]$/u;
const CLOSES = /^[\p{Pe}\p{Pf}\p{Po}\u2014\u30fb-\u30fe\u3005\u303b…]$/u;

/** Text in one style, ready to be broken into lines: letters joined, directions sorted out, a font found for each. */
export class Paragraph {
  readonly #clusters: readonly Cluster[];
  readonly #lang: string;
  readonly #level: number;

  private constructor(clusters: readonly Cluster[], { lang, dir }: Style) {
    this.#clusters = clusters;
    this.#lang = lang;
    this.#level = dir === 'rtl' ? 1 : 0;
    for (const run of runsOf(clusters)) measure(run, lang);
  }

  /**
   * @param text on one line
   * @returns null where no font here has some of its letters: a box in the place of one says nothing. Pictures and signs that
   * none has are left out
   */
  static async of(text: string, style: Style): Promise<Paragraph | null> {
    const letters = split(text);
    const fonts = await fontsFor(
      letters.filter((each) => SAYS.test(each)),
      style.hand,
      style.lang,
    );
    const isThere = (each: string) => fonts.some((font) => font.has(each));
    if (letters.some((each) => SAYS.test(each) && !isThere(each))) return null;
    const drawn = letters.filter(isThere).join('').replace(/ {2,}/g, ' ').trim();
    if (!SAYS.test(drawn)) return null;

    // Others are answered in between.
    await setImmediate();
    const { levels } = bidi.getEmbeddingLevels(drawn, style.dir);
    const words = wordEnds(drawn, style.lang);
    const clusters: Cluster[] = [];
    let at = 0;
    split(drawn).forEach((each, index, all) => {
      const before = clusters.at(-1)?.font;
      const font =
        before && COMMON.test(each) && before.has(each) ? before : fonts.find((one) => one.has(each))!;
      const level = levels[at]!;
      at += each.length;
      const ends = mayEnd(each, all[index + 1], words.has(at));
      clusters.push({ text: each, font, level, width: 0, ends });
    });
    return new Paragraph(clusters, style);
  }

  /**
   * Lines of about one length, so that no word is left alone in the last.
   *
   * @param most what is too long for so many lines ends in an ellipsis
   * @param mayBreakWords null is returned where it would have to
   */
  lines(width: number, most: number, mayBreakWords: boolean): Line[] | null {
    const { spans, whole } = this.#broken(width);
    if (!whole && !mayBreakWords) return null;
    if (spans.length > most) return mayBreakWords ? this.#cutOff(spans, width, most) : null;
    let [narrow, wide] = [width / 2, width];
    while (spans.length > 1 && wide - narrow > 0.05) {
      const middle = (narrow + wide) / 2;
      const tried = this.#broken(middle);
      if (tried.spans.length === spans.length && tried.whole === whole) wide = middle;
      else narrow = middle;
    }
    return this.#broken(wide).spans.map(([start, end]) => this.#line(this.#clusters.slice(start, end)));
  }

  /** All of it in one line, or as much as there is room for. */
  line(width: number): Line {
    return this.lines(width, 1, true)![0]!;
  }

  #broken(width: number): { spans: Span[]; whole: boolean } {
    const all = this.#clusters;
    const spans: Span[] = [];
    let whole = true;
    let start = 0;
    while (start < all.length) {
      let used = 0;
      let end = start;
      let good = start;
      for (; end < all.length; end++) {
        const { text, width: more, ends } = all[end]!;
        // A space may stand beyond the end.
        if (used + more > width && !SPACE.test(text)) break;
        used += more;
        if (ends) good = end + 1;
      }
      if (end < all.length) {
        if (good === start) whole = false;
        end = good > start ? good : Math.max(end, start + 1);
      }
      spans.push([start, trimmedEnd(all, start, end)]);
      start = end;
    }
    return { spans, whole };
  }

  #cutOff(spans: readonly Span[], width: number, most: number): Line[] {
    const kept = spans.slice(0, most).map(([start, end]) => this.#clusters.slice(start, end));
    // What follows may be just a little.
    const last = this.#clusters.slice(spans[most - 1]![0]);
    const { font } = last[0]!;
    const ellipsis: Cluster = { text: '…', font, level: this.#level, width: 0, ends: true };
    measure([ellipsis], this.#lang);
    let used = ellipsis.width;
    let end = 0;
    while (end < last.length && used + last[end]!.width <= width) used += last[end++]!.width;
    const room = last.slice(0, trimmedEnd(last, 0, end));
    return [...kept.slice(0, -1), [...room, ellipsis]].map((clusters) => this.#line(clusters));
  }

  #line(clusters: readonly Cluster[]): Line {
    const glyphs: Glyph[] = [];
    let x = 0;
    for (const run of inVisualOrder(runsOf(clusters))) {
      const [{ font }] = run as [Cluster];
      for (const { id, dx, dy, advance } of shaped(run, this.#lang)) {
        glyphs.push({ font, id, x: x + dx, y: dy });
        x += advance;
      }
    }
    return { glyphs, width: x };
  }
}

function split(text: string): string[] {
  // What makes a key of a digit leaves the digit.
  const plain = text.replaceAll('\u20e3', '');
  return Array.from(graphemes.segment(plain), ({ segment }) => segment);
}

/** Where words end, in UTF-16 units: what is written without spaces has words, too. */
function wordEnds(text: string, lang: string): Set<number> {
  const words = new Intl.Segmenter(lang, { granularity: 'word' }).segment(text);
  return new Set(Array.from(words, ({ index, segment }) => index + segment.length));
}

function mayEnd(cluster: string, next: string | undefined, isWordEnd: boolean): boolean {
  if (next === undefined || SPACE.test(cluster)) return true;
  if (SPACE.test(next) || CLOSES.test(next) || OPENS.test(cluster)) return false;
  if (IDEOGRAPH.test(cluster) || IDEOGRAPH.test(next)) return isWordEnd;
  return HYPHEN.test(cluster) && /^\p{L}/u.test(next);
}

function trimmedEnd(clusters: readonly Cluster[], start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && SPACE.test(clusters[trimmed - 1]!.text)) trimmed--;
  return trimmed;
}

/** What can be shaped at once: of one font and one direction. */
function runsOf(clusters: readonly Cluster[]): Cluster[][] {
  const runs: Cluster[][] = [];
  for (const cluster of clusters) {
    const run = runs.at(-1);
    if (run && run[0]!.font === cluster.font && run[0]!.level === cluster.level) run.push(cluster);
    else runs.push([cluster]);
  }
  return runs;
}

/** From left to right, by rule L2 of the Unicode Bidirectional Algorithm. */
function inVisualOrder(runs: Cluster[][]): Cluster[][] {
  const levelOf = (index: number) => runs[index]?.[0]?.level ?? 0;
  for (let level = Math.max(...runs.map(([first]) => first!.level)); level > 0; level--) {
    for (let start = 0; start < runs.length; start++) {
      let end = start;
      while (end < runs.length && levelOf(end) >= level) end++;
      if (end > start) runs.splice(start, end - start, ...runs.slice(start, end).reverse());
      start = Math.max(start, end - 1);
    }
  }
  return runs;
}

/** Tells each cluster how wide it is. */
function measure(run: readonly Cluster[], lang: string): void {
  const owners = run.flatMap((cluster) => Array.from({ length: cluster.text.length }, () => cluster));
  for (const { at, advance } of shaped(run, lang)) owners[at]!.width += advance;
}

interface ShapedGlyph {
  id: number;
  /** Where in the run's text it comes from. */
  at: number;
  dx: number;
  dy: number;
  advance: number;
}

/** From left to right, in em. */
function shaped(run: readonly Cluster[], lang: string): ShapedGlyph[] {
  const { font, level } = run[0]!;
  const buffer = new ShapeBuffer();
  buffer.addText(run.map(({ text }) => text).join(''));
  buffer.setDirection(level % 2 === 1 ? Direction.RTL : Direction.LTR);
  buffer.setLanguage(lang);
  buffer.guessSegmentProperties();
  shape(font.shaped, buffer);
  const positions = buffer.getGlyphPositions();
  return buffer.getGlyphInfos().map(({ codepoint, cluster }, index) => {
    const { xOffset, yOffset, xAdvance } = positions[index]!;
    const em = font.unitsPerEm;
    return { id: codepoint, at: cluster, dx: xOffset / em, dy: yOffset / em, advance: xAdvance / em };
  });
}
