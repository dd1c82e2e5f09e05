import { setImmediate } from 'node:timers/promises';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { graphemes } from '../i18n/graphemes.ts';
import type { LocalizedText } from './card-text.ts';
import { type FontFamily, type FontRole, loadFonts, selectFonts } from './fonts.ts';

/** A line that is ready to be drawn. */
export interface Line {
  text: string;
  /** In em, which a font size turns into pixels. */
  width: number;
}

interface LinePosition {
  /** Left end, in pixels, whatever the direction. */
  x: number;
  /** Baseline, in pixels. */
  y: number;
  /** Font size, in pixels. */
  size: number;
}

/** A grapheme cluster. */
interface Cluster {
  text: string;
  /** In em. */
  width: number;
  /** Whether a line may end after it. */
  isBreakAfter: boolean;
}

/** Range of clusters in a line; `end` is exclusive. */
interface Span {
  start: number;
  end: number;
}

/** Characters that carry meaning. Anything else, like pictures and symbols, can be left out. */
const MEANINGFUL = /[\p{L}\p{N}\p{P}]/u;

/**
 * U+20E3 (combining enclosing keycap), and invisible characters that don't affect how letters join or run. A
 * variation selector in particular would make Skia search the installed fonts for an emoji.
 */
const STRIPPED = /\u20e3|(?!\p{Join_Control}|\p{Bidi_Control})\p{Default_Ignorable_Code_Point}/gu;

const SPACE = /^[ \u1680\u2000-\u2006\u2008-\u200a\u3000]$/;
const HYPHEN = /^[-\u2010\u2013\u2014/]$/;
/** Scripts without spaces: a line may end after any word. */
const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const OPENING = /^[\p{Ps}\p{Pi}]$/u;
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}\u2014\u30fb-\u30fe\u3005\u303b…]$/u;

const ELLIPSIS = '…';
const ISOLATE_START = /[\u2066-\u2068]/g;
const ISOLATE_END = '\u2069';

/** Glyphs scale linearly, so text is measured once, at this size in pixels. */
const MEASURE_SIZE = 100;
const measuring = createCanvas(1, 1).getContext('2d');

/** A text in one style, ready to be broken into lines. */
export class Paragraph {
  readonly #clusters: readonly Cluster[];
  readonly #families: readonly FontFamily[];
  readonly #style: Pick<LocalizedText, 'lang' | 'dir'>;

  private constructor(
    text: string,
    families: readonly FontFamily[],
    style: Pick<LocalizedText, 'lang' | 'dir'>,
  ) {
    this.#families = families;
    this.#style = style;
    this.#clusters = this.#measureClusters(text);
  }

  /**
   * Loads the fonts that a text needs. Pictures and symbols that no font has are left out.
   *
   * @param localized a text without line breaks
   * @returns null if no font has one of its letters, because a box in place of a letter says nothing
   */
  static async create({ text, lang, dir }: LocalizedText, role: FontRole): Promise<Paragraph | null> {
    const clusters = graphemes(text.replace(STRIPPED, ''));
    const { uncovered } = selectFonts(clusters, role, lang);
    if ([...uncovered].some((cluster) => MEANINGFUL.test(cluster))) return null;
    const drawable = clusters.filter((cluster) => !uncovered.has(cluster));
    const line = drawable.join('').replace(/ {2,}/g, ' ').trim();
    if (!MEANINGFUL.test(line)) return null;
    const { families } = selectFonts([...graphemes(line), ELLIPSIS], role, lang);
    await loadFonts(families);
    // Measuring takes time. Lets other requests run in between.
    await setImmediate();
    return new Paragraph(line, families, { lang, dir });
  }

  /**
   * Breaks the text into lines of about equal length, so that no word is left alone in the last one.
   *
   * @param width in em
   * @param maxLines longer text is cut off with an ellipsis
   * @param mayBreakWords whether to break a word or cut the text off when it doesn't fit otherwise
   * @returns null if it doesn't fit
   */
  lines(width: number, maxLines: number, mayBreakWords: boolean): Line[] | null {
    const { spans, hasBrokenWord } = this.#break(width);
    if (hasBrokenWord && !mayBreakWords) return null;
    if (spans.length > maxLines) return mayBreakWords ? this.#cutOff(spans, width, maxLines) : null;
    let [tooNarrow, wideEnough] = [width / 2, width];
    while (spans.length > 1 && wideEnough - tooNarrow > 0.05) {
      const middle = (tooNarrow + wideEnough) / 2;
      const attempt = this.#break(middle);
      const isAsGood = attempt.spans.length === spans.length && attempt.hasBrokenWord === hasBrokenWord;
      if (isAsGood) wideEnough = middle;
      else tooNarrow = middle;
    }
    return this.#break(wideEnough).spans.map((span) => this.#line(this.#text(span)));
  }

