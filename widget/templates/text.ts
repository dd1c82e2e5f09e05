import { html } from 'lit';
import type { Block } from '../../common/contract.ts';
import { details } from '../load-details.ts';
import { externalLink } from './link.ts';

/** What templates in other files need of this one. */
export const TOOLS = { html, externalLink };

/** A text as paragraphs with links, or with all its formatting. */
export const blocksTemplate = (blocks: readonly Block[]) =>
  details?.formattedTemplate(blocks, TOOLS) ??
  (blocks as Extract<Block, { type: 'paragraph' | 'heading' }>[]).map(
    ({ content }) =>
      html`<p>${content.map((part) => (typeof part === 'string' ? part : externalLink(part.href!, part.text)))}</p>`,
  );
