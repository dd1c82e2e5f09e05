import { html } from 'hono/html';
import type { Block, Segment } from '../../common/contract.ts';

/** Blocks as HTML. Everything is escaped. */
export const blocksHtml = (blocks: readonly Block[]) => blocks.map(blockHtml);

function blockHtml(block: Block) {
  switch (block.type) {
    case 'heading':
      return html`<h2>${segmentsHtml(block.content)}</h2>`;
    case 'list': {
      const items = block.items.map((item) => html`<li>${segmentsHtml(item)}</li>`);
      return block.start === null ? html`<ul>${items}</ul>` : html`<ol start="${block.start}">${items}</ol>`;
    }
    case 'quote':
      return html`<blockquote>${block.paragraphs.map((paragraph) => html`<p>${segmentsHtml(paragraph)}</p>`)}</blockquote>`;
    case 'paragraph':
      return html`<p>${segmentsHtml(block.content)}</p>`;
  }
}

function segmentsHtml(segments: readonly Segment[]) {
  return segments.map((segment) => {
    if (typeof segment === 'string') return segment;
    const { text, href, strong, emphasis } = segment;
    let content: unknown = text;
    if (emphasis) content = html`<em>${content}</em>`;
    if (strong) content = html`<strong>${content}</strong>`;
    return href === undefined ? content : html`<a href="${href}" rel="noopener noreferrer">${content}</a>`;
  });
}

/** The beginning of a text on one line, for descriptions. Cut at a word. */
export function summarize(text: string, maxLength = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength).replace(/\s+\S*$/, '')}…`;
}
