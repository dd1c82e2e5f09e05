import type { Config } from '../config/config.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, warning } from './finding.ts';

const MAX_SLUGS_NAMED = 5;

/** People who are asked for their name and address want to know who asks. */
export async function checkOrganizers({ organizer }: Config, { db }: PetitionStorage): Promise<Finding[]> {
  if (organizer) return [];
  const petitions = await db
    .selectFrom('petition')
    .select('slug')
    .where('status', '=', 'open')
    .where('draft', '=', 0)
    .where('organizer', 'is', null)
    .orderBy('id')
    .execute();
  if (petitions.length === 0) return [];
  const slugs = petitions.slice(0, MAX_SLUGS_NAMED).map(({ slug }) => slug);
  return [warning('organizer-missing', { petitions: slugs, count: petitions.length })];
}