  /** The text on a single line, cut off if it is wider than `width` em. */
  line(width: number): Line {
    return this.lines(width, 1, true)![0]!;
  }

  draw(context: SKRSContext2D, { text }: Line, { x, y, size }: LinePosition): void {
    this.#applyStyle(context, size);
    context.fillText(text, x, y);
  }

  #applyStyle(context: SKRSContext2D, size: number): void {
    // The fonts have their weight in their names. A weight here would make Skia embolden them.
    context.font = `${size}px ${this.#families.join(', ')}`;
    context.textAlign = 'left';
    context.direction = this.#style.dir;
    // By default, this follows the machine's language.
    context.lang = this.#style.lang;
  }

  #measure(text: string): number {
    this.#applyStyle(measuring, MEASURE_SIZE);
    return measuring.measureText(text).width / MEASURE_SIZE;
  }

  /** A cluster's width is what it adds to its word, because letters join and kern. */
  #measureClusters(text: string): Cluster[] {
    const wordEnds = findWordEnds(text, this.#style.lang);
    let offset = 0;
    let word = '';
    let wordWidth = 0;
    return graphemes(text).map((cluster, index, all) => {
      offset += cluster.length;
      word += cluster;
      const previousWidth = wordWidth;
      wordWidth = this.#measure(word);
      const width = wordWidth - previousWidth;
      const isBreakAfter = canBreakBetween(cluster, all[index + 1], wordEnds.has(offset));
      if (isBreakAfter) [word, wordWidth] = ['', 0];
      return { text: cluster, width, isBreakAfter };
    });
  }

  #break(width: number): { spans: Span[]; hasBrokenWord: boolean } {
    const clusters = this.#clusters;
    const spans: Span[] = [];
    let hasBrokenWord = false;
    let start = 0;
    while (start < clusters.length) {
      let used = 0;
      let end = start;
      let lastBreak = start;
      for (; end < clusters.length; end++) {
        const cluster = clusters[end]!;
        // A space may hang over the end of a line.
        if (used + cluster.width > width && !SPACE.test(cluster.text)) break;
        used += cluster.width;
        if (cluster.isBreakAfter) lastBreak = end + 1;
      }
      if (end < clusters.length) {
        if (lastBreak === start) hasBrokenWord = true;
        end = lastBreak > start ? lastBreak : Math.max(end, start + 1);
      }
      spans.push({ start, end });
      start = end;
    }
    return { spans, hasBrokenWord };
  }

  #cutOff(spans: readonly Span[], width: number, maxLines: number): Line[] {
    const full = spans.slice(0, maxLines - 1).map((span) => this.#line(this.#text(span)));
    // Fills the last line from the remaining text, even with a part of a word.
    const { start } = spans[maxLines - 1]!;
    let end = start;
    let used = this.#measure(ELLIPSIS);
    for (; end < this.#clusters.length; end++) {
      const cluster = this.#clusters[end]!;
      if (used + cluster.width > width) break;
      used += cluster.width;
    }
    // A cut word can be wider than its clusters were, because its last letter takes its final form.
    for (; ; end--) {
      const last = this.#line(withEllipsis(this.#text({ start, end })));
      if (last.width <= width || end === start) return [...full, last];
    }
  }

  #text({ start, end }: Span): string {
    const text = this.#clusters
      .slice(start, end)
      .map((cluster) => cluster.text)
      .join('');
    return trimEnd(text);
  }

  #line(text: string): Line {
    return { text, width: this.#measure(text) };
  }
}

/** Ends of words, in UTF-16 units. Scripts without spaces have words, too. */
function findWordEnds(text: string, lang: string): Set<number> {
  const words = new Intl.Segmenter(lang, { granularity: 'word' }).segment(text);
  return new Set(Array.from(words, ({ index, segment }) => index + segment.length));
}

function canBreakBetween(cluster: string, next: string | undefined, isWordEnd: boolean): boolean {
  if (next === undefined || SPACE.test(cluster)) return true;
  if (SPACE.test(next) || CLOSING.test(next) || OPENING.test(cluster)) return false;
  if (IDEOGRAPH.test(cluster) || IDEOGRAPH.test(next)) return isWordEnd;
  return HYPHEN.test(cluster) && /^\p{L}/u.test(next);
}

/** Not `String.trimEnd`, which also removes spaces that hold words together. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** Puts the ellipsis at the line's end, not at the end of a name in another script that is cut off. */
function withEllipsis(text: string): string {
  const started = text.match(ISOLATE_START)?.length ?? 0;
  const ended = text.split(ISOLATE_END).length - 1;
  return text + ISOLATE_END.repeat(Math.max(0, started - ended)) + ELLIPSIS;
}
