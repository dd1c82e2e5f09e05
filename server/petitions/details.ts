import type { Block } from '../../common/contract.ts';
import type { PetitionText, PublishedPetition } from './read-petitions.ts';

/** Whether the widget needs more than its own templates to show the petition in a language. */
export function hasDetails(
  { closesOn, organizer, image, signedToday, victory }: PublishedPetition,
  { target, preview, outcomeBlocks }: PetitionText,
): boolean {
  const hasMore = [closesOn, organizer, image, target].some((part) => part !== null);
  return hasMore || signedToday > 0 || victory || [...preview.blocks, ...outcomeBlocks].some(isFormatted);
}

/** Anything but a paragraph of text and links. */
const isFormatted = (block: Block): boolean =>
  block.type !== 'paragraph' ||
  block.content.some((segment) => typeof segment === 'object' && (segment.strong || segment.emphasis));
