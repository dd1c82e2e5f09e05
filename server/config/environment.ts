import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { describeFsError } from '../lib/fs.ts';
import { isHostname, parseTrustedProxies } from '../lib/ip-address.ts';
import { DAY_MS, HOUR_MS, isTimeZone, MINUTE_MS } from '../lib/time.ts';
import { isHttpUrl } from '../lib/url.ts';
import { findDkimKeyProblem } from './dkim-key.ts';

/** In characters. */
export const MIN_SECRET_LENGTH = 32;

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

type Notes = {
  /** Describes a default that depends on something else. */
  default?: string;
  /** `NAME_FILE` may name a file that contains the value. */
  file?: true;
};

const notes = (notes: Notes) => v.metadata<string, Notes>(notes);

const DURATION_UNITS_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const MIN_BACKUP_EVERY_MS = 10 * MINUTE_MS;
/**
 * The systemd unit that `petitions init` writes allows thirty seconds for stopping. Of these, requests in progress may
 * take ten, and unsent emails five.
 */
const MAX_DRAIN_SECONDS = 15;

/** @returns milliseconds, or NaN if the value is not a duration like 12h */
function parseDuration(value: string): number {
  const [, number, unit] = /^(\d+)([mhd])$/.exec(value) ?? [];
  return Number(number) * DURATION_UNITS_MS[unit as keyof typeof DURATION_UNITS_MS];
}

const organizerUrl = (description: string, example: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.description(description),
      v.examples([example]),
      notes({ default: 'none' }),
      v.check(isHttpUrl, 'must be a URL that starts with https:// or http://.'),
    ),
  );

/**
 * Every environment variable, in the order of docs/configuration.md, which is generated from here. A message
 * follows the variable's name. It may repeat the value only if that can't contain a secret.
 */
