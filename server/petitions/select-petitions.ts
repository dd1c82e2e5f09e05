import { publishedCount } from './published-petitions.ts';
import type { PublishedPetition } from './read-petitions.ts';

export const STATUSES = ['open', 'closed'] as const;
export const SORT_ORDERS = ['newest', 'goal'] as const;
export type SortOrder = (typeof SORT_ORDERS)[number];

/** What decides whether a petition is on a list. */
export interface PetitionFilter {
  status?: (typeof STATUSES)[number] | undefined;
  /** Code of a partner that the petition lists. */
  partner?: string | undefined;
  tag?: string | undefined;
}

export function matchesFilter(
  { status, partners, tags }: PublishedPetition,
  filter: PetitionFilter,
): boolean {
  return (
    (filter.status === undefined || status === filter.status) &&
    (filter.partner === undefined || Object.hasOwn(partners, filter.partner)) &&
    (filter.tag === undefined || tags.includes(filter.tag))
  );
}

/**
 * The newest first, or the nearest to its goal.
 *
 * @param petitions in the order in which they were loaded
 */
export function sortPetitions(
  petitions: readonly PublishedPetition[],
  order: SortOrder,
): readonly PublishedPetition[] {
  const newest = petitions.toReversed();
  if (order === 'newest') return newest;
  // Equally near ones keep their order: sorting is stable.
  return newest
    .map((petition) => ({ petition, nearness: nearnessOf(petition) }))
    .sort((a, b) => b.nearness - a.nearness)
    .map(({ petition }) => petition);
}

function nearnessOf(petition: PublishedPetition): number {
  const { count, goal } = publishedCount(petition);
  return count / goal;
}
