export interface Colour {
  r: number;
  g: number;
  b: number;
}

/** What a shape is filled with: one colour, or one that turns into another from left to right. */
export type Paint = Colour | { from: Colour; to: Colour; left: number; right: number };

/** @param hex as in stylesheets: `#c7400a` */
export function colour(hex: string): Colour {
  const number = Number.parseInt(hex.slice(1), 16);
  return { r: number >> 16, g: (number >> 8) & 255, b: number & 255 };
}

/** Of pixels between a curve and the straight lines that are drawn in its place. */
const TOLERANCE = 0.1;
/** Of what is inside: what can't be seen isn't painted. */
const LEAST = 1 / 512;

/**
 * A picture to fill shapes into, with smooth edges. A shape's outline leaves in each pixel that it crosses how much of that
 * it covers, and what it changes for those to the right; summed up along a row, that is how much of each lies inside
 * (as in https://github.com/raphlinus/font-rs).
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Rows of red, green, blue; before each a 0, as PNG wants it. */
  readonly bytes: Buffer;
  /** From one pixel to the next in its row; one more than pixels, for what lies beyond the last. */
  readonly #changes: Float32Array;
  /** Rows that were touched. */
  #top: number;
  #bottom = 0;
  /** Where the pen is, in pixels, and where it began. */
  #x = 0;
  #y = 0;
  #startX = 0;
  #startY = 0;
  #left = 0;
  #base = 0;
  #scale = 1;

  constructor(width: number, height: number, background: Colour) {
    this.width = width;
    this.height = height;
    const { r, g, b } = background;
    const row = Buffer.concat([Buffer.of(0), Buffer.alloc(3 * width, Buffer.of(r, g, b))]);
    this.bytes = Buffer.alloc(row.length * height, row);
    this.#changes = new Float32Array(width * height + 1);
    this.#top = height;
  }

  /** What is outlined from now on counts from this point, to the right and upwards as in fonts, in units of so many pixels. */
  place(left: number, base: number, scale: number): void {
    this.#left = left;
    this.#base = base;
    this.#scale = scale;
  }

  moveTo(x: number, y: number): void {
    this.#x = this.#startX = this.#left + x * this.#scale;
    this.#y = this.#startY = this.#base - y * this.#scale;
  }

  lineTo(x: number, y: number): void {
    this.#line(this.#left + x * this.#scale, this.#base - y * this.#scale);
  }

  quadraticTo(cx: number, cy: number, endX: number, endY: number): void {
    const [x0, y0] = [this.#x, this.#y];
    const [x1, y1] = [this.#left + cx * this.#scale, this.#base - cy * this.#scale];
    const [x2, y2] = [this.#left + endX * this.#scale, this.#base - endY * this.#scale];
    const bend = Math.abs(x0 - 2 * x1 + x2) + Math.abs(y0 - 2 * y1 + y2);
    const steps = Math.ceil(Math.sqrt(bend / (4 * TOLERANCE))) || 1;
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      const u = 1 - t;
      this.#line(u * u * x0 + 2 * u * t * x1 + t * t * x2, u * u * y0 + 2 * u * t * y1 + t * t * y2);
    }
  }

  close(): void {
    this.#line(this.#startX, this.#startY);
  }

  /** A bar with round ends, in pixels. */
  bar(left: number, top: number, width: number, height: number): void {
    const r = height / 2;
    this.place(left + r, top + r, r);
    const straight = width / r - 2;
    this.moveTo(0, 1);
    this.lineTo(straight, 1);
    this.#eighths(straight, 0, 4);
    this.lineTo(0, -1);
    this.#eighths(0, 4, 8);
    this.close();
  }

  /** Fills what was outlined since the last time. */
  fill(paint: Paint): void {
    const { width, bytes } = this;
    const changes = this.#changes;
    const colours = coloursOf(paint, width);
    for (let y = this.#top; y < this.#bottom; y++) {
      const row = y * width;
      let at = row * 3 + y + 1;
      let inside = 0;
      for (let x = 0; x < width; x++, at += 3) {
        inside += changes[row + x]!;
        const share = Math.min(1, Math.abs(inside));
        if (share < LEAST) continue;
        for (let channel = 0; channel < 3; channel++) {
          const before = bytes[at + channel]!;
          bytes[at + channel] = before + (colours[3 * x + channel]! - before) * share + 0.5;
        }
      }
    }
    changes.fill(0, this.#top * width, this.#bottom * width + 1);
    this.#top = this.height;
    this.#bottom = 0;
  }

  /** Pieces of a circle, clockwise from its top: two of these curves stay within a hundredth of the radius of it. */
  #eighths(cx: number, from: number, to: number): void {
    const point = (eighth: number, radius: number): [number, number] => {
      const angle = (eighth * Math.PI) / 4;
      return [cx + radius * Math.sin(angle), radius * Math.cos(angle)];
    };
    for (let eighth = from; eighth < to; eighth++) {
      this.quadraticTo(...point(eighth + 0.5, 1 / Math.cos(Math.PI / 8)), ...point(eighth + 1, 1));
    }
  }

  /** What lies outside of the picture is drawn at its edge. */
  #line(toX: number, toY: number): void {
    const [fromX, fromY] = [this.#x, this.#y];
    this.#x = toX;
    this.#y = toY;
    const down = fromY < toY;
    const top = down ? fromY : toY;
    const bottom = down ? toY : fromY;
    const first = Math.max(0, Math.floor(top));
    const end = Math.min(this.height, Math.ceil(bottom));
    if (top === bottom || first >= end) return;
    this.#top = Math.min(this.#top, first);
    this.#bottom = Math.max(this.#bottom, end);
    const slope = (toX - fromX) / (toY - fromY);
    const most = this.width - 1;
    for (let y = first; y < end; y++) {
      const upper = Math.max(y, top);
      const lower = Math.min(y + 1, bottom);
      const a = Math.min(most, Math.max(0, fromX + (upper - fromY) * slope));
      const b = Math.min(most, Math.max(0, fromX + (lower - fromY) * slope));
      const cover = down ? lower - upper : upper - lower;
      this.#piece(y * this.width, Math.min(a, b), Math.max(a, b), cover);
    }
  }

  /** A piece of an edge within one row. */
  #piece(row: number, left: number, right: number, cover: number): void {
    const changes = this.#changes;
    const first = Math.floor(left);
    const last = Math.max(first, Math.ceil(right) - 1);
    let told = 0;
    for (let x = first; x <= last; x++) {
      // Of this pixel, what lies to the right of the piece: all of it beside what went before, half a column within.
      const enter = Math.max(left, x);
      const leave = Math.min(right, x + 1);
      const within = last === first ? 1 : (leave - enter) / (right - left);
      const before = last === first ? 0 : (enter - left) / (right - left);
      const covered = before + within * (x + 1 - (enter + leave) / 2);
      changes[row + x] = changes[row + x]! + cover * (covered - told);
      told = covered;
    }
    changes[row + last + 1] = changes[row + last + 1]! + cover * (1 - told);
  }
}

/** Red, green, blue of each column. */
function coloursOf(paint: Paint, width: number): Uint8Array {
  const { from, to, left, right } = 'from' in paint ? paint : { from: paint, to: paint, left: 0, right: 1 };
  const colours = new Uint8Array(3 * width);
  for (let x = 0; x < width; x++) {
    const t = Math.min(1, Math.max(0, (x - left) / (right - left)));
    colours[3 * x] = from.r + (to.r - from.r) * t + 0.5;
    colours[3 * x + 1] = from.g + (to.g - from.g) * t + 0.5;
    colours[3 * x + 2] = from.b + (to.b - from.b) * t + 0.5;
  }
  return colours;
}
