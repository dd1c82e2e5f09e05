import { setImmediate } from 'node:timers/promises';
import { DrawFuncs } from 'harfbuzzjs';
import { CARD_HEIGHT as HEIGHT, CARD_WIDTH as WIDTH } from '../views/card-size.ts';
import { Canvas, colour, type Paint } from './canvas.ts';
import type { CardText, Said } from './card-text.ts';
import type { Hand } from './fonts.ts';
import { type Line, Paragraph } from './paragraph.ts';
import { pngOf } from './png.ts';

const MARGIN = 72;
const ROOM = WIDTH - 2 * MARGIN;
const BAR = 30;

/** As on the hosted page. */
const PAPER = colour('#fbf8f4');
const INK = colour('#221d1a');
const SOFT = colour('#685f59');
const FAINT = colour('#ebe4dd');
const ACCENT = colour('#c7400a');
const BRIGHT = colour('#f08030');

/** Of a title, in pixels: the largest that lets it stand whole. */
const TITLE_SIZES = [96, 84, 76, 68, 60, 54, 48, 44];
const MOST_LINES = 4;

/** Between base lines, in em. Arabic reaches farther below its own. */
const leadingOf = ({ dir }: Said) => (dir === 'rtl' ? 1.45 : 1.2);

/** Hands a shape's outline to a canvas. */
const outline = new DrawFuncs();
outline.setMoveToFunc((x, y, canvas) => (canvas as Canvas).moveTo(x, y));
outline.setLineToFunc((x, y, canvas) => (canvas as Canvas).lineTo(x, y));
outline.setQuadraticToFunc((cx, cy, x, y, canvas) => (canvas as Canvas).quadraticTo(cx, cy, x, y));
outline.setClosePathFunc((canvas) => (canvas as Canvas).close());

/** Draws a petition's card, as PNG. What no font here can write is left out, a title like anything else. */
export async function drawCard(text: CardText): Promise<Buffer<ArrayBuffer>> {
  const [title, creator, counted, ofGoal, notice, outcome, host] = await Promise.all([
    paragraph(text.title, 'title'),
    paragraph(text.creator, 'plain'),
    paragraph(text.counted, 'strong'),
    paragraph(text.ofGoal, 'plain'),
    paragraph(text.notice, 'strong'),
    text.outcome && paragraph(text.outcome, 'plain'),
    paragraph(text.host, 'plain'),
  ]);
  const canvas = new Canvas(WIDTH, HEIGHT, PAPER);
  const write = (line: Line, said: Said, size: number, base: number, paint: Paint, indent = 0) => {
    const x = said.dir === 'rtl' ? WIDTH - MARGIN - indent - line.width * size : MARGIN + indent;
    return writeLine(canvas, line, size, x, base, paint);
  };

  // From the bottom upwards; what is left is the title's.
  let base = HEIGHT - 58;
  const fromRight = text.notice.dir === 'rtl';
  const hostLine = host!.line(ROOM / 2 / 26);
  const hostWidth = hostLine.width * 26;
  await writeLine(canvas, hostLine, 26, fromRight ? MARGIN : WIDTH - MARGIN - hostWidth, base, SOFT);
  const beside = ROOM - hostWidth - 48;
  if (outcome) {
    await write(outcome.line(beside / 28), text.notice, 28, base, INK);
    base -= 44;
  }
  await write(notice!.line(beside / 30), text.notice, 30, base, text.closed ? INK : ACCENT);

  const top = title ? base - 102 : 380;
  canvas.bar(MARGIN, top, ROOM, BAR);
  canvas.fill(FAINT);
  if (text.filled > 0) {
    const width = Math.max(BAR, ROOM * text.filled);
    const left = fromRight ? WIDTH - MARGIN - width : MARGIN;
    canvas.bar(left, top, width, BAR);
    const [from, to] = fromRight ? [BRIGHT, ACCENT] : [ACCENT, BRIGHT];
    canvas.fill({ from, to, left, right: left + width });
  }

  base = top - 32;
  const [number, behind] = [counted!.line(Infinity), ofGoal!.line(Infinity)];
  const large = title ? 92 : 150;
  // Both in one row, however many there are.
  const fit = Math.min(1, (ROOM - 20) / (number.width * large + behind.width * 38));
  await write(number, text.counted, large * fit, base, INK);
  await write(behind, text.ofGoal, 38 * fit, base, SOFT, number.width * large * fit + 20);

  let y = 60;
  if (title) {
    const leading = leadingOf(text.title);
    const room = base - large * 0.72 - 36 - y - (creator ? 62 : 0);
    const { size, lines } = fitted(title, room, leading);
    y += size * 0.82;
    for (const line of lines) {
      await write(line, text.title, size, y, INK);
      y += size * leading;
    }
    y -= size * (leading - 0.28);
  }
  if (creator) await write(creator.line(ROOM / 30), text.creator, 30, y + 46, SOFT);
  return pngOf(canvas);
}

const paragraph = ({ text, lang, dir }: Said, hand: Hand) => Paragraph.of(text, { hand, lang, dir });

/** The largest size in which a title fits without breaking a word; in the smallest, it is cut off where it must be. */
function fitted(title: Paragraph, height: number, leading: number): { size: number; lines: Line[] } {
  for (const size of TITLE_SIZES) {
    const most = Math.min(MOST_LINES, Math.floor(height / (size * leading)));
    const lines = most > 0 && title.lines(ROOM / size, most, false);
    if (lines) return { size, lines };
  }
  const size = TITLE_SIZES.at(-1)!;
  const most = Math.min(MOST_LINES, Math.floor(height / (size * leading)));
  return { size, lines: title.lines(ROOM / size, most, true)! };
}

async function writeLine(canvas: Canvas, line: Line, size: number, left: number, base: number, paint: Paint) {
  // Others are answered in between.
  await setImmediate();
  for (const { font, id, x, y } of line.glyphs) {
    canvas.place(left + x * size, base - y * size, size / font.unitsPerEm);
    font.shaped.drawGlyph(id, outline, canvas);
  }
  canvas.fill(paint);
}