export const Environment = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.description('Port to listen on.'),
      v.examples(['8080']),
      v.check(isPort, ({ input }) => `is "${input}"; it must be a number from 0 to 65535.`),
      v.transform(Number),
    ),
    '3000',
  ),
  HOST: v.optional(
    v.pipe(
      v.string(),
      v.description('Address to listen on. The default listens on all interfaces, IPv4 and IPv6.'),
      v.examples(['127.0.0.1']),
      notes({ default: 'all addresses' }),
    ),
  ),
  PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.description("URL at which browsers reach the server. It can't include a path."),
      v.examples(['https://petitions.example.org']),
      notes({ default: '`http://localhost:PORT`' }),
      v.check(isPublicUrl, 'must be a URL like https://petitions.example.org.'),
      v.transform((value) => new URL(value)),
      v.check(
        ({ pathname }) => pathname === '/',
        ({ input: { pathname } }) => `must not include a path (got "${pathname}").`,
      ),
      v.transform(({ origin }) => origin),
    ),
  ),
  LOG_LEVEL: v.optional(
    v.pipe(
      v.string(),
      v.description(`Least severe messages to log: ${LOG_LEVELS.map((level) => `\`${level}\``).join(', ')}.`),
      v.examples(['warn']),
      v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}.`),
    ),
    'info',
  ),
  DATA_DIR: v.optional(
    v.pipe(
      v.string(),
      v.description('Folder for everything the server stores. The first start creates it.'),
      v.examples(['/var/lib/petitions']),
    ),
    'data',
  ),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Database: `sqlite:` and the path of a file, or the `postgres://` URL of a PostgreSQL database.',
      ),
      v.examples(['postgres://user:password@host/database']),
      notes({ default: '`petitions.db` in `DATA_DIR`', file: true }),
      v.check(
        (value) => /^sqlite:./.test(value) || /^postgres(ql)?:/.test(value),
        'must look like sqlite:data/petitions.db or postgres://user:password@host/database.',
      ),
      v.check(
        (value) => value.startsWith('sqlite:') || isPostgresUrl(value),
        'must look like postgres://user:password@host/database, with %40 for an "@" in the password.',
      ),
    ),
  ),
  BACKUP_DIR: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Folder for [backups of the SQLite database](install.md#back-up-and-restore) that the server makes by itself. It should be on another disk than the database.',
      ),
      v.examples(['/var/backups/petitions']),
      notes({ default: 'the server makes none' }),
    ),
  ),
  BACKUP_EVERY: v.optional(
    v.pipe(
      v.string(),
      v.description('Time from one of these backups to the next: minutes (at least 10), hours, or days.'),
      v.examples(['6h']),
      v.transform(parseDuration),
      v.check(
        (ms) => ms >= MIN_BACKUP_EVERY_MS && Number.isSafeInteger(ms),
        'must be a number and a unit: m for minutes, h for hours, or d for days, like 6h. The shortest is 10m.',
      ),
    ),
    '24h',
  ),
  BACKUP_KEEP: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'How many of these backups to keep. What is erased or withdrawn stays in them for up to `BACKUP_KEEP` × `BACKUP_EVERY`.',
      ),
      v.examples(['30']),
      v.check(
        (value) => /^[1-9]\d{0,3}$/.test(value),
        ({ input }) => `is "${input}"; it must be a number from 1 to 9999.`,
      ),
      v.transform(Number),
    ),
    '14',
  ),
  METRICS_PORT: v.optional(
    v.pipe(
      v.string(),
      v.description('Port for [metrics](monitoring.md), which Prometheus reads at `/metrics`.'),
      v.examples(['9464']),
      notes({ default: 'no metrics' }),
      v.check(isPort, ({ input }) => `is "${input}"; it must be a number from 0 to 65535.`),
      v.transform(Number),
    ),
  ),
  METRICS_HOST: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Address to listen on for metrics. Anyone who reaches it can read them: use an address of a private network.',
      ),
      v.examples(['10.0.0.2']),
    ),
    '127.0.0.1',
  ),
  DRAIN_SECONDS: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'How long the server goes on serving after SIGTERM or SIGINT, while `/readyz` already says 503. [A load balancer](scaling.md#load-balancers) needs this time to send new requests elsewhere.',
      ),
      v.examples(['5']),
      v.check(
        (value) => /^\d{1,3}$/.test(value) && Number(value) <= MAX_DRAIN_SECONDS,
        ({ input }) => `is "${input}"; it must be a number of seconds from 0 to ${MAX_DRAIN_SECONDS}.`,
      ),
      v.transform(Number),
    ),
    '0',
  ),
  SECRET: v.optional(
    v.pipe(
      v.string(),
      v.description(
        `Key for the signer hashes: at least ${MIN_SECRET_LENGTH} characters, the same on every server that shares a database.`,
      ),
      v.examples(['output of `openssl rand -hex 32`']),
      notes({ default: '`secret` in `DATA_DIR`, which the first start creates', file: true }),
      v.minLength(
        MIN_SECRET_LENGTH,
        `is too short; it needs at least ${MIN_SECRET_LENGTH} characters. \`openssl rand -hex 32\` generates one.`,
      ),
    ),
  ),
  RECIPIENT: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Public keys that signatures are encrypted to: [age](https://age-encryption.org) recipients, separated by spaces or commas. `petitions keygen` prints one.',
      ),
      v.examples(['age1pq1…']),
      notes({ default: '`recipient` in `DATA_DIR`, which the first start creates', file: true }),
      v.transform((value) => value.split(/[\s,]+/).filter(Boolean)),
      v.check(
        (recipients) => !recipients.some((recipient) => /^AGE-SECRET-KEY/i.test(recipient)),
        'holds a private key. It must be the public key, which starts with "age1".',
      ),
      v.check(
        (recipients) => recipients.every((recipient) => /^age1[a-z0-9]+$/.test(recipient)),
        'must be age recipients, which start with "age1", separated by spaces or commas.',
      ),
    ),
  ),
  SMTP_URL: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Mail server for confirmation emails: `smtps://` for TLS on port 465, or `smtp://`, which requires STARTTLS unless the mail server is on the same machine. On a private network without TLS, add `?requireTLS=false`.',
      ),
      v.examples(['smtp://user:password@mail.example.org:587']),
      notes({ default: 'no emails are sent', file: true }),
      v.check(
        isSmtpUrl,
        'must look like smtp://user:password@mail.example.org:587, with %40 for an "@" in the password.',
      ),
    ),
  ),
  MAIL_FROM: v.optional(
    v.pipe(
      v.string(),
      v.description('Sender of the emails.'),
      v.examples(['Petitions <petitions@example.org>']),
      notes({ default: '`petitions@` and the host of `PUBLIC_URL`' }),
      v.regex(
        /^(?:[^<>\r\n]*<)?[^\s<>@]+@[^\s<>@]+>?$/,
        'must be an address like petitions@example.org, or "Petitions <petitions@example.org>".',
      ),
    ),
  ),
  DKIM_KEY: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'RSA private key in PEM format that [signs emails](email.md#sign-emails-with-dkim) in the name of the domain of `MAIL_FROM`. Not needed if the mail server signs them.',
      ),
      v.examples(['output of `openssl genrsa 2048`']),
      notes({ default: 'emails are not signed here', file: true }),
      v.rawCheck(({ dataset, addIssue }) => {
        const problem = dataset.typed ? findDkimKeyProblem(dataset.value) : null;
        if (problem !== null) addIssue({ message: problem });
      }),
    ),
  ),
  DKIM_SELECTOR: v.optional(
    v.pipe(
      v.string(),
      v.description('Name under which the domain publishes the public key of `DKIM_KEY`.'),
      v.examples(['petitions-2031']),
      v.regex(
        /^(?=.{1,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i,
        'must be a name of letters, digits, and hyphens, like petitions-2031, without ._domainkey and the domain.',
      ),
    ),
    'petitions',
  ),
  CONFIRMATION: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'With `required`, a signature counts after the signer clicks the link in an email. With `off`, it counts immediately.',
      ),
      v.examples(['off']),
      notes({ default: '`required` if `SMTP_URL` is set, else `off`' }),
      v.picklist(['off', 'required'], 'must be "off" or "required".'),
    ),
  ),
  TRUST_PROXY: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Proxies in front of the server: their addresses and CIDR ranges, or how many. Only their `X-Forwarded-For` is trusted. **Set this if there is a proxy**, or all clients share one rate limit. Use a number only if nothing but the proxy reaches `PORT`: any other client that does is believed as well.',
      ),
      v.examples(['127.0.0.1,10.0.0.0/8']),
      notes({ default: 'no proxy' }),
      v.transform(parseTrustedProxies),
      v.check(
        (proxies) => proxies !== undefined,
        'must be how many proxies are in front of the server, like 1, or their addresses, like 127.0.0.1,10.0.0.0/8.',
      ),
      v.transform((proxies) => proxies!),
    ),
    '0',
  ),
  ORGANIZER_NAME: v.optional(
    v.pipe(
      v.string(),
      v.description('Who is behind the petitions that name no organizer themselves.'),
      v.examples(['Harbour Aid']),
      notes({ default: 'none is shown' }),
      v.maxLength(120, 'must be at most 120 characters.'),
    ),
  ),
  ORGANIZER_LOGO: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'File with its logo: a PNG (which may be transparent), JPEG, or WebP. Read at the start. Also becomes the icon of the pages. Servers that share a database need the same.',
      ),
      v.examples(['/etc/petitions/logo.png']),
      notes({ default: 'none' }),
    ),
  ),
  ORGANIZER_URL: organizerUrl('Its website.', 'https://harbour-aid.example.org'),
  ORGANIZER_EMAIL: v.optional(
    v.pipe(
      v.string(),
      v.description('Its email address, for questions.'),
      v.examples(['info@harbour-aid.example.org']),
      notes({ default: 'none' }),
      v.regex(/^[^\s<>@]+@[^\s<>@]+$/, 'must be an address like info@example.org.'),
    ),
  ),
  ORGANIZER_PRIVACY_URL: organizerUrl('Its privacy policy.', 'https://harbour-aid.example.org/privacy'),
  ORGANIZER_IMPRINT_URL: organizerUrl('Its legal notice.', 'https://harbour-aid.example.org/imprint'),
  TIME_ZONE: v.optional(
    v.pipe(
      v.string(),
      v.description('Time zone of closing days whose petition names none.'),
      v.examples(['America/New_York']),
      v.check(isTimeZone, ({ input }) => `is "${input}"; it must be a time zone like America/New_York.`),
    ),
    'UTC',
  ),
  WEBHOOK_ALLOW_HOSTS: v.optional(
    v.pipe(
      v.string(),
      v.description(
        'Hosts that webhooks may be sent to although they are on a private network or have no TLS: names or addresses, each with or without a port, separated by spaces or commas.',
      ),
      v.examples(['crm.internal,10.0.0.7:8080']),
      notes({ default: 'none' }),
      v.transform((value) =>
        value
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
      ),
      v.check(
        (hosts) => hosts.every((host) => isHostname(host.replace(/:\d{1,5}$/, ''))),
        'must be hosts like crm.internal or 10.0.0.7:8080, without https://.',
      ),
    ),
    '',
  ),
  LIMITS: v.optional(
    v.pipe(
      v.string(),
      v.description('Rate limits and bot protection. Switch them `off` for a load test only.'),
      v.examples(['off']),
      v.picklist(['on', 'off'], 'must be "on", or "off" for a load test.'),
      v.transform((value) => value === 'on'),
    ),
    'on',
  ),
});

