import { setImmediate } from 'node:timers/promises';
import { type Canvas, createCanvas, type Image, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import {
  type CardText,
  CARD_HEIGHT as HEIGHT,
  type LocalizedText,
  CARD_WIDTH as WIDTH,
} from './card-text.ts';
import { type Line, Paragraph } from './paragraph.ts';

type CanvasPattern = NonNullable<ReturnType<SKRSContext2D['createPattern']>>;

const MARGIN = 72;
const BAR_HEIGHT = 30;

/** A picture stands beside the text, at its whole brightness, instead of behind it under a scrim. */
const PICTURE_WIDTH = 480;
const PICTURE_GAP = 48;
const JPEG_QUALITY = 86;

/** The hosted page's colors. */
const PAPER = '#fbf8f4';
const INK = '#221d1a';
const MUTED = '#685f59';
const TRACK = '#ebe4dd';
const ACCENT = '#c7400a';
const ACCENT_LIGHT = '#f08030';

/** Sizes are in pixels. The largest at which the whole title fits is used. */
interface TitleLimits {
  sizes: readonly number[];
  lines: number;
  /** The addressee must not make the title smaller than this. */
  minSizeWithTarget: number;
}
const TITLE_ALONE: TitleLimits = { sizes: [96, 84, 76, 68, 60, 54, 48, 44], lines: 4, minSizeWithTarget: 54 };
const TITLE_BESIDE_PICTURE: TitleLimits = {
  sizes: [68, 60, 54, 48, 44, 40, 36, 32],
  lines: 6,
  minSizeWithTarget: 40,
};
const SMALL_SIZE = 30;
const SMALL_LINE_HEIGHT = 44;

/** Distance between baselines, in em. Arabic letters descend further below theirs. */
const lineHeightOf = ({ dir }: LocalizedText) => (dir === 'rtl' ? 1.45 : 1.2);

/**
 * Draws a petition's social card.
 *
 * @param picture the bytes of `text.image`, to be drawn beside the text
 * @returns a JPEG with a picture, otherwise a PNG. Text containing an unsupported letter is omitted, even the title
 */
export async function drawCard(text: CardText, picture?: Uint8Array): Promise<Buffer<ArrayBuffer>> {
  // One after the other, so that the event loop runs in between.
  const title = await Paragraph.create(text.title, 'title');
  const target = text.target && (await Paragraph.create(text.target, 'plain'));
  const creator = await Paragraph.create(text.creator, 'plain');
  const count = await Paragraph.create(text.count, 'strong');
  const ofGoal = await Paragraph.create(text.ofGoal, 'plain');
  const notice = await Paragraph.create(text.notice, 'strong');
  const outcome = text.outcome && (await Paragraph.create(text.outcome, 'plain'));
  const host = await Paragraph.create(text.host, 'plain');
  const image = picture && (await loadImage(picture));
  const isRtl = text.notice.dir === 'rtl';
  const canvas = createCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  let [contentLeft, contentRight] = [MARGIN, WIDTH - MARGIN];
  if (image) {
    drawPicture(context, image, isRtl ? 0 : WIDTH - PICTURE_WIDTH);
    if (isRtl) contentLeft = PICTURE_WIDTH + PICTURE_GAP;
    else contentRight = WIDTH - PICTURE_WIDTH - PICTURE_GAP;
  }
  const contentWidth = contentRight - contentLeft;

  const write = (paragraph: Paragraph, line: Line, at: TextPosition) => {
    const { size, y, indent = 0 } = at;
    const x = at.dir === 'rtl' ? contentRight - indent - line.width * size : contentLeft + indent;
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
  const hostY = HEIGHT - 58;
  const noticeY = outcome ? hostY - 44 : hostY;
  const noticeDir = text.notice.dir;
  const hostLine = host!.line(contentWidth / 2 / 26);
  const besideHost = contentWidth - hostLine.width * 26 - 48;
  // A narrow card names the host only if nothing is cut off for it. Previews name it, too.
  const hasHost = !image || (!outcome && notice!.line(Infinity).width * 30 <= besideHost);
  const noticeWidth = hasHost ? besideHost : contentWidth;
  if (hasHost) {
    write(host!, hostLine, { dir: isRtl ? 'ltr' : 'rtl', y: hostY, size: 26, color: MUTED });
  }
  if (outcome) {
    write(outcome, outcome.line(noticeWidth / 28), { dir: noticeDir, y: hostY, size: 28, color: INK });
  }
  const noticeColor = text.closed ? INK : ACCENT;
  write(notice!, notice!.line(noticeWidth / 30), {
    dir: noticeDir,
    y: noticeY,
    size: 30,
    color: noticeColor,
  });

  const barTop = title || image ? noticeY - 102 : 380;
  if (text.progress !== null) drawBar(contentLeft, barTop, contentWidth, TRACK);
  if (text.progress) {
    const width = Math.max(BAR_HEIGHT, contentWidth * text.progress);
    const left = isRtl ? contentRight - width : contentLeft;
    const right = left + width;
    const [start, end] = isRtl ? [right, left] : [left, right];
    drawBar(left, barTop, width, context.createPattern(gradientRow(start, end), 'repeat')!);
  }

  const [countLine, goalLine] = [count!.line(Infinity), ofGoal!.line(Infinity)];
  const countSize = image ? 76 : title ? 92 : 150;
  const countY = barTop - 32;
  // Shrinks both to fit into one row.
  const scale = Math.min(1, (contentWidth - 20) / (countLine.width * countSize + goalLine.width * 38));
  const countDir = text.count.dir;
  write(count!, countLine, { dir: countDir, y: countY, size: countSize * scale, color: INK });
  const indent = countLine.width * countSize * scale + 20;
  write(ofGoal!, goalLine, { dir: countDir, y: countY, size: 38 * scale, color: MUTED, indent });

  let y = image ? 52 : 60;
  const header = layOutHeader(title, {
    width: contentWidth,
    height: countY - countSize * 0.72 - (image ? 30 : 36) - y,
    lineHeight: lineHeightOf(text.title),
    hasTarget: Boolean(target),
    hasCreator: Boolean(creator),
    limits: image ? TITLE_BESIDE_PICTURE : TITLE_ALONE,
  });
  if (title) {
    const { size, lines } = header;
    const lineHeight = lineHeightOf(text.title);
    y += size * 0.82;
    for (const line of lines) {
      write(title, line, { dir: text.title.dir, y, size, color: INK });
      y += size * lineHeight;
    }
    y -= size * (lineHeight - 0.28);
  }
  y += 46;
  const writeSmall = (paragraph: Paragraph, { dir }: LocalizedText, color: string) => {
    const size = SMALL_SIZE;
    write(paragraph, paragraph.line(contentWidth / size), { dir, y, size, color });
    y += SMALL_LINE_HEIGHT;
  };
  if (target && header.hasTarget) writeSmall(target, text.target!, INK);
  if (creator) writeSmall(creator, text.creator, MUTED);
  // Compressed on another thread.
  const encoded = image ? canvas.encode('jpeg', JPEG_QUALITY) : canvas.encode('png');
  return (await encoded) as Buffer<ArrayBuffer>;
}

/** Fills the card's side, and cuts off what is left over: at the sides equally, but less at the top, where faces are. */
function drawPicture(context: SKRSContext2D, image: Image, left: number): void {
  const scale = Math.max(PICTURE_WIDTH / image.width, HEIGHT / image.height);
  const [width, height] = [PICTURE_WIDTH / scale, HEIGHT / scale];
  const [x, y] = [(image.width - width) / 2, (image.height - height) * 0.3];
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, x, y, width, height, left, 0, PICTURE_WIDTH, HEIGHT);
}

interface HeaderSpace {
  width: number;
  height: number;
  lineHeight: number;
  hasTarget: boolean;
  hasCreator: boolean;
  limits: TitleLimits;
}

/** The title, and below it the addressee, if that leaves enough space, and the creator. */
function layOutHeader(
  title: Paragraph | null,
  space: HeaderSpace,
): { size: number; lines: Line[]; hasTarget: boolean } {
  const { hasTarget, hasCreator, limits } = space;
  if (!title) return { size: 0, lines: [], hasTarget };
  const smallLines = Number(hasTarget) + Number(hasCreator);
  const below = smallLines > 0 ? SMALL_LINE_HEIGHT * smallLines + 18 : 0;
  const { size, lines } = fitTitle(title, { ...space, height: space.height - below });
  if (hasTarget && size < limits.minSizeWithTarget) {
    return layOutHeader(title, { ...space, hasTarget: false });
  }
  return { size, lines, hasTarget };
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
function fitTitle(
  title: Paragraph,
  { width, height, lineHeight, limits }: HeaderSpace,
): { size: number; lines: Line[] } {
  const maxLinesAt = (size: number) => Math.min(limits.lines, Math.floor(height / (size * lineHeight)));
  for (const size of limits.sizes) {
    const maxLines = maxLinesAt(size);
    const lines = maxLines > 0 && title.lines(width / size, maxLines, false);
    if (lines) return { size, lines };
  }
  const size = limits.sizes.at(-1)!;
  return { size, lines: title.lines(width / size, maxLinesAt(size), true)! };
}
