/** What programs read with an API token. The schemas describe responses. */
import * as v from 'valibot';

const Scope = v.picklist(['counts', 'sealed']);

/** What the token that was sent may read. */
export const ApiTokenDescription = v.object({
  name: v.string(),
  scope: Scope,
  /** Slug of the petition whose sealed file it reads. Null for `counts`. */
  petition: v.nullable(v.string()),
  /** Last day on which it is valid, YYYY-MM-DD in UTC. */
  expiresOn: v.string(),
});
export type ApiTokenDescription = v.InferOutput<typeof ApiTokenDescription>;

/** The published count of each petition, and how many signed through each of its partners. */
export const ApiCounts = v.object({
  petitions: v.array(
    v.object({
      slug: v.string(),
      title: v.string(),
      status: v.picklist(['open', 'closed']),
      count: v.number(),
      goal: v.number(),
      /** By code. */
      partners: v.record(v.string(), v.object({ name: v.string(), count: v.number() })),
    }),
  ),
});
export type ApiCounts = v.InferOutput<typeof ApiCounts>;
