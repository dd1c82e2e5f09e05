import { setImmediate } from 'node:timers/promises';
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import {
  type CardText,
  CARD_HEIGHT as HEIGHT,
  type LocalizedText,
  CARD_WIDTH as WIDTH,
} from './card-text.ts';
import { type Line, Paragraph } from './paragraph.ts';

type CanvasPattern = NonNullable<ReturnType<SKRSContext2D['createPattern']>>;

const MARGIN = 72;
const CONTENT_WIDTH = WIDTH - 2 * MARGIN;
const BAR_HEIGHT = 30;

/** The hosted page's colors. */
const PAPER = '#fbf8f4';
const INK = '#221d1a';
const MUTED = '#685f59';
const TRACK = '#ebe4dd';
const ACCENT = '#c7400a';
const ACCENT_LIGHT = '#f08030';

/** In pixels. The largest size at which the whole title fits is used. */
const TITLE_SIZES = [96, 84, 76, 68, 60, 54, 48, 44];
const MAX_TITLE_LINES = 4;

/** Distance between baselines, in em. Arabic letters descend further below theirs. */
const lineHeightOf = ({ dir }: LocalizedText) => (dir === 'rtl' ? 1.45 : 1.2);

/**
 * Draws a petition's social card.
 *
 * @returns a PNG. Text containing an unsupported letter is omitted, even the title
 */
export async function drawCard(text: CardText): Promise<Buffer<ArrayBuffer>> {
  // One after the other, so that the event loop runs in between.
  const title = await Paragraph.create(text.title, 'title');
  const creator = await Paragraph.create(text.creator, 'plain');
  const count = await Paragraph.create(text.count, 'strong');
  const ofGoal = await Paragraph.create(text.ofGoal, 'plain');
  const notice = await Paragraph.create(text.notice, 'strong');
  const outcome = text.outcome && (await Paragraph.create(text.outcome, 'plain'));
  const host = await Paragraph.create(text.host, 'plain');
  const isRtl = text.notice.dir === 'rtl';
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);

  const write = (paragraph: Paragraph, line: Line, at: TextPosition) => {
    const { size, y, indent = 0 } = at;
    const x = at.dir === 'rtl' ? WIDTH - MARGIN - indent - line.width * size : MARGIN + indent;
    context.fillStyle = at.color;
    paragraph.draw(context, line, { x, y, size });
  };
  const drawBar = (x: number, y: number, width: number, fill: string | CanvasPattern) => {
    context.fillStyle = fill;
    context.beginPath();
    context.roundRect(x, y, width, BAR_HEIGHT, BAR_HEIGHT / 2);
    context.fill();
  };

  await setImmediate();
  // From the bottom up: the title gets the remaining space.
  let y = HEIGHT - 58;
  const hostLine = host!.line(CONTENT_WIDTH / 2 / 26);
  const hostWidth = hostLine.width * 26;
  const hostDir = isRtl ? 'ltr' : 'rtl';
  write(host!, hostLine, { dir: hostDir, y, size: 26, color: MUTED });
  const besideHost = CONTENT_WIDTH - hostWidth - 48;
  if (outcome) {
    write(outcome, outcome.line(besideHost / 28), { dir: text.notice.dir, y, size: 28, color: INK });
    y -= 44;
  }
  const noticeColor = text.closed ? INK : ACCENT;
  write(notice!, notice!.line(besideHost / 30), { dir: text.notice.dir, y, size: 30, color: noticeColor });

  const barTop = title ? y - 102 : 380;
  if (text.progress !== null) drawBar(MARGIN, barTop, CONTENT_WIDTH, TRACK);
  if (text.progress) {
    const width = Math.max(BAR_HEIGHT, CONTENT_WIDTH * text.progress);
    const left = isRtl ? WIDTH - MARGIN - width : MARGIN;
    const right = left + width;
    const [start, end] = isRtl ? [right, left] : [left, right];
    drawBar(left, barTop, width, context.createPattern(gradientRow(start, end), 'repeat')!);
  }

  y = barTop - 32;
  const [countLine, goalLine] = [count!.line(Infinity), ofGoal!.line(Infinity)];
  const countSize = title ? 92 : 150;
  // Shrinks both to fit into one row.
  const scale = Math.min(1, (CONTENT_WIDTH - 20) / (countLine.width * countSize + goalLine.width * 38));
  write(count!, countLine, { dir: text.count.dir, y, size: countSize * scale, color: INK });
  const indent = countLine.width * countSize * scale + 20;
  write(ofGoal!, goalLine, { dir: text.ofGoal.dir, y, size: 38 * scale, color: MUTED, indent });

  const titleBottom = y - countSize * 0.72 - 36 - (creator ? 62 : 0);
  y = 60;
  if (title) {
    const lineHeight = lineHeightOf(text.title);
    const { size, lines } = fitTitle(title, titleBottom - y, lineHeight);
    y += size * 0.82;
    for (const line of lines) {
      write(title, line, { dir: text.title.dir, y, size, color: INK });
      y += size * lineHeight;
    }
    y -= size * (lineHeight - 0.28);
  }
  if (creator) {
    write(creator, creator.line(CONTENT_WIDTH / 30), {
      dir: text.creator.dir,
      y: y + 46,
      size: 30,
      color: MUTED,
    });
  }
  // Compressed on another thread.
  return (await canvas.encode('png')) as Buffer<ArrayBuffer>;
}

interface TextPosition {
  /** The side to start from. */
  dir: 'ltr' | 'rtl';
  /** Distance from that side's margin, in pixels. */
  indent?: number;
  /** Baseline, in pixels. */
  y: number;
  /** Font size, in pixels. */
  size: number;
  color: string;
}

/**
 * One row of the bar, to be repeated. Skia dithers gradients, and different noise in each row would enlarge the
 * PNG by a fifth.
 */
function gradientRow(start: number, end: number): Canvas {
  const row = createCanvas(WIDTH, 1);
  const context = row.getContext('2d');
  const gradient = context.createLinearGradient(start, 0, end, 0);
  gradient.addColorStop(0, ACCENT);
  gradient.addColorStop(1, ACCENT_LIGHT);
  context.fillStyle = gradient;
  context.fillRect(0, 0, WIDTH, 1);
  return row;
}

/** Finds the largest size at which a title fits without breaking a word. The smallest cuts it off if necessary. */
function fitTitle(title: Paragraph, height: number, lineHeight: number): { size: number; lines: Line[] } {
  const maxLinesAt = (size: number) => Math.min(MAX_TITLE_LINES, Math.floor(height / (size * lineHeight)));
  for (const size of TITLE_SIZES) {
    const maxLines = maxLinesAt(size);
    const lines = maxLines > 0 && title.lines(CONTENT_WIDTH / size, maxLines, false);
    if (lines) return { size, lines };
  }
  const size = TITLE_SIZES.at(-1)!;
  return { size, lines: title.lines(CONTENT_WIDTH / size, maxLinesAt(size), true)! };
}
