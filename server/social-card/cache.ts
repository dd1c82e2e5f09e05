import { setTimeout as sleep } from 'node:timers/promises';
import { shortHash } from '../lib/bytes.ts';
import type { CardText } from './card-text.ts';

/** A card as it is sent. */
interface SocialCard {
  bytes: Buffer<ArrayBuffer>;
  etag: string;
}

/** What a card depends on. The count is separate because it may be out of date. */
interface CardContent {
  words: string;
  count: string;
}

interface CachedCard extends SocialCard, CardContent {
  drawnAtMs: number;
}

/** How old a card's count may be. A busy petition's card would otherwise be redrawn with every change of its count. */
const MAX_AGE_MS = 60_000;
/** A card takes some 60 kB, or 150 kB with a picture. */
const MAX_CACHED = 200;
const MAX_WAITING = 50;
/** Pause after each card, as a multiple of the time it took to draw. It leaves the event loop to signing. */
const COOLDOWN_FACTOR = 3;

/** Thrown when too many cards are waiting to be drawn. */
export class SocialCardBusyError extends Error {
  override name = 'SocialCardBusyError';

  constructor() {
    super('Too many cards are waiting to be drawn.');
  }
}

/**
 * Draws cards on demand, one at a time, and caches them. Link previews request the same card by the thousand, and
 * signing must not slow down for it.
 */
export class SocialCardCache {
  readonly #draw: (text: CardText) => Promise<Buffer<ArrayBuffer>>;
  readonly #now: () => number;
  /** Least recently used first. */
  readonly #cached = new Map<string, CachedCard>();
  readonly #pending = new Map<string, Promise<CachedCard>>();
  /** Resolves once the next card may be drawn. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param now current time in milliseconds */
  constructor(draw: (text: CardText) => Promise<Buffer<ArrayBuffer>>, now = Date.now) {
    this.#draw = draw;
    this.#now = now;
  }

  /**
   * @param key identifies the card, whatever its text
   * @throws SocialCardBusyError if too many cards are waiting
   */
  async get(key: string, text: CardText): Promise<SocialCard> {
    const content = contentOf(text);
    const cached = this.#cached.get(key);
    if (cached && this.#isFresh(cached, content)) {
      this.#store(key, cached);
      return cached;
    }
    let pending = this.#pending.get(key);
    if (!pending) {
      if (this.#pending.size >= MAX_WAITING) throw new SocialCardBusyError();
      pending = this.#drawInTurn(key, text, content);
      this.#pending.set(key, pending);
    }
    return pending;
  }

  #isFresh(cached: CachedCard, { words, count }: CardContent): boolean {
    const isYoung = this.#now() - cached.drawnAtMs < MAX_AGE_MS;
    return cached.words === words && (cached.count === count || isYoung);
  }

  async #drawInTurn(key: string, text: CardText, content: CardContent): Promise<CachedCard> {
    const previous = this.#turn;
    let endTurn = (_: unknown) => {};
    this.#turn = new Promise((resolve) => {
      endTurn = resolve;
    });
    await previous;
    const start = performance.now();
    try {
      const bytes = await this.#draw(text);
      const card = { bytes, etag: `"${shortHash(bytes)}"`, ...content, drawnAtMs: this.#now() };
      this.#store(key, card);
      return card;
    } finally {
      this.#pending.delete(key);
      endTurn(sleep(COOLDOWN_FACTOR * (performance.now() - start)));
    }
  }

  #store(key: string, card: CachedCard): void {
    this.#cached.delete(key);
    this.#cached.set(key, card);
    if (this.#cached.size > MAX_CACHED) this.#cached.delete(this.#cached.keys().next().value!);
  }
}

function contentOf({ count, ofGoal, progress, ...words }: CardText): CardContent {
  return { words: JSON.stringify(words), count: JSON.stringify([count, ofGoal, progress]) };
}
