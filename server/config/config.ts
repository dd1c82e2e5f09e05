import { join, resolve } from 'node:path';
import type { Organizer } from '../../common/contract.ts';
import { UserError } from '../lib/errors.ts';
import { isLoopback, type TrustedProxies } from '../lib/ip-address.ts';
import { type EnvironmentValues, parseEnvironment } from './environment.ts';

export { MIN_SECRET_LENGTH } from './environment.ts';

/** Whether a signature counts immediately, or after its signer clicks the link in an email. */
export type Confirmation = 'off' | 'required';

/** When and where the server backs up a SQLite database by itself. */
export interface BackupSchedule {
  /** Absolute path. */
  folder: string;
  /** Milliseconds from one backup to the next. */
  everyMs: number;
  /** How many backups are kept. */
  keep: number;
}

/** The validated configuration. Holds no secret, so it can be logged. */
export interface Config {
  /** Undefined listens on all addresses, IPv6 if the machine has it. */
  host: string | undefined;
  port: number;
  /** Origin at which browsers reach the server, without a trailing slash. */
  publicUrl: string;
  /** Absolute path. */
  dataDir: string;
  /** Kind of database, without its URL, which may contain a password. */
  database: 'SQLite' | 'PostgreSQL';
  /** Null if the server makes no backups by itself. */
  backups: BackupSchedule | null;
  /** Where metrics are served. Null if they aren't. */
  metrics: { host: string; port: number } | null;
  /** How long requests are still served after a signal to stop. */
  drainSeconds: number;
  confirmation: Confirmation;
  /** Sender of the emails. */
  mailFrom: string;
  logLevel: string;
  /** Whether rate limits and bot protection are on. */
  limits: boolean;
  /** Proxies whose `X-Forwarded-For` is trusted. */
  trustProxy: TrustedProxies;
  /** Who is behind the petitions that name no organizer. */
  organizer: Omit<Organizer, 'logo'> | null;
  /** Absolute path of its logo. */
  organizerLogo: string | null;
  /** IANA name. Of closing days whose petition names none. */
  timeZone: string;
  /** Hosts, with or without a port, that webhooks may be sent to at any address and without TLS. */
  webhookAllowHosts: readonly string[];
}

/** Must not be logged. Keys that are undefined here are files in `dataDir`, which the first start creates. */
export interface Secrets {
  /** `sqlite:` and an absolute path, or `postgres://…`, which may contain a password. */
  databaseUrl: string;
  /** Key of the signers' hashes. */
  secret: string | undefined;
  /** `smtp://…` or `smtps://…`, which may contain a password. Undefined if no emails are sent. */
  smtpUrl: string | undefined;
  /** Signs emails: an RSA key in PEM format, and the name under which its public key is published. */
  dkim: { privateKey: string; selector: string } | undefined;
  /** The organizer's public keys (age recipients). Not secret, but stored like the secrets. */
  recipients: readonly string[] | undefined;
}

/**
 * Reads the configuration from environment variables.
 *
 * @throws UserError that lists all errors
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): {
  config: Config;
  secrets: Secrets;
} {
  const { values, errors } = parseEnvironment(env);
  if (values === undefined || errors.length > 0) {
    throw new UserError(`Invalid configuration:\n${errors.map((error) => `  ${error}`).join('\n')}`);
  }
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${values.PORT}`;
  const dataDir = resolve(values.DATA_DIR);
  const databaseUrl = absoluteDatabaseUrl(values.DATABASE_URL, dataDir);
  const config: Config = {
    host: values.HOST,
    port: values.PORT,
    publicUrl,
    dataDir,
    database: databaseUrl.startsWith('sqlite:') ? 'SQLite' : 'PostgreSQL',
    backups: backupsOf(values),
    metrics:
      values.METRICS_PORT === undefined ? null : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    drainSeconds: values.DRAIN_SECONDS,
    confirmation: values.CONFIRMATION ?? (values.SMTP_URL ? 'required' : 'off'),
    mailFrom: values.MAIL_FROM ?? `petitions@${new URL(publicUrl).hostname}`,
    logLevel: values.LOG_LEVEL,
    limits: values.LIMITS,
    trustProxy: values.TRUST_PROXY,
    organizer: organizerOf(values),
    organizerLogo: values.ORGANIZER_LOGO === undefined ? null : resolve(values.ORGANIZER_LOGO),
    timeZone: values.TIME_ZONE,
    webhookAllowHosts: values.WEBHOOK_ALLOW_HOSTS,
  };
  const secrets: Secrets = {
    databaseUrl,
    secret: values.SECRET,
    smtpUrl: values.SMTP_URL,
    dkim: values.DKIM_KEY ? { privateKey: values.DKIM_KEY, selector: values.DKIM_SELECTOR } : undefined,
    recipients: values.RECIPIENT,
  };
  return { config: Object.freeze(config), secrets: Object.freeze(secrets) };
}

/**
 * Whether a client that reaches the port without the proxy is believed whatever address it claims. A number of proxies
 * doesn't say which connections are theirs.
 */
export function believesAnyClient({ trustProxy, host }: Config): boolean {
  return typeof trustProxy === 'number' && trustProxy > 0 && !(host && isLoopback(host));
}

function backupsOf(values: EnvironmentValues): BackupSchedule | null {
  if (values.BACKUP_DIR === undefined) return null;
  return {
    folder: resolve(values.BACKUP_DIR),
    everyMs: values.BACKUP_EVERY,
    keep: values.BACKUP_KEEP,
  };
}

function organizerOf(values: EnvironmentValues): Config['organizer'] {
  if (values.ORGANIZER_NAME === undefined) return null;
  const organizer = {
    name: values.ORGANIZER_NAME,
    url: values.ORGANIZER_URL,
    email: values.ORGANIZER_EMAIL,
    privacyUrl: values.ORGANIZER_PRIVACY_URL,
    imprintUrl: values.ORGANIZER_IMPRINT_URL,
  };
  return organizer;
}

function absoluteDatabaseUrl(url: string | undefined, dataDir: string): string {
  if (url === undefined) return `sqlite:${join(dataDir, 'petitions.db')}`;
  if (!url.startsWith('sqlite:')) return url;
  return `sqlite:${resolve(url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''))}`;
}
