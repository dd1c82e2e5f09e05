import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { Blob, Face, Font as Shaped } from 'harfbuzzjs';

/** A file in `fonts/`; the machine's own fonts have no part in a card. */
type File =
  | 'noto-serif-bold'
  | 'noto-sans-bold'
  | 'noto-sans-regular'
  | 'noto-sans-arabic-bold'
  | 'noto-sans-arabic-regular'
  | 'noto-sans-sc-bold';

/** How something is set: a title, what stands out, or the rest. */
export type Hand = 'title' | 'strong' | 'plain';

/** One after the other is asked for a letter. Chinese has one weight: another would be as large again as all others together. */
const HANDS: Record<Hand, { european: File; arabic: File; chinese: File }> = {
  title: { european: 'noto-serif-bold', arabic: 'noto-sans-arabic-bold', chinese: 'noto-sans-sc-bold' },
  strong: { european: 'noto-sans-bold', arabic: 'noto-sans-arabic-bold', chinese: 'noto-sans-sc-bold' },
  plain: { european: 'noto-sans-regular', arabic: 'noto-sans-arabic-regular', chinese: 'noto-sans-sc-bold' },
};

const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

/** A font that is open. */
export class Font {
  readonly shaped: Shaped;
  readonly unitsPerEm: number;

  constructor(bytes: Uint8Array) {
    const face = new Face(new Blob(bytes));
    this.shaped = new Shaped(face);
    this.unitsPerEm = face.upem;
  }

  /** Whether it has a shape for all of this. What is never seen needs none. */
  has(cluster: string): boolean {
    return Array.from(cluster).every(
      (character) =>
        IGNORABLE.test(character) || this.shaped.nominalGlyph(character.codePointAt(0)!) !== undefined,
    );
  }
}

const opened = new Map<File, Promise<Font>>();

function open(file: File): Promise<Font> {
  let font = opened.get(file);
  if (!font) {
    font = readFile(new URL(`./fonts/${file}.ttf.br`, import.meta.url))
      .then(promisify(brotliDecompress))
      .then((bytes) => new Font(bytes));
    // Another try may fare better: a server that has no file free, for one.
    font.catch(() => opened.delete(file));
    opened.set(file, font);
  }
  return font;
}

/**
 * The fonts that have what these clusters need, in the order in which they are to be asked; those that nothing here needs
 * stay closed, which is a matter of megabytes.
 */
export async function fontsFor(clusters: readonly string[], hand: Hand, lang: string): Promise<Font[]> {
  const isArabic = /^(?:ar|fa|ur|ps|sd|ug|ckb)\b/.test(lang);
  const isChinese = /^(?:zh|ja)\b/.test(lang);
  // Serifs would go ill with these.
  const { european, arabic, chinese } = HANDS[(isArabic || isChinese) && hand === 'title' ? 'strong' : hand];
  const files = isArabic
    ? [arabic, european, chinese]
    : isChinese
      ? [chinese, european, arabic]
      : [european, arabic, chinese];
  const fonts: Font[] = [];
  for (const file of files) {
    fonts.push(await open(file));
    if (clusters.every((cluster) => fonts.some((font) => font.has(cluster)))) break;
  }
  return fonts;
}
