/** Where a text stops being JSON. */
export interface JsonError {
  /** Of the first character that is wrong, from 0. */
  index: number;
  /** What to do, for the middle of a sentence. */
  hint: string;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const PLAIN = /[^"\\\p{Cc}]|[\u007f-\u009f]/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const CURLY_QUOTE = /^[“”„‟«»‘’‚]$/;

class Scanner {
  readonly #json: string;
  #index = 0;

  constructor(json: string) {
    this.#json = json;
  }

  document(): void {
    this.#take(SPACE);
    if (this.#isAtEnd()) this.#fail('the file is empty');
    this.#value();
    this.#take(SPACE);
    if (!this.#isAtEnd()) this.#fail(this.#hintOr('remove what follows the end'));
  }

  /** The next character, or an empty string at the end. */
  #peek(): string {
    const point = this.#json.codePointAt(this.#index);
    return point === undefined ? '' : String.fromCodePoint(point);
  }

  #isAtEnd(): boolean {
    return this.#index >= this.#json.length;
  }

  /** Moves past a match at the current position. */
  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#index;
    const match = pattern.exec(this.#json);
    if (match) this.#index += match[0].length;
    return match !== null;
  }

  #value(): void {
    if (this.#peek() === '{') this.#list('}', () => this.#member());
    else if (this.#peek() === '[') this.#list(']', () => this.#value());
    else if (this.#peek() === '"') this.#string();
    else if (!this.#take(NUMBER) && !this.#take(WORD)) {
      this.#fail(this.#hintOr('put text in double quotes (")'));
    }
  }

  /** An array or object, from its opening bracket on. */
  #list(end: string, item: () => void): void {
    this.#index += 1;
    this.#take(SPACE);
    if (this.#peek() === end) {
      this.#index += 1;
      return;
    }
    for (;;) {
      item();
      this.#take(SPACE);
      if (this.#peek() === end) break;
      if (this.#peek() !== ',') this.#fail(this.#hintOr(`a comma or "${end}" is missing here`));
      const comma = this.#index;
      this.#index += 1;
      this.#take(SPACE);
      if (this.#peek() === end) this.#fail(`remove the comma before "${end}"`, comma);
    }
    this.#index += 1;
  }

  #member(): void {
    if (this.#peek() !== '"') this.#fail(this.#hintOr('put the key in double quotes (")'));
    this.#string();
    this.#take(SPACE);
    if (this.#peek() !== ':') this.#fail(this.#hintOr('a colon is missing here'));
    this.#index += 1;
    this.#take(SPACE);
    this.#value();
  }

  #string(): void {
    const start = this.#index;
    this.#index += 1;
    for (;;) {
      while (this.#take(PLAIN));
      if (this.#peek() === '"') break;
      if (this.#isAtEnd() || this.#peek() === '\n' || this.#peek() === '\r') {
        const isClosedByCurly = /[“”„‟]/.test(this.#json.slice(start, this.#index));
        this.#fail(
          isClosedByCurly
            ? 'this text ends with a curly quote; replace it with a straight one (")'
            : 'this text has no closing quote on its line; write \\n for a line break in a text',
          start,
        );
      }
      if (this.#peek() !== '\\') this.#fail('write \\t for a tab, and remove other control characters');
      if (!this.#take(ESCAPE)) this.#fail('write \\\\ for a backslash');
    }
    this.#index += 1;
  }

  /** A hint for the next character if it is a frequent mistake. */
  #hintOr(hint: string): string {
    const next = this.#peek();
    if (next === '') return 'the file ends too early, so a "}" or "]" is missing';
    if (CURLY_QUOTE.test(next)) return 'replace the curly quotes with straight ones (")';
    if (next === "'") return 'use double quotes (") instead of single ones';
    if (next === '/' || next === '#') return 'remove the comment; JSON has none';
    if (next === ',') return 'remove this comma';
    return hint;
  }

  #fail(hint: string, index = this.#index): never {
    throw new Found({ index, hint });
  }
}

class Found {
  constructor(readonly error: JsonError) {}
}

/** Finds the first error, or null if the text is JSON. `JSON.parse` doesn't tell where it is on every Node. */
export function findJsonError(json: string): JsonError | null {
  try {
    new Scanner(json).document();
    return null;
  } catch (found) {
    if (found instanceof Found) return found.error;
    throw found;
  }
}

/** How much of a long line to show before and after the error. */
const CONTEXT = 40;

/** Line and column of an index, from 1, and that line with a mark below. */
export function locate(text: string, index: number): { line: number; column: number; excerpt: string } {
  const before = text.slice(0, index).split(/\r\n|\n|\r/);
  const head = before.at(-1)!;
  const [tail = ''] = text.slice(index).split(/[\r\n]/, 1);
  const start = head.length > CONTEXT ? `…${head.slice(-CONTEXT)}` : head;
  const end = tail.length > CONTEXT ? `${tail.slice(0, CONTEXT)}…` : tail;
  return {
    line: before.length,
    column: [...head].length + 1,
    // Tabs would move the mark.
    excerpt: `${`${start}${end}`.replaceAll('\t', ' ')}\n${' '.repeat([...start].length)}^`,
  };
}
