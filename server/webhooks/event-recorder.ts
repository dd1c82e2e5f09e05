import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { EventType } from '../../common/webhooks.ts';
import { chunksOf } from '../lib/arrays.ts';
import { startOfMinute } from '../lib/ordered-id.ts';
import { Periodic } from '../lib/periodic.ts';
import { HOUR_MS, SECOND_MS, utcHour } from '../lib/time.ts';
import { lastMilestone } from '../petitions/goal.ts';
import { type PublishedPetitions, publishedCount } from '../petitions/published-petitions.ts';
import { type PublishedPetition, readPetitions } from '../petitions/read-petitions.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database, WebhookStateRow } from '../storage/schema.ts';
import { knownRevision, lockSetting, writeSetting } from '../storage/settings.ts';
import { describePetition, type RecordedEvent, readDigests } from './events.ts';
import type { WebhookOutbox } from './outbox.ts';

const POLL_MS = SECOND_MS;
const ROWS_PER_STATEMENT = 1_000;

/** What was published when events were last recorded. */
interface Seen {
  revision: string | undefined;
  petitions: readonly PublishedPetition[];
  /** UTC. */
  hour: string;
}

/**
 * Decides which events there are, from what is published, and from nothing else: a request, for example of somebody who has signed
 * before, causes no event and changes none. What was decided is stored in the transaction that adds the events, so each is decided
 * once, by one of the servers, also if one is killed.
 */
export class EventRecorder {
  readonly #storage: PetitionStorage;
  readonly #petitions: PublishedPetitions;
  readonly #outbox: WebhookOutbox;
  readonly #publicUrl: string;
  readonly #now: () => number;
  #seen: Seen | undefined;
  /** As of the last transaction. Another server may have changed them. */
  #states: ReadonlyMap<number, WebhookStateRow> = new Map();
  #rounds: Periodic | undefined;

  /** @param now milliseconds since 1970 */
  constructor(
    storage: PetitionStorage,
    petitions: PublishedPetitions,
    outbox: WebhookOutbox,
    publicUrl: string,
    now = Date.now,
  ) {
    this.#storage = storage;
    this.#petitions = petitions;
    this.#outbox = outbox;
    this.#publicUrl = publicUrl;
    this.#now = now;
  }

  /** Looks every second whether something else was published. */
  start(onError: (error: unknown) => void): void {
    this.#rounds = new Periodic(() => this.record(), { pauseMs: POLL_MS, onError });
  }

  async stop(): Promise<void> {
    await this.#rounds?.stop();
  }

