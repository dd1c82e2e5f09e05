import type { Block } from '../../common/contract.ts';
import { markdownBlocks } from './markdown.ts';
import { plainBlocks, plainText } from './text-blocks.ts';

export type TextFormat = 'plain' | 'markdown';

/** A text by the organizer in every form in which it is shown. */
export interface FormattedText {
  /** Without formatting. */
  plain: string;
  blocks: readonly Block[];
}

export function formatText(source: string, format: TextFormat): FormattedText {
  if (format === 'plain') return { plain: source, blocks: plainBlocks(source) };
  const blocks = markdownBlocks(source);
  return { plain: plainText(blocks), blocks };
}
