import { html } from 'lit';
import { ConsoleElement, withBase } from '../console-element.ts';

import { TEXT_TOOLS } from './editor.styles.ts';

/** What is put around the selected text, or before its lines. */
const TOOLS = {
  bold: { label: 'B', around: '**' },
  italic: { label: 'I', around: '*' },
  heading: { label: 'H', before: '## ' },
  list: { label: '•', before: '- ' },
} as const;
type Tool = keyof typeof TOOLS;

/** Buttons that format the selected part of a text field in the same root. */
export class TextTools extends ConsoleElement {
  static override styles = withBase(TEXT_TOOLS);
  static override properties = { field: { attribute: false } };

  /** `id` of the text field. */
  declare field: string;

  #apply(tool: Tool): void {
    const area = (this.getRootNode() as ShadowRoot).getElementById(this.field) as HTMLTextAreaElement;
    const { selectionStart: start, selectionEnd: end, value } = area;
    const options = TOOLS[tool];
    area.focus();
    if ('around' in options) {
      const { around } = options;
      area.setRangeText(`${around}${value.slice(start, end)}${around}`, start, end, 'preserve');
      area.setSelectionRange(start + around.length, end + around.length);
    } else {
      const lineStart = value.lastIndexOf('\n', start - 1) + 1;
      const lines = value.slice(lineStart, end).split('\n');
      const marked = lines.map((line) => `${options.before}${line}`).join('\n');
      area.setRangeText(marked, lineStart, end, 'preserve');
      area.setSelectionRange(start + options.before.length, lineStart + marked.length);
    }
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  protected override render() {
    const { words } = this;
    const names: Record<Tool, string> = {
      bold: words.editBold,
      italic: words.editItalic,
      heading: words.editHeading,
      list: words.editList,
    };
    return html`<div class="row" role="group" aria-label=${words.editFormat}>
      ${(Object.keys(TOOLS) as Tool[]).map(
        (tool) =>
          html`<button
            type="button"
            class="tool ${tool}"
            aria-label=${names[tool]}
            title=${names[tool]}
            @click=${() => this.#apply(tool)}
          >
            ${TOOLS[tool].label}
          </button>`,
      )}
    </div>`;
  }
}

customElements.define('console-text-tools', TextTools);
