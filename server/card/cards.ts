import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpProblem } from '../http/http-problem.ts';
import type { CardText } from './card-text.ts';

/** A card as it is sent. */
export interface Card {
  png: Buffer<ArrayBuffer>;
  etag: string;
}

interface Kept extends Card {
  /** What it says besides the count, and of the count. */
  words: string;
  count: string;
  /** When it was drawn, in ms. */
  at: number;
}

/** Of milliseconds that a card's count may be old: while many sign, it isn't drawn with every tick. */
const LAG = 60_000;
/** As many are kept, of some 70 kB each. */
const MOST_KEPT = 200;
/** As many wait to be drawn. */
const MOST_WAITING = 50;
/** After one is drawn, others have the event loop for so many times as long as that took. */
const REST = 3;

/**
 * Draws cards when they are asked for, one at a time, and keeps them: those who show previews ask for one and the same by the
 * thousand, and signing must not feel it.
 */
export class Cards {
  readonly #draw: (text: CardText) => Promise<Buffer<ArrayBuffer>>;
  readonly #clock: () => number;
  /** Those that were asked for last stand last. */
  readonly #kept = new Map<string, Kept>();
  readonly #drawing = new Map<string, Promise<Kept>>();
  /** Resolves once the next one may be drawn. */
  #free: Promise<unknown> = Promise.resolve();

  constructor(draw: (text: CardText) => Promise<Buffer<ArrayBuffer>>, clock = Date.now) {
    this.#draw = draw;
    this.#clock = clock;
  }

  /**
   * @param name which card it is, whatever it says
   * @throws Problem 503 where too many wait to be drawn
   */
  async of(name: string, text: CardText): Promise<Card> {
    const { counted, ofGoal, filled, ...others } = text;
    const words = JSON.stringify(others);
    const count = JSON.stringify([counted, ofGoal, filled]);
    const kept = this.#kept.get(name);
    if (kept?.words === words && (kept.count === count || this.#clock() - kept.at < LAG)) {
      this.#keep(name, kept);
      return kept;
    }
    let drawing = this.#drawing.get(name);
    if (!drawing) {
      if (this.#drawing.size >= MOST_WAITING) throw tooManyCards();
      drawing = this.#drawn(name, text, { words, count });
      this.#drawing.set(name, drawing);
    }
    return drawing;
  }

  async #drawn(name: string, text: CardText, said: Pick<Kept, 'words' | 'count'>): Promise<Kept> {
    const before = this.#free;
    let release = (_: unknown) => {};
    this.#free = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    const start = performance.now();
    try {
      const png = await this.#draw(text);
      const etag = `"${createHash('sha256').update(png).digest('base64url').slice(0, 16)}"`;
      const kept = { png, etag, ...said, at: this.#clock() };
      this.#keep(name, kept);
      return kept;
    } finally {
      this.#drawing.delete(name);
      release(sleep(REST * (performance.now() - start)));
    }
  }

  #keep(name: string, kept: Kept): void {
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }
}

const tooManyCards = () =>
  new HttpProblem(
    503,
    'So many pictures are being drawn that this one has to wait; ask for it again later.',
    {
      headers: { 'Retry-After': '5' },
    },
  );
