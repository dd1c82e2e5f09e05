/**
 * Doubles the quotes inside quoted cells that a tool forgot to double, where they can be told: a quote ends a cell only if
 * a separator or a line break follows. A quote before a separator within the text can't be told from the end of the
 * cell: its row then has too many cells.
 */
export class QuoteRepair {
  readonly #separator: string;
  /** Within a quoted cell. */
  #isQuoted = false;
  /** Whether the next character starts a cell. */
  #atCellStart = true;
  /** Not repaired yet, because what follows decides. */
  #rest = '';

  constructor(separator: string) {
    this.#separator = separator;
  }

  /** @param isLast whether nothing follows */
  repair(chunk: string, isLast: boolean): string {
    const text = this.#rest + chunk;
    let output = '';
    let done = 0;
    for (let quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', done)) {
      let end = quote;
      while (text[end] === '"') end += 1;
      let next = end;
      while (text[next] === ' ') next += 1;
      // What follows may be in the next chunk.
      if (next >= text.length && !isLast) {
        output += this.#pass(text, done, quote);
        this.#rest = text.slice(quote);
        return output;
      }
      output += this.#pass(text, done, quote);
      const closes = next >= text.length || this.#isBreak(text[next]!);
      output += this.#run(end - quote, closes);
      this.#atCellStart = false;
      done = end;
    }
    output += this.#pass(text, done, text.length);
    this.#rest = '';
    return output;
  }

  #isBreak(character: string): boolean {
    return character === this.#separator || character === '\n' || character === '\r';
  }

  /** Text without quotes. */
  #pass(text: string, start: number, end: number): string {
    if (start === end) return '';
    let last = end - 1;
    // Spaces before a quoted cell are padding.
    while (last >= start && text[last] === ' ') last -= 1;
    if (last >= start) this.#atCellStart = this.#isBreak(text[last]!);
    return text.slice(start, end);
  }

  #run(length: number, closes: boolean): string {
    const quotes = '"'.repeat(length);
    if (this.#isQuoted) {
      if (length % 2 === 0) return quotes;
      if (!closes) return `${quotes}"`;
      this.#isQuoted = false;
      return quotes;
    }
    if (!this.#atCellStart) return quotes;
    const isWhole = length % 2 === 0;
    if (isWhole && closes) return quotes;
    this.#isQuoted = true;
    return isWhole ? `${quotes}"` : quotes;
  }
}