  /** Records the events since the last call. */
  async record(): Promise<void> {
    const now = this.#now();
    const { revision } = this.#petitions;
    const petitions = this.#petitions.all();
    const seen: Seen = { revision, petitions, hour: utcHour(now) };
    const isChanged = revision !== this.#seen?.revision;
    const isNewHour = this.#seen !== undefined && seen.hour !== this.#seen.hour;
    const isAhead =
      petitions !== this.#seen?.petitions && petitions.some((petition) => this.#isAhead(petition));
    if (isChanged || isNewHour || isAhead) {
      this.#states = await this.#storage.write((transaction) =>
        this.#recordIn(transaction, petitions, { isChanged, isNewHour, now }),
      );
    }
    this.#seen = seen;
  }

  /** Whether a petition may have reached something. */
  #isAhead(petition: PublishedPetition): boolean {
    const state = this.#states.get(petition.id);
    return state !== undefined && reachedBy(state, publishedCount(petition).count).length > 0;
  }

  async #recordIn(
    transaction: Kysely<Database>,
    published: readonly PublishedPetition[],
    { isChanged, isNewHour, now }: { isChanged: boolean; isNewHour: boolean; now: number },
  ): Promise<Map<number, WebhookStateRow>> {
    // Other servers wait here until this transaction ends, and then find what it has decided.
    const countedHour = await lockSetting(transaction, 'webhooks');
    const states = await readStates(transaction);
    const before = new Map(states);
    const events: RecordedEvent[] = [];
    const add = (petition: PublishedPetition, type: EventType, time: number, more = {}) => {
      const data = { ...describePetition(this.#publicUrl, petition, progressOf(petition)), ...more };
      const event = { type, timestamp: new Date(time).toISOString(), data } as RecordedEvent['event'];
      events.push({ petitionId: petition.id, event });
    };
    const byId = new Map(published.map((petition) => [petition.id, petition]));
    const progressOf = (petition: PublishedPetition) => publishedCount(byId.get(petition.id) ?? petition);
    const minute = startOfMinute(now);

    const since = isChanged ? await knownRevision(transaction, this.#seen?.revision) : undefined;
    const digests = isChanged ? await readDigests(transaction, since) : new Map<number, string>();
    for (const petition of isChanged ? await readStored(transaction, since) : []) {
      const digest = digests.get(petition.id);
      // A draft is not public.
      if (digest === undefined) continue;
      const state = states.get(petition.id);
      const next = nextState(petition, digest, state, progressOf(petition).count);
      if (!state) add(petition, 'petition.created', minute);
      else if (state.digest !== null && state.digest !== next.digest) {
        const isClosed = state.status === 'open' && next.status === 'closed';
        add(petition, isClosed ? 'petition.closed' : 'petition.updated', minute);
      }
      if (!isDeepStrictEqual(state, next)) states.set(petition.id, next);
    }
    for (const petition of published) {
      const state = states.get(petition.id);
      if (!state) continue;
      const { count } = publishedCount(petition);
      const reached = reachedBy(state, count);
      for (const { type, number } of reached) add(petition, type, minute, { reached: number });
      if (reached.length > 0) states.set(petition.id, withReached(state, count));
    }
    if (isNewHour && utcHour(now) > countedHour) {
      for (const petition of published) {
        const state = states.get(petition.id);
        const { count } = publishedCount(petition);
        if (!state || state.counted === count) continue;
        add(petition, 'petition.count', Math.floor(now / HOUR_MS) * HOUR_MS);
        states.set(petition.id, { ...state, counted: count });
      }
      await writeSetting(transaction, 'webhooks', utcHour(now));
    }
    await writeStates(
      transaction,
      [...states.values()].filter((state) => state !== before.get(state.petition_id)),
    );
    await this.#outbox.add(transaction, events, now);
    return states;
  }
}

/** The petitions as they are stored, which is the same for all servers, whatever their settings and clocks. */
const readStored = (transaction: Kysely<Database>, since?: string): Promise<PublishedPetition[]> =>
  readPetitions(transaction, { organizer: null, showsSigners: true, since });

/** A petition's state after a change. What it had reached before is no news. */
function nextState(
  petition: PublishedPetition,
  digest: string,
  state: WebhookStateRow | undefined,
  count: number,
): WebhookStateRow {
  const { id, status, ownGoal } = petition;
  const isKnown = state !== undefined && state.digest !== null;
  const milestone = isKnown ? state.milestone : lastMilestone(count);
  const goalReached = isKnown ? state.goal_reached : 0;
  const isNewGoal = !isKnown || ownGoal !== state.own_goal;
  return {
    petition_id: id,
    digest,
    status: status === 'closed' ? 'closed' : 'open',
    milestone,
    own_goal: ownGoal,
    goal_reached:
      isNewGoal && ownGoal !== null && ownGoal <= count ? Math.max(goalReached, ownGoal) : goalReached,
    counted: isKnown ? state.counted : count,
  };
}

/** What a count has reached that was not recorded yet. It stays recorded if the count falls. */
function reachedBy(
  { digest, milestone, own_goal, goal_reached }: WebhookStateRow,
  count: number,
): { type: 'petition.goal_reached' | 'petition.milestone'; number: number }[] {
  if (digest === null) return [];
  const last = lastMilestone(count);
  const isGoalReached = own_goal !== null && own_goal > goal_reached && own_goal <= count;
  return [
    ...(isGoalReached ? [{ type: 'petition.goal_reached' as const, number: own_goal }] : []),
    ...(last > milestone ? [{ type: 'petition.milestone' as const, number: last }] : []),
  ];
}

function withReached(state: WebhookStateRow, count: number): WebhookStateRow {
  const { own_goal, goal_reached, milestone } = state;
  return {
    ...state,
    milestone: Math.max(milestone, lastMilestone(count)),
    goal_reached: own_goal !== null && own_goal <= count ? Math.max(goal_reached, own_goal) : goal_reached,
  };
}

async function readStates(transaction: Kysely<Database>): Promise<Map<number, WebhookStateRow>> {
  const rows = await transaction.selectFrom('webhook_state').selectAll().execute();
  return new Map(rows.map((row) => [row.petition_id, row]));
}

async function writeStates(transaction: Kysely<Database>, rows: readonly WebhookStateRow[]): Promise<void> {
  for (const chunk of chunksOf(rows, ROWS_PER_STATEMENT)) {
    await transaction
      .insertInto('webhook_state')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.column('petition_id').doUpdateSet(({ ref }) => ({
          digest: ref('excluded.digest'),
          status: ref('excluded.status'),
          milestone: ref('excluded.milestone'),
          own_goal: ref('excluded.own_goal'),
          goal_reached: ref('excluded.goal_reached'),
          counted: ref('excluded.counted'),
        })),
      )
      .execute();
  }
}
