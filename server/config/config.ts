import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../lib/errors.ts';
import { parseTrustedProxies, type TrustedProxies } from '../lib/ip-address.ts';

/** Whether a signature counts at once, or once its mailbox has confirmed it. */
export type Confirmation = 'off' | 'required';

/** What the environment says, checked. Holds no secret, so it can be logged. */
export interface Config {
  host: string;
  port: number;
  /** Origin and path under which the world reaches the server, without a slash at the end. */
  publicUrl: string;
  dataDir: string;
  /** Which database, without what may be secret of its address. */
  database: 'SQLite' | 'PostgreSQL';
  confirmation: Confirmation;
  /** Whom letters come from. */
  mailFrom: string;
  logLevel: string;
  /** Whether robots meet limits. */
  limits: boolean;
  /** Whose word on where a request came from is taken. */
  trustProxy: TrustedProxies;
}

/** What must not be logged. What is undefined is kept, or made, under `dataDir`. */
export interface Secrets {
  /** `sqlite:` and an absolute path, or `postgres://…`, which may hold a password. */
  databaseUrl: string;
  /** At least 32 characters that key the signers' hashes. */
  secret: string | undefined;
  /** `smtp:` or `smtps://…`, which may hold a password; undefined where no letters are sent. */
  smtpUrl: string | undefined;
  /** Public keys of the organiser (age recipients). Not secret, but found like one. */
  recipients: readonly string[] | undefined;
}

/** In characters. */
export const MIN_SECRET_LENGTH = 32;

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/**
 * Reads the configuration.
 *
 * @throws Mistake that lists every mistake at once
 */
