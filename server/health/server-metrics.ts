import { randomInt } from 'node:crypto';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { findBackups, latestBackup } from '../backup/backup-files.ts';
import { lastBackup, readDatabaseId } from '../backup/backup-history.ts';
import type { Config } from '../config/config.ts';
import { VERSION } from '../lib/package.ts';
import { Periodic } from '../lib/periodic.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/time.ts';
import { findWaitingEmails } from '../mail/mail-health.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { OUTCOMES, type Outcome } from '../webhooks/outbox.ts';

/** As precise as the log. Metrics that could be read every second would show when somebody signed. */
const REFRESH_INTERVAL_MS = MINUTE_MS;
/**
 * One sent email in so many is counted, as so many. An exact number would show whether a request led to an email, and
 * so whether that mailbox had requests before.
 */
export const EMAILS_PER_COUNT = 100;

const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SIZE_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** What the metrics describe. */
interface Sources {
  config: Pick<Config, 'backups'>;
  storage: PetitionStorage;
  sendsEmails: boolean;
  queueLength: () => number;
}

/**
 * Metrics for Prometheus, as of the last full minute. They have neither slugs nor anything about one petition or one
 * person: see SECURITY.md.
 */
export class ServerMetrics {
  readonly contentType: string;
  readonly #registry: Registry;
  readonly #gauges: ReturnType<typeof createGauges>;
  readonly recordResponse: (method: string, route: string, status: number, seconds: number) => void;
  readonly recordBatch: (size: number, seconds: number) => void;
  readonly recordEmail: (result: 'sent' | 'refused') => void;
  readonly recordWebhook: (outcome: Outcome) => void;
  #text = '';
  #rounds: Periodic | undefined;

  private constructor(prometheus: typeof import('prom-client'), { database }: Pick<Config, 'database'>) {
    const { Counter, Histogram, Registry, collectDefaultMetrics } = prometheus;
    const registry = new Registry();
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    const durations: Histogram = new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'Duration of HTTP requests, rounded to milliseconds.',
      labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
      buckets: DURATION_BUCKETS,
      registers,
    });
    const batchSizes: Histogram = new Histogram({
      name: 'petition_batch_size',
      help: 'Signatures per transaction, first and repeated ones alike.',
      buckets: SIZE_BUCKETS,
      registers,
    });
    const commits: Histogram = new Histogram({
      name: 'petition_batch_commit_duration_seconds',
      help: 'Time until a batch of signatures is on disk, rounded to milliseconds.',
      buckets: DURATION_BUCKETS,
      registers,
    });
    const sent: Counter = new Counter({
      name: 'petition_emails_sent_total',
      help: `Emails that the mail server accepted, estimated from one in ${EMAILS_PER_COUNT}.`,
      registers,
    });
    const refused: Counter = new Counter({
      name: 'petition_emails_refused_total',
      help: 'Attempts to deliver an email that the mail server refused, or that did not reach it.',
      registers,
    });
    const webhooks: Counter = new Counter({
      name: 'petition_webhook_attempts_total',
      help: 'Attempts to send an event to a webhook, by what became of the event.',
      labelNames: ['outcome'],
      registers,
    });
    // Without a 0 before it, the first failure would be no increase.
    for (const outcome of OUTCOMES) webhooks.inc({ outcome }, 0);
    this.#registry = registry;
    this.#gauges = createGauges(prometheus, registry, database);
    this.contentType = registry.contentType;
    this.recordResponse = (method, route, status, seconds) => {
      durations.observe(
        { http_request_method: method, http_route: route, http_response_status_code: status },
        seconds,
      );
    };
    this.recordBatch = (size, seconds) => {
      batchSizes.observe(size);
      commits.observe(seconds);
    };
    this.recordEmail = (result) => {
      if (result === 'refused') refused.inc();
      else if (randomInt(EMAILS_PER_COUNT) === 0) sent.inc(EMAILS_PER_COUNT);
    };
    this.recordWebhook = (outcome) => webhooks.inc({ outcome });
  }

  /** Loads the library, which a server without metrics doesn't need. */
  static async create(config: Pick<Config, 'database'>): Promise<ServerMetrics> {
    return new ServerMetrics((await import('prom-client')).default, config);
  }

  /** Refreshes the metrics now, and then once a minute. */
  async start(sources: Sources, onError: (error: unknown) => void): Promise<void> {
    await this.refresh(sources);
    this.#rounds = new Periodic(() => this.refresh(sources), { pauseMs: REFRESH_INTERVAL_MS, onError });
  }

  async stop(): Promise<void> {
    await this.#rounds?.stop();
    this.#registry.clear();
  }

  /** In Prometheus's text format. */
  get text(): string {
    return this.#text;
  }

  async refresh({ config, storage, sendsEmails, queueLength }: Sources, now = Date.now()): Promise<void> {
    const { emailsWaiting, oldestEmail, queue, backupAge } = this.#gauges;
    queue.set(queueLength());
    if (sendsEmails) {
      const { refused, untried, since } = await findWaitingEmails(storage.db, now);
      emailsWaiting.set({ reason: 'refused' }, refused);
      emailsWaiting.set({ reason: 'untried' }, untried);
      oldestEmail.set(since ? secondsSince(since.getTime(), now) : 0);
    }
    if (backupAge) {
      const backupAt = await findLastBackup(config, storage, now);
      backupAge.set(backupAt === null ? Number.POSITIVE_INFINITY : secondsSince(backupAt, now));
    }
    this.#text = await this.#registry.metrics();
  }
}

function createGauges(
  { Gauge }: typeof import('prom-client'),
  registry: Registry,
  database: Config['database'],
) {
  const registers = [registry];
  const build: Gauge = new Gauge({
    name: 'petition_build_info',
    help: 'Version of the server. Always 1.',
    labelNames: ['version'],
    registers,
  });
  build.set({ version: VERSION }, 1);
  const gauges: Record<'emailsWaiting' | 'oldestEmail' | 'queue', Gauge> & { backupAge: Gauge | null } = {
    emailsWaiting: new Gauge({
      name: 'petition_emails_waiting',
      help: 'Emails that should have been delivered by now: refused by the mail server, or not tried by any server.',
      labelNames: ['reason'],
      registers,
    }),
    oldestEmail: new Gauge({
      name: 'petition_emails_oldest_waiting_seconds',
      help: 'Age of the oldest of these emails. 0 if there are none.',
      registers,
    }),
    queue: new Gauge({
      name: 'petition_signature_queue_length',
      help: 'Signatures that wait to be stored.',
      registers,
    }),
    // Nothing here knows of PostgreSQL's backups.
    backupAge:
      database === 'SQLite'
        ? new Gauge({
            name: 'petition_backup_age_seconds',
            help: 'Time since the last backup of the SQLite database. Infinite if there is none.',
            registers,
          })
        : null,
  };
  return gauges;
}

/** In ms since 1970. Null if there is none. */
async function findLastBackup(
  { backups }: Pick<Config, 'backups'>,
  storage: PetitionStorage,
  now: number,
): Promise<number | null> {
  if (!backups) {
    const last = await lastBackup(storage);
    return last === null ? null : Date.parse(last);
  }
  const id = await readDatabaseId(storage);
  const latest = id === null ? undefined : latestBackup(findBackups(backups.folder, id), now);
  return latest?.at ?? null;
}

const secondsSince = (time: number, now: number) => Math.max(0, (now - time) / SECOND_MS);
