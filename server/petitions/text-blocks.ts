import type { Block, Segment } from '../../common/contract.ts';
import { linkify } from './linkify.ts';

/** Blank lines separate paragraphs, bare URLs become links, and nothing else is markup. */
export function plainBlocks(text: string): Block[] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim())
    .map((paragraph) => ({ type: 'paragraph', content: linkedSegments(paragraph) }));
}

/** A text with its bare URLs as links. */
export function linkedSegments(text: string): Segment[] {
  return linkify(text).map((part) =>
    typeof part === 'string' ? part : { text: part.href, href: part.href },
  );
}

/** Blocks as text that reads well without formatting: in emails, on social cards, in descriptions. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.type) {
        case 'list':
          return block.items
            .map(
              (item, index) => `${block.start === null ? '•' : `${block.start + index}.`} ${plainLine(item)}`,
            )
            .join('\n');
        case 'quote':
          return block.paragraphs.map(plainLine).join('\n\n');
        default:
          return plainLine(block.content);
      }
    })
    .join('\n\n');
}

function plainLine(content: readonly Segment[]): string {
  return content
    .map((segment) => {
      if (typeof segment === 'string') return segment;
      const { text, href } = segment;
      if (href === undefined || shownUrl(href) === shownUrl(text)) return text.replace(/^mailto:/, '');
      return `${text} (${href.replace(/^mailto:/, '')})`;
    })
    .join('');
}

/** A URL as people write it in a text. */
const shownUrl = (url: string) => url.replace(/^(?:https?:\/\/|mailto:)|\/$/g, '');

/** Texts up to this length are shown in full everywhere. */
const MAX_UNSPLIT_LENGTH = 700;
const MIN_PREVIEW_LENGTH = 200;
const MAX_PREVIEW_LENGTH = 500;

/**
 * Splits a long text into what small places show at first and what "Read more" reveals.
 *
 * @returns the blocks, with the one in which the preview ends split at a sentence if it is long, and how many of them are
 * the preview
 */
export function splitPreview(blocks: readonly Block[]): { blocks: readonly Block[]; length: number } {
  const lengths = blocks.map(lengthOf);
  if (sum(lengths) < MAX_UNSPLIT_LENGTH) return { blocks, length: blocks.length };
  let shown = 0;
  let shownLength = 0;
  while (shown < blocks.length && shownLength + lengths[shown]! <= MAX_PREVIEW_LENGTH) {
    shownLength += lengths[shown]!;
    shown += 1;
  }
  // A subheading with nothing below it would look like a mistake.
  let end = shown;
  while (blocks[end - 1]?.type === 'heading') end -= 1;
  if (sum(lengths.slice(0, end)) >= MIN_PREVIEW_LENGTH) return { blocks, length: end };
  const split = splitParagraph(blocks[shown]!, MAX_PREVIEW_LENGTH - shownLength);
  return {
    blocks: [...blocks.slice(0, shown), ...(split ?? [blocks[shown]!]), ...blocks.slice(shown + 1)],
    length: shown + 1,
  };
}

/** The end of the last sentence. A URL has dots too, but no space after them. */
const SENTENCES = /^.*([.!?]["'”’»)]?(?=\s)|[。！？])/s;

/** Splits a paragraph at the last sentence that ends within this length. Undefined if there is none. */
function splitParagraph(block: Block, maxLength: number): [Block, Block] | undefined {
  if (block.type !== 'paragraph') return undefined;
  let length = 0;
  let best: [Block, Block] | undefined;
  for (const [index, segment] of block.content.entries()) {
    if (typeof segment === 'string') {
      const [start] = SENTENCES.exec(segment.slice(0, maxLength - length + 1)) ?? [];
      if (start) {
        const rest = segment.slice(start.length).trimStart();
        const after = [...(rest ? [rest] : []), ...block.content.slice(index + 1)];
        if (after.length > 0) {
          best = [
            { type: 'paragraph', content: [...block.content.slice(0, index), start] },
            { type: 'paragraph', content: after },
          ];
        }
      }
    }
    length += textOf(segment).length;
    if (length > maxLength) break;
  }
  return best;
}

const textOf = (segment: Segment): string => (typeof segment === 'string' ? segment : segment.text);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function lengthOf(block: Block): number {
  const contents =
    block.type === 'list' ? block.items : block.type === 'quote' ? block.paragraphs : [block.content];
  return sum(contents.flat().map((segment) => textOf(segment).length));
}
