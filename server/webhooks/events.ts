import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { PetitionEvent } from '../../common/webhooks.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import type { Database } from '../storage/schema.ts';
import { pageUrl } from '../views/urls.ts';

/** An event, and the petition whose endpoints get it. */
export interface RecordedEvent {
  petitionId: number;
  event: PetitionEvent;
}

/** How a petition does, as published. */
export interface Progress {
  count: number;
  goal: number;
}

/** What all events say about a petition. */
export function describePetition(
  publicUrl: string,
  petition: PublishedPetition,
  { count, goal }: Progress,
): PetitionEvent['data'] {
  const { slug, texts, status, victory } = petition;
  const [{ title, lang }] = texts as [PublishedPetition['texts'][number]];
  return {
    petition: {
      slug,
      url: pageUrl(publicUrl, petition),
      title,
      lang,
      languages: texts.map((text) => text.lang),
      status: status === 'closed' ? 'closed' : 'open',
      victory,
    },
    count,
    goal,
  };
}

/**
 * Digests of what the published petitions say, without their counts, by ID. As it is stored, so that they don't change with a new
 * version of this program.
 */
export async function readDigests(transaction: Kysely<Database>): Promise<Map<number, string>> {
  const petitions = await transaction
    .selectFrom('petition')
    .select([
      'id',
      'slug',
      'creator',
      'status',
      'victory',
      'organizer',
      'image',
      'fields',
      'format',
      'target',
    ])
    .select(['tags', 'closes_on', 'time_zone', 'own_goal', 'carried_over'])
    .where('draft', '=', 0)
    .execute();
  const texts = await transaction
    .selectFrom('petition_text')
    .select(['petition_id', 'lang', 'title', 'text', 'outcome'])
    .orderBy('position')
    .execute();
  return new Map(
    petitions.map((petition) => {
      const content = [petition, texts.filter(({ petition_id }) => petition_id === petition.id)];
      return [petition.id, createHash('sha256').update(JSON.stringify(content)).digest('base64url')];
    }),
  );
}
