import type { ExportedSignature } from '../../common/exported-signature.ts';
import { number } from '../words.ts';
import { PRINTED } from './opening.styles.ts';

export interface Cover {
  title: string;
  /** Below the title: who it is for, how many, and as of when. */
  target: string | null;
  total: string;
  day: string;
}

export interface PrintedColumn {
  title: string;
  text(signature: ExportedSignature): string;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(PRINTED);

/**
 * A list for paper. It stands in the document, not in an element of the console: only there, rules for pages apply. All of it is
 * text.
 */
export class PrintedList {
  readonly #element = node('section', 'printed-list');
  readonly #body = node('tbody');
  readonly #columns: readonly PrintedColumn[];
  #count = 0;

  constructor({ title, target, total, day }: Cover, columns: readonly PrintedColumn[]) {
    this.#columns = columns;
    const cover = node('header', 'cover');
    const heading = node('h1', '', title);
    heading.dir = 'auto';
    cover.append(heading);
    if (target !== null) cover.append(node('p', '', target));
    cover.append(node('p', 'total', total), node('p', '', day));
    const row = node('tr');
    row.append(node('th', 'place', '#'), ...columns.map((column) => node('th', '', column.title)));
    const head = node('thead');
    head.append(row);
    const table = node('table');
    table.append(head, this.#body);
    // Browsers that translate a page send its text to somebody else.
    this.#element.translate = false;
    this.#element.append(cover, table);
  }

  append(signatures: readonly ExportedSignature[]): void {
    for (const signature of signatures) {
      const row = node('tr');
      row.append(node('td', 'place', number(++this.#count)));
      for (const { text } of this.#columns) {
        const cell = node('td', '', text(signature));
        cell.dir = 'auto';
        row.append(cell);
      }
      this.#body.append(row);
    }
  }

  print(): void {
    if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
    document.body.append(this.#element);
    window.print();
  }

  remove(): void {
    this.#element.remove();
  }
}

function node<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  text = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.textContent = text;
  return element;
}
