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
  /** How much of the result is there, while it is put together. */
  #length = 0;
  #lineEnd: string | undefined;
  #rowsEnd = 0;

  constructor(separator: string) {
    this.#separator = separator;
  }

  /** What ends the rows: the first line break outside of quoted cells. Undefined if there was none yet. */
  get lineEnd(): string | undefined {
    return this.#lineEnd;
  }

  /** Where the last row ends that is complete in what {@link repair} returned last. 0 if none is. */
  get rowsEnd(): number {
    return this.#rowsEnd;
  }

  /**
   * @param chunk must not end between the two characters of a line break
   * @param isLast whether nothing follows
   */
  repair(chunk: string, isLast: boolean): string {
    this.#length = 0;
    this.#rowsEnd = 0;
    return this.#repair(this.#rest + chunk, isLast);
  }

  #repair(text: string, isLast: boolean): string {
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
    const part = text.slice(start, end);
    if (!this.#isQuoted) this.#findRowsEnd(part);
    this.#length += part.length;
    return part;
  }

  #findRowsEnd(part: string): void {
    this.#lineEnd ??= /\r\n|\n|\r/.exec(part)?.[0];
    if (this.#lineEnd === undefined) return;
    const at = part.lastIndexOf(this.#lineEnd);
    if (at >= 0) this.#rowsEnd = this.#length + at + this.#lineEnd.length;
  }

  #run(length: number, closes: boolean): string {
    const run = this.#repairRun(length, closes);
    this.#length += run.length;
    return run;
  }

  #repairRun(length: number, closes: boolean): string {
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
