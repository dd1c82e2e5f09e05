import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { PetitionEvent } from '../../common/webhooks.ts';
import { groupBy } from '../lib/arrays.ts';
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
 *
 * @param since reads only the petitions that have changed since this revision
 */
export async function readDigests(
  transaction: Kysely<Database>,
  since?: string,
): Promise<Map<number, string>> {
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
    .$if(since !== undefined, (query) => query.where('revision', '>', Number(since)))
    .execute();
  const texts = await transaction
    .selectFrom('petition_text')
    .select(['petition_id', 'lang', 'title', 'text', 'outcome'])
    .$if(since !== undefined, (query) =>
      query.where('petition_id', 'in', (eb) =>
        eb.selectFrom('petition').select('id').where('revision', '>', Number(since)),
      ),
    )
    .orderBy('position')
    .execute();
  const textsOf = groupBy(texts, ({ petition_id }) => petition_id);
  return new Map(
    petitions.map((petition) => {
      const content = [petition, textsOf.get(petition.id) ?? []];
      return [petition.id, createHash('sha256').update(JSON.stringify(content)).digest('base64url')];
    }),
  );
}
