/** What a finding is about. */
export const HEALTH_TOPICS = [
  'configuration',
  'address',
  'mail',
  'database',
  'backup',
  'disk',
  'keys',
  'organizer',
  'webhooks',
] as const;
export type HealthTopic = (typeof HEALTH_TOPICS)[number];

export const FINDING_LEVELS = ['ok', 'warning', 'error'] as const;
export type FindingLevel = (typeof FINDING_LEVELS)[number];

/** Kinds of values, and what each is in JSON. They say how a value is shown. */
interface Kinds {
  /** As it is: a path, a URL, a code, words from another program. */
  text: string;
  /** All of them: "a, b, and c". */
  all: string[];
  /** One of them: "a, b, or c". */
  any: string[];
  count: number;
  /** Number of bytes. */
  size: number;
  /** In ms: "5 days". */
  duration: number;
  /** In ms: "5 days ago". */
  age: number;
  /** An instant, in ISO 8601 and UTC. */
  time: string;
}
export type ValueKind = keyof Kinds;

/**
 * Everything that `doctor` and the console's health screen can say, by code, with the values that its sentence needs. Codes and
 * values are what `doctor --json` prints, so they don't change.
 *
 * To add a finding:
 * 1. Add its code here, and its sentence to `english.ts`: what it is, then what to do.
 * 2. Return it from a check in `server/health/`: `warning('code', { … })`. Other values don't compile.
 * 3. Translate the sentence in `console/locales/*.json`, at the same place. The console doesn't compile without.
 */