export function readConfig(env: Environment): { config: Config; secrets: Secrets } {
  const mistakes: string[] = [];
  const wrong = (message: string): undefined => {
    mistakes.push(message);
  };
  /** An unset variable and an empty one are the same: that is how containers unset them. */
  const text = (name: string) => env[name]?.trim() || undefined;

  const secretText = (name: string) => {
    const file = text(`${name}_FILE`);
    if (!file) return text(name);
    if (text(name)) return wrong(`${name} and ${name}_FILE are both set; keep one of them.`);
    try {
      // An empty secret must not pass for none: another would be made in its place.
      return readFileSync(file, 'utf8').trim() || wrong(`${name}_FILE names an empty file.`);
    } catch (error) {
      return wrong(`${name}_FILE can't be read (${(error as Error).message}).`);
    }
  };

  const port = () => {
    const value = text('PORT') ?? '3000';
    const number = Number(value);
    if (/^\d+$/.test(value) && number <= 65_535) return number;
    wrong(`PORT is "${value}"; it must be a number from 0 to 65535.`);
    return 0;
  };

  const publicUrl = (fallback: string) => {
    const value = text('PUBLIC_URL');
    if (!value) return fallback;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
      wrong('PUBLIC_URL must be an address like https://petitions.example.org.');
      return fallback;
    }
    if (url.pathname !== '/') {
      wrong(`PUBLIC_URL: leave out "${url.pathname}"; the server needs a host of its own.`);
    }
    return url.origin;
  };

  // The address may hold a password: it is never repeated.
  const databaseUrl = (dataDir: string) => {
    const value = secretText('DATABASE_URL');
    if (!value) return `sqlite:${join(dataDir, 'petitions.db')}`;
    if (value.startsWith('sqlite:') && value.length > 'sqlite:'.length) {
      return `sqlite:${resolve(value.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''))}`;
    }
    if (!/^postgres(ql)?:/.test(value)) {
      wrong(
        'DATABASE_URL must look like sqlite:data/petitions.db or postgres://user:password@host/database.',
      );
    } else if (!isPostgresUrl(value)) {
      wrong(
        'DATABASE_URL must look like postgres://user:password@host/database, with %40 for an "@" in the password.',
      );
    }
    return value;
  };

  const secret = () => {
    const value = secretText('SECRET');
    if (value && value.length < MIN_SECRET_LENGTH) {
      return wrong(
        `SECRET is too short; it needs at least ${MIN_SECRET_LENGTH} characters, as \`openssl rand -hex 32\` makes.`,
      );
    }
    return value;
  };

  const recipients = () => {
    const value = secretText('RECIPIENT');
    if (!value) return undefined;
    const list = value.split(/[\s,]+/).filter(Boolean);
    for (const recipient of list) {
      if (/^AGE-SECRET-KEY/i.test(recipient)) {
        wrong('RECIPIENT holds a private key. It must be the public one, which begins with "age1".');
      } else if (!/^age1[a-z0-9]+$/.test(recipient)) {
        wrong('RECIPIENT must hold age recipients, which begin with "age1", parted by spaces or commas.');
      }
    }
    return list;
  };

  // Like that of the database, the address may hold a password.
  const mailServer = () => {
    const value = secretText('SMTP_URL');
    if (
      value &&
      !(URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol) && new URL(value).hostname)
    ) {
      return wrong(
        'SMTP_URL must look like smtp://user:password@mail.example.org:587, with %40 for an "@" in the password.',
      );
    }
    return value;
  };

  const confirmationWith = (smtpUrl: string | undefined): Confirmation => {
    const value = text('CONFIRMATION') ?? (smtpUrl ? 'required' : 'off');
    if (value !== 'off' && value !== 'required') wrong('CONFIRMATION must be "off" or "required".');
    if (value === 'required' && !text('SMTP_URL') && !text('SMTP_URL_FILE')) {
      wrong('CONFIRMATION=required needs SMTP_URL, the server that takes the confirmation letters.');
    }
    return value === 'required' ? 'required' : 'off';
  };

  const mailFrom = (fallback: string) => {
    const value = text('MAIL_FROM');
    if (value && !/^(?:[^<>\r\n]*<)?[^\s<>@]+@[^\s<>@]+>?$/.test(value)) {
      wrong(
        'MAIL_FROM must be an address like petitions@example.org, or "Petitions <petitions@example.org>".',
      );
    }
    return value ?? fallback;
  };

  const limits = () => {
    const value = text('LIMITS') ?? 'on';
    if (value !== 'on' && value !== 'off') wrong('LIMITS must be "on", or "off" for a load test.');
    return value !== 'off';
  };

  const trustProxy = () => {
    const value = text('TRUST_PROXY');
    if (!value) return 0;
    const proxies = parseTrustedProxies(value);
    if (proxies !== undefined) return proxies;
    wrong(
      'TRUST_PROXY must be how many proxies stand before the server, like 1, or their addresses, like 127.0.0.1,10.0.0.0/8.',
    );
    return 0;
  };

  const host = text('HOST') ?? '0.0.0.0';
  const dataDir = resolve(text('DATA_DIR') ?? 'data');
  const smtpUrl = mailServer();
  const confirmation = confirmationWith(smtpUrl);
  const url = databaseUrl(dataDir);
  const chosenPort = port();
  const logLevel = text('LOG_LEVEL') ?? 'info';
  if (!LOG_LEVELS.includes(logLevel)) wrong(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
  const reachedAt = publicUrl(`http://localhost:${chosenPort}`);
  const config: Config = {
    host,
    port: chosenPort,
    publicUrl: reachedAt,
    dataDir,
    database: url.startsWith('sqlite:') ? 'SQLite' : 'PostgreSQL',
    confirmation,
    mailFrom: mailFrom(`petitions@${new URL(reachedAt).hostname}`),
    logLevel,
    limits: limits(),
    trustProxy: trustProxy(),
  };
  const secrets: Secrets = { databaseUrl: url, secret: secret(), smtpUrl, recipients: recipients() };

  if (mistakes.length > 0) {
    throw new UserError(`The configuration has mistakes:\n${mistakes.map((line) => `  ${line}`).join('\n')}`);
  }
  return { config: Object.freeze(config), secrets: Object.freeze(secrets) };
}

function isPostgresUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { pathname, hash } = new URL(value);
  return pathname.length > 1 && hash === '';
}
