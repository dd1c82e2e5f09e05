import type { FindingCode } from './findings.ts';

const CHECK_URL = 'If it is running, check the URL, DNS, the certificate, and the proxy';
const OWN_ADDRESS =
  "If that address opens in a browser elsewhere, ignore this: some machines can't reach their own public address";
const CHANGED_OUTSIDE = 'Something other than this server has changed the database; restore it from a backup';
const EMAILS_WAIT =
  "{emails} {emails|one:email waits|other:emails wait} because the mail server didn't take {emails|one:it|other:them}, the oldest since {since}";

/**
 * What findings say. `fillIn` describes the placeholders; what is between backticks is a command. Without a capital letter and
 * a period: the command line prints a mark before them, and the console makes whole sentences.
 */
export const FINDINGS_IN_ENGLISH: Record<FindingCode, string> = {
  'setup-invalid': '{message}',
  'configuration-valid': 'the configuration is valid',
  'email-rules-valid': 'this build of Node treats email addresses like every other',
  'widget-built': 'the widget is built',
  'widget-missing': 'the widget is not built; run `npm run build`',
  'limits-off': 'LIMITS is off; bots can sign without limit',
  'proxy-not-trusted':
    'TRUST_PROXY is not set; all clients behind the proxy share one rate limit, so they soon have to solve challenges and wait. Set it to the address of the proxy',
  'proxy-open-port':
    'TRUST_PROXY is a number, and the server listens on {address}. Clients that reach it without the proxy can claim any address, and so escape the rate limits. Set TRUST_PROXY to the address of the proxy, or HOST=127.0.0.1 if the proxy is on this machine',

  'public-url-not-https': 'PUBLIC_URL is {url}; set it to the https URL that partners will paste',
  'public-url-answers': 'the server answers at {url}, seen from this machine',
  'public-url-unreachable': `the server doesn't answer at {url}, seen from this machine: {error}. ${CHECK_URL}. ${OWN_ADDRESS}`,
  'public-url-slow': `the server doesn't answer at {url}, seen from this machine, within {seconds} {seconds|one:second|other:seconds}. ${CHECK_URL}. ${OWN_ADDRESS}`,
  'public-url-no-dns':
    "DNS doesn't know the name {host}, seen from this machine ({error}); add an A or AAAA record, or correct PUBLIC_URL",
  'public-url-certificate':
    "the certificate of {url} isn't valid, seen from this machine ({error}); renew it, or check which name it is for",
  'public-url-refused': `the server doesn't answer at {url}, seen from this machine: status {status}. ${CHECK_URL}`,
  'public-url-other-program':
    'what answers at {url}, seen from this machine, is not this server, but another program, or a server with another secret. Check the URL, DNS, and the proxy',

  'mail-not-set':
    "signatures count without confirmation, so people can sign with someone else's address; set SMTP_URL to confirm addresses by email",
  'mail-answers': 'the mail server at {host} answers; whether it takes emails shows when one is sent',
  'mail-answers-over-tls':
    'the mail server at {host} answers over TLS; whether it takes emails shows when one is sent',
  'mail-login-accepted': 'the mail server accepts the login',
  'mail-login-rejected':
    'the mail server rejects the login ({error}); check SMTP_URL. Emails wait for up to {waitMs}',
  'mail-without-tls':
    "the mail server offers no TLS, or its certificate isn't valid, so nothing is sent to it ({error}). Check SMTP_URL; if the network between is private, add ?requireTLS=false. Emails wait for up to {waitMs}",
  'mail-unreachable':
    "the mail server can't be reached, or is not a mail server ({error}); check SMTP_URL. Emails wait for up to {waitMs}",
  'mail-tls-optional':
    'SMTP_URL has requireTLS=false: anyone who controls the network can read the password, the addresses, and the links in emails',
  'mail-certificate-unchecked':
    'SMTP_URL has tls.rejectUnauthorized=false: anyone who controls the network can pose as the mail server',
  'mail-confirmation-off': 'CONFIRMATION is off, so no emails are sent',
  'mail-on-time': 'no emails are late',
  'mail-not-sending':
    '{emails} {emails|one:email is|other:emails are} due, and no server is sending them, the oldest since {since}; check that the server is running with SMTP_URL',
  'mail-some-refused': `${EMAILS_WAIT}; others are delivered`,
  'mail-refused': `${EMAILS_WAIT}; last at {at}: “{reply}”`,
  'mail-failing': `${EMAILS_WAIT}; last at {at} ({error})`,

  'mail-last-refused':
    'the mail server refused the last email, at {at}: “{reply}”. It is probably about one address; if it refuses others, `petitions test-email` says why',
  'mail-dns-found': 'DNS has {records} for {domain}',
  'mail-dns-unknown':
    "couldn't look up whether DNS allows emails from {domain} ({error}); check the network, then run `petitions doctor` again",
  'mail-spf-missing':
    'DNS has no SPF record for {domain}, so emails may be taken for spam; add the TXT record `{record}`, or the one that your mail provider names',
  'mail-spf-many': '{domain} has {count} SPF records, so none is valid; merge them into one',
  'mail-dkim-unset':
    'DKIM_KEY is not set, so the mail server has to sign emails; send `petitions test-email` to a mailbox of yours to see whether it does',
  'mail-dkim-missing':
    "DNS doesn't have the public key of DKIM_KEY, so the signatures of emails aren't valid; add at {name} the TXT record `{value}`, or check DKIM_SELECTOR",
  'mail-dmarc-missing':
    'DNS has no DMARC record, which large providers ask for; add at {name} the TXT record `{record}`',

  'database-opens': '{database} opens, and its schema is up to date',
  'database-file-opens': '{database} opens at {file}, and its schema is up to date',
  'database-missing': 'there is no database at {file} yet; the first start creates it',
  'content-readable': 'all stored data can be read',
  'content-damaged': 'the database is damaged ({damage}); restore it from a backup',
  'counters-correct': 'every counter equals the stored signatures plus those that `retention` erased',
  'counter-wrong': `the counter of {petition} is {counter}, but {stored} {stored|one:signature is|other:signatures are} stored. ${CHANGED_OUTSIDE}`,
  'days-correct': 'the numbers per day and partner equal the stored signatures',
  'days-wrong': `the counter of {petition} is {counter}, but the sum of its days is {sum}. ${CHANGED_OUTSIDE}`,
  'days-too-low': `the numbers per day and partner of {petition} are too low on {days} {days|one:day|other:days}. ${CHANGED_OUTSIDE}`,
  'data-keys-complete': 'every signature and request has its data key',
  'data-keys-missing':
    'the data keys of {signatures} {signatures|one:signature|other:signatures} and {requests} {requests|one:request|other:requests} are missing, so nobody can decrypt them; restore the table data_key from a backup',
  'requests-unreadable':
    "{requests} {requests|one:request|other:requests} can't be read; their signers have to sign again",

  'backup-beside-secret':
    'BACKUP_DIR is inside DATA_DIR, beside the secret; anyone who copies {dataDir} can test whether somebody had signed, and a broken disk loses both. Set it to another disk',
  'backup-failed': 'the server could not make a backup at {at}: {reason}',
  'backup-folder-denied':
    "BACKUP_DIR ({folder}) can't be used: permission denied. Let the server's user read and write it",
  'backup-folder-unusable':
    "BACKUP_DIR ({folder}) can't be used ({error}). Check that it is a folder, and that its disk works",
  'backup-not-yet':
    'there is no backup in {folder} yet; a running server makes the first one within a minute',
  'backup-late':
    'the last backup in {folder} was made {ageMs}, and there should be one every {intervalMs}; check that the server is running with BACKUP_DIR, and its log. A broken disk loses everything since',
  'backup-on-time':
    'there {backups|one:is|other:are} {backups} {backups|one:backup|other:backups} in {folder}, the last made {ageMs}',
  'backup-never':
    'this database was never backed up by this program; unless another one does it, a broken disk loses every signature. Set BACKUP_DIR, or run `petitions backup`',
  'backup-old':
    'the last backup was made {ageMs}; a broken disk loses everything since. Set BACKUP_DIR, or run `petitions backup`',
  'backup-recent': 'the last backup was made {ageMs}',
  'backup-before-upgrade':
    '{file} keeps what is erased and who withdraws; delete it once you are satisfied with the upgrade, or the server does after {keptMs}',

  'disk-free': '{freeBytes} free on the disk of the database',
  'disk-almost-full':
    'only {freeBytes} free in {folder}; a million signatures take about {millionBytes}. Free some, or use a larger disk',

  'keys-not-yet': 'there are no keys yet; the first start creates them',
  'keys-recipient-missing': '{file} is missing; restore it from a backup, or set RECIPIENT',
  'keys-secret-matches': 'the secret matches the database',
  'keys-recipient-changed':
    'signatures used to be sealed to {before}, and are now sealed to {now}; unless you changed it on purpose, restore the old recipient',
  'keys-earlier-recipient': 'earlier signatures are sealed to {recipients}; keep that identity',
  'keys-identity-elsewhere': 'signatures are sealed to a key that is not on this server',
  'keys-identity-here':
    '{file} decrypts every signature and is on the server; copy it to two safe places elsewhere, then delete it here',
  'keys-file-open': '{file} is readable by others; run `chmod 600 {file}`',

  'organizer-missing':
    'no organizer is named on {petitions} ({count} {count|one:petition|other:petitions} in all); set ORGANIZER_NAME for all petitions, or "organizer" in their file',

  'webhook-gone':
    'webhook {id} was disabled because it answered 410; check the receiver, then run `petitions webhooks enable {id}`',
  'webhook-failing':
    'webhook {id} was disabled because it has failed for days; check the receiver, then run `petitions webhooks enable {id}`',
  'webhook-late':
    "webhook {id} has events that it didn't accept for more than a day; `petitions webhooks deliveries {id}` says why",
  'webhooks-on-time': 'all webhooks accept their events',
};