export const FINDINGS = {
  // An error that keeps the server from starting, in English: its message also says what to do.
  'setup-invalid': { topic: 'configuration', values: { message: 'text' } },
  'configuration-valid': { topic: 'configuration', values: {} },
  'email-rules-valid': { topic: 'configuration', values: {} },
  'widget-built': { topic: 'configuration', values: {} },
  'widget-missing': { topic: 'configuration', values: {} },
  'limits-off': { topic: 'configuration', values: {} },
  'proxy-not-trusted': { topic: 'configuration', values: {} },
  'proxy-open-port': { topic: 'configuration', values: { address: 'text' } },

  'public-url-not-https': { topic: 'address', values: { url: 'text' } },
  'public-url-answers': { topic: 'address', values: { url: 'text' } },
  'public-url-unreachable': { topic: 'address', values: { url: 'text', error: 'text' } },
  'public-url-slow': { topic: 'address', values: { url: 'text', seconds: 'count' } },
  'public-url-no-dns': { topic: 'address', values: { host: 'text', error: 'text' } },
  'public-url-certificate': { topic: 'address', values: { url: 'text', error: 'text' } },
  'public-url-refused': { topic: 'address', values: { url: 'text', status: 'text' } },
  'public-url-other-program': { topic: 'address', values: { url: 'text' } },

  'mail-not-set': { topic: 'mail', values: {} },
  'mail-answers': { topic: 'mail', values: { host: 'text' } },
  'mail-answers-over-tls': { topic: 'mail', values: { host: 'text' } },
  'mail-login-accepted': { topic: 'mail', values: {} },
  'mail-login-rejected': { topic: 'mail', values: { error: 'text', waitMs: 'duration' } },
  'mail-without-tls': { topic: 'mail', values: { error: 'text', waitMs: 'duration' } },
  'mail-unreachable': { topic: 'mail', values: { error: 'text', waitMs: 'duration' } },
  'mail-tls-optional': { topic: 'mail', values: {} },
  'mail-certificate-unchecked': { topic: 'mail', values: {} },
  'mail-confirmation-off': { topic: 'mail', values: {} },
  'mail-on-time': { topic: 'mail', values: {} },
  'mail-not-sending': { topic: 'mail', values: { emails: 'count', since: 'time' } },
  'mail-some-refused': { topic: 'mail', values: { emails: 'count', since: 'time' } },
  'mail-refused': { topic: 'mail', values: { emails: 'count', since: 'time', at: 'time', reply: 'text' } },
  'mail-failing': { topic: 'mail', values: { emails: 'count', since: 'time', at: 'time', error: 'text' } },

  'mail-last-refused': { topic: 'mail', values: { at: 'time', reply: 'text' } },
  'mail-dns-found': { topic: 'mail', values: { domain: 'text', records: 'all' } },
  'mail-dns-unknown': { topic: 'mail', values: { domain: 'text', error: 'text' } },
  'mail-spf-missing': { topic: 'mail', values: { domain: 'text', record: 'text' } },
  'mail-spf-many': { topic: 'mail', values: { domain: 'text', count: 'count' } },
  'mail-dkim-unset': { topic: 'mail', values: {} },
  'mail-dkim-missing': { topic: 'mail', values: { name: 'text', value: 'text' } },
  'mail-dmarc-missing': { topic: 'mail', values: { name: 'text', record: 'text' } },

  'database-opens': { topic: 'database', values: { database: 'text' } },
  'database-file-opens': { topic: 'database', values: { database: 'text', file: 'text' } },
  'database-missing': { topic: 'database', values: { file: 'text' } },
  'content-readable': { topic: 'database', values: {} },
  'content-damaged': { topic: 'database', values: { damage: 'text' } },
  'counters-correct': { topic: 'database', values: {} },
  'counter-wrong': { topic: 'database', values: { petition: 'text', counter: 'count', stored: 'count' } },
  'days-correct': { topic: 'database', values: {} },
  'days-wrong': { topic: 'database', values: { petition: 'text', counter: 'count', sum: 'count' } },
  'days-too-low': { topic: 'database', values: { petition: 'text', days: 'count' } },
  'data-keys-complete': { topic: 'database', values: {} },
  'data-keys-missing': { topic: 'database', values: { signatures: 'count', requests: 'count' } },
  'requests-unreadable': { topic: 'database', values: { requests: 'count' } },

  'backup-beside-secret': { topic: 'backup', values: { dataDir: 'text' } },
  'backup-failed': { topic: 'backup', values: { at: 'time', reason: 'text' } },
  'backup-folder-denied': { topic: 'backup', values: { folder: 'text' } },
  'backup-folder-unusable': { topic: 'backup', values: { folder: 'text', error: 'text' } },
  'backup-not-yet': { topic: 'backup', values: { folder: 'text' } },
  'backup-late': { topic: 'backup', values: { folder: 'text', ageMs: 'age', intervalMs: 'duration' } },
  'backup-on-time': { topic: 'backup', values: { backups: 'count', folder: 'text', ageMs: 'age' } },
  'backup-never': { topic: 'backup', values: {} },
  'backup-old': { topic: 'backup', values: { ageMs: 'age' } },
  'backup-recent': { topic: 'backup', values: { ageMs: 'age' } },
  'backup-before-upgrade': { topic: 'backup', values: { file: 'text', keptMs: 'duration' } },

  'disk-free': { topic: 'disk', values: { freeBytes: 'size' } },
  'disk-almost-full': { topic: 'disk', values: { freeBytes: 'size', folder: 'text', millionBytes: 'size' } },

  'keys-not-yet': { topic: 'keys', values: {} },
  'keys-recipient-missing': { topic: 'keys', values: { file: 'text' } },
  'keys-secret-matches': { topic: 'keys', values: {} },
  'keys-recipient-changed': { topic: 'keys', values: { before: 'all', now: 'all' } },
  'keys-earlier-recipient': { topic: 'keys', values: { recipients: 'any' } },
  'keys-identity-elsewhere': { topic: 'keys', values: {} },
  'keys-identity-here': { topic: 'keys', values: { file: 'text' } },
  'keys-file-open': { topic: 'keys', values: { file: 'text' } },

  'organizer-missing': { topic: 'organizer', values: { petitions: 'all', count: 'count' } },

  'webhook-gone': { topic: 'webhooks', values: { id: 'text' } },
  'webhook-failing': { topic: 'webhooks', values: { id: 'text' } },
  'webhook-late': { topic: 'webhooks', values: { id: 'text' } },
  'webhooks-on-time': { topic: 'webhooks', values: {} },
} as const satisfies Record<string, { topic: HealthTopic; values: Record<string, ValueKind> }>;

type Findings = typeof FINDINGS;
export type FindingCode = keyof Findings;
export const FINDING_CODES = Object.keys(FINDINGS) as FindingCode[];

export type FindingValues<Code extends FindingCode> = {
  -readonly [Name in keyof Findings[Code]['values']]: Findings[Code]['values'][Name] extends ValueKind
    ? Kinds[Findings[Code]['values'][Name]]
    : never;
};

/** What a check found. The words for it are made where it is shown. */
export type Finding = {
  [Code in FindingCode]: {
    topic: Findings[Code]['topic'];
    level: FindingLevel;
    code: Code;
    values: FindingValues<Code>;
  };
}[FindingCode];
