import MarkdownIt, { type Token } from 'markdown-it';
import type { Block, Segment } from '../../common/contract.ts';
import { linkify } from './linkify.ts';

/** CommonMark without HTML, which is shown as text. Images become links to them, with their alternative text. */
const markdown = new MarkdownIt('commonmark', { html: false }).disable(['code', 'fence']);
const SAFE_URL = /^(?:https?|mailto):/i;
// Links are checked below. The parser would show those that it refuses as source.
markdown.validateLink = () => true;

type Container = Extract<Block, { type: 'list' | 'quote' }>;

/** An allow-list: paragraphs, subheadings, lists, quotes, bold, italic, and links. Anything else becomes its text. */
export function markdownBlocks(source: string): Block[] {
  return new BlockReader().read(markdown.parse(source, {}));
}

/** Turns the parser's flat list of tokens into blocks. What is nested becomes part of the outermost list or quote. */
class BlockReader {
  readonly #blocks: Block[] = [];
  /** The outermost list or quote around the current token. */
  #outer: Container | undefined;
  #depth = 0;
  #startsItem = false;

  read(tokens: readonly Token[]): Block[] {
    let isHeading = false;
    for (const token of tokens) {
      switch (token.type) {
        case 'heading_open':
          isHeading = true;
          break;
        case 'heading_close':
          isHeading = false;
          break;
        case 'bullet_list_open':
          this.#open({ type: 'list', start: null, items: [] });
          break;
        case 'ordered_list_open':
          this.#open({ type: 'list', start: Number(token.attrGet('start') ?? 1), items: [] });
          break;
        case 'blockquote_open':
          this.#open({ type: 'quote', paragraphs: [] });
          break;
        case 'bullet_list_close':
        case 'ordered_list_close':
        case 'blockquote_close':
          this.#close();
          break;
        case 'list_item_open':
          this.#startsItem = true;
          break;
        case 'inline':
          this.#add(readInline(token.children ?? []), isHeading);
          break;
      }
    }
    return this.#blocks;
  }

  #open(block: Container): void {
    this.#depth += 1;
    if (this.#depth > 1) return;
    this.#outer = block;
    this.#blocks.push(block);
  }

  #close(): void {
    this.#depth -= 1;
    if (this.#depth === 0) this.#outer = undefined;
  }

  #add(content: Segment[], isHeading: boolean): void {
    if (content.length === 0) return;
    if (this.#outer?.type === 'quote') {
      this.#outer.paragraphs.push(content);
    } else if (this.#outer) {
      const { items } = this.#outer;
      const item = items.at(-1);
      if (item && !this.#startsItem) item.push('\n', ...content);
      else if (item && this.#depth > 1) item.push('\n• ', ...content);
      else items.push(content);
      this.#startsItem = false;
    } else {
      this.#blocks.push({ type: isHeading ? 'heading' : 'paragraph', content });
    }
  }
}

function readInline(tokens: readonly Token[]): Segment[] {
  const segments: Segment[] = [];
  let strong = 0;
  let emphasis = 0;
  let href: string | undefined;
  const add = (text: string, link = href) => {
    if (text === '') return;
    const marks = {
      ...(link !== undefined && { href: link }),
      ...(strong > 0 && { strong: true as const }),
      ...(emphasis > 0 && { emphasis: true as const }),
    };
    segments.push(Object.keys(marks).length > 0 ? { text, ...marks } : text);
  };
  for (const token of tokens) {
    if (token.type === 'strong_open') strong += 1;
    else if (token.type === 'strong_close') strong -= 1;
    else if (token.type === 'em_open') emphasis += 1;
    else if (token.type === 'em_close') emphasis -= 1;
    else if (token.type === 'link_open') href = safeUrl(token.attrGet('href'));
    else if (token.type === 'link_close') href = undefined;
    else if (token.type === 'softbreak') add(' ');
    else if (token.type === 'hardbreak') add('\n');
    else if (token.type === 'image')
      add(token.content || (token.attrGet('src') ?? ''), safeUrl(token.attrGet('src')));
    else if (href !== undefined) add(token.content);
    // Bare URLs are links here as well.
    else {
      for (const part of linkify(token.content)) {
        if (typeof part === 'string') add(part);
        else add(part.href, part.href);
      }
    }
  }
  return mergeText(segments);
}

/** Joins neighboring texts without marks. */
function mergeText(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (typeof segment === 'string' && typeof last === 'string') merged[merged.length - 1] = last + segment;
    else merged.push(segment);
  }
  return merged;
}

function safeUrl(url: string | null): string | undefined {
  return url !== null && SAFE_URL.test(url) ? url : undefined;
}