export type EnvironmentValues = v.InferOutput<typeof Environment>;
export type EnvironmentName = keyof typeof Environment.entries;
export const ENVIRONMENT_NAMES = Object.keys(Environment.entries) as EnvironmentName[];

/** Notes on a variable, empty if it has none. */
export function notesOn(name: EnvironmentName): Notes {
  return v.getMetadata(Environment.entries[name].wrapped);
}

/**
 * Reads and validates the variables.
 *
 * @returns the values and every error, a sentence each
 */
export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): {
  values: EnvironmentValues | undefined;
  errors: string[];
} {
  const errors: string[] = [];
  const input: Partial<Record<EnvironmentName, string>> = {};
  for (const name of ENVIRONMENT_NAMES) {
    // Empty means unset: that is how containers unset a variable.
    const value = env[name]?.trim();
    const file = notesOn(name).file ? env[`${name}_FILE`]?.trim() : undefined;
    if (value && file) errors.push(`${name} and ${name}_FILE are both set; keep one of them.`);
    else if (file) {
      const content = readValue(file);
      if ('error' in content) errors.push(`${name}_FILE ${describeFile(name, file)}${content.error}`);
      else input[name] = content.value;
    } else if (value) input[name] = value;
  }
  // One error per variable: the first says what to change.
  const result = v.safeParse(Environment, input, { abortPipeEarly: true });
  if (!result.success) errors.push(...result.issues.map(({ path, message }) => `${path![0].key} ${message}`));
  if (input.CONFIRMATION === 'required' && !env.SMTP_URL?.trim() && !env.SMTP_URL_FILE?.trim()) {
    errors.push('CONFIRMATION=required needs SMTP_URL, the server that sends the confirmation emails.');
  }
  if (input.BACKUP_DIR && input.DATABASE_URL && !input.DATABASE_URL.startsWith('sqlite:')) {
    errors.push('BACKUP_DIR is for SQLite. Unset it, and back up PostgreSQL with pg_dump.');
  }
  if (!input.BACKUP_DIR) {
    for (const name of ['BACKUP_EVERY', 'BACKUP_KEEP'] as const) {
      if (input[name]) errors.push(`${name} needs BACKUP_DIR, the folder for the backups.`);
    }
  }
  if (input.METRICS_HOST && !input.METRICS_PORT) {
    errors.push('METRICS_HOST needs METRICS_PORT, the port for metrics.');
  }
  if (input.DKIM_SELECTOR && !input.DKIM_KEY) {
    errors.push('DKIM_SELECTOR needs DKIM_KEY or DKIM_KEY_FILE, the key that signs emails.');
  }
  if (!input.ORGANIZER_NAME) {
    for (const name of ENVIRONMENT_NAMES.filter((name) => name.startsWith('ORGANIZER_') && input[name])) {
      errors.push(`${name} needs ORGANIZER_NAME, the name of the organizer.`);
    }
  }
  return { values: result.success ? result.output : undefined, errors };
}

/** Reads a setting from a file. */
export function readValue(file: string): { value: string } | { error: string } {
  try {
    const value = readFileSync(file, 'utf8').trim();
    // An empty file is not an unset secret: the server would create another one in its place.
    return value ? { value } : { error: 'points to an empty file.' };
  } catch (error) {
    return { error: `can't be read: ${describeFsError(error)}.` };
  }
}

/** Names the file of a public key. The others may be a secret that was set in place of a path. */
function describeFile(name: EnvironmentName, file: string): string {
  return name === 'RECIPIENT' && !/AGE-SECRET-KEY/i.test(file) ? `(${resolve(file)}) ` : '';
}

function isPort(value: string): boolean {
  return /^\d+$/.test(value) && Number(value) <= 65_535;
}

function isPublicUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, search, hash, username, hostname } = new URL(value);
  return /^https?:$/.test(protocol) && isHostname(hostname) && !search && !hash && !username;
}

function isPostgresUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { pathname, hash } = new URL(value);
  return pathname.length > 1 && hash === '';
}

function isSmtpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return /^smtps?:$/.test(protocol) && hostname !== '';
}
