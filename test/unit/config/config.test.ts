import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { readConfig } from '../../../server/config/config.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { sqliteFile } from '../../../server/storage/open.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const SECRET = 'not-for-anyone-else-to-see-0123456789';

function fileWith(content: string): string {
  const file = join(folder, `file-${content.length}`);
  writeFileSync(file, content);
  return file;
}

/** The errors that an environment causes, one per line. */
function errorsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    const [heading, ...lines] = error.message.split('\n');
    assert.equal(heading, 'Invalid configuration:');
    return lines.map((line) => line.trim());
  }
  return assert.fail('the configuration was accepted');
}

describe('readConfig', () => {
  it('works without any variable', () => {
    assert.deepEqual(readConfig({}), {
      config: {
        host: undefined,
        port: 3000,
        publicUrl: 'http://localhost:3000',
        dataDir: resolve('data'),
        database: 'SQLite',
        backups: null,
        metrics: null,
        drainSeconds: 0,
        confirmation: 'off',
        mailFrom: 'petitions@localhost',
        logLevel: 'info',
        limits: true,
        trustProxy: 0,
        organizer: null,
        organizerLogo: null,
        timeZone: 'UTC',
        webhookAllowHosts: [],
      },
      secrets: {
        databaseUrl: `sqlite:${resolve('data/petitions.db')}`,
        smtpUrl: undefined,
        dkim: undefined,
        secret: undefined,
        recipients: undefined,
      },
    });
  });

  it('treats empty and blank variables as unset', () => {
    const names = [
      'PORT',
      'HOST',
      'PUBLIC_URL',
      'DATA_DIR',
      'DATABASE_URL',
      'LOG_LEVEL',
      'SECRET',
      'SECRET_FILE',
      'RECIPIENT',
      'SMTP_URL',
      'CONFIRMATION',
      'LIMITS',
      'TRUST_PROXY',
    ];
    for (const value of ['', '  ']) {
      assert.deepEqual(readConfig(Object.fromEntries(names.map((name) => [name, value]))), readConfig({}));
    }
  });

  it('reads every variable', () => {
    const { config, secrets } = readConfig({
      PORT: '8080',
      HOST: '127.0.0.1',
      PUBLIC_URL: 'https://Petitions.example.org/',
      DATA_DIR: '/srv/petitions',
      DATABASE_URL: 'sqlite:///var/lib/petitions.db',
      LOG_LEVEL: 'warn',
      SECRET,
      RECIPIENT: ' age1abc, age1pq1def\nage1ghi ',
      SMTP_URL: 'smtps://ana:hunter%402@mail.example.org',
      MAIL_FROM: 'Petitions <petitions@example.org>',
      CONFIRMATION: 'off',
      LIMITS: 'off',
      BACKUP_DIR: '/var/backups/petitions',
      BACKUP_EVERY: '6h',
      BACKUP_KEEP: '30',
      METRICS_PORT: '9464',
      METRICS_HOST: '10.0.0.2',
      DRAIN_SECONDS: '5',
      TRUST_PROXY: '127.0.0.1, 10.0.0.0/8',
      ORGANIZER_NAME: 'Harbour Aid',
      ORGANIZER_LOGO: 'logo.png',
      ORGANIZER_URL: 'https://harbour-aid.example.org',
      ORGANIZER_EMAIL: 'info@harbour-aid.example.org',
      ORGANIZER_PRIVACY_URL: 'https://harbour-aid.example.org/privacy',
      ORGANIZER_IMPRINT_URL: 'https://harbour-aid.example.org/imprint',
      TIME_ZONE: 'America/Phoenix',
      WEBHOOK_ALLOW_HOSTS: 'CRM.internal, 10.0.0.7:8080',
    });
    assert.deepEqual(config, {
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'https://petitions.example.org',
      dataDir: '/srv/petitions',
      database: 'SQLite',
      backups: { folder: '/var/backups/petitions', everyMs: 21_600_000, keep: 30 },
      metrics: { host: '10.0.0.2', port: 9464 },
      drainSeconds: 5,
      confirmation: 'off',
      mailFrom: 'Petitions <petitions@example.org>',
      logLevel: 'warn',
      limits: false,
      trustProxy: ['127.0.0.1', '10.0.0.0/8'],
      organizerLogo: resolve('logo.png'),
      organizer: {
        name: 'Harbour Aid',
        url: 'https://harbour-aid.example.org',
        email: 'info@harbour-aid.example.org',
        privacyUrl: 'https://harbour-aid.example.org/privacy',
        imprintUrl: 'https://harbour-aid.example.org/imprint',
      },
      timeZone: 'America/Phoenix',
      webhookAllowHosts: ['crm.internal', '10.0.0.7:8080'],
    });
    assert.deepEqual(secrets, {
      databaseUrl: 'sqlite:/var/lib/petitions.db',
      secret: SECRET,
      smtpUrl: 'smtps://ana:hunter%402@mail.example.org',
      dkim: undefined,
      recipients: ['age1abc', 'age1pq1def', 'age1ghi'],
    });
  });

  it('uses a database in DATA_DIR unless DATABASE_URL is set', () => {
    const fileOf = (env: Record<string, string>) => sqliteFile(readConfig(env).secrets.databaseUrl);
    assert.equal(fileOf({ DATA_DIR: '/srv/data' }), '/srv/data/petitions.db');
    assert.equal(fileOf({ DATA_DIR: '/srv/data', DATABASE_URL: 'sqlite:other.db' }), resolve('other.db'));
    assert.equal(fileOf({ DATABASE_URL: 'sqlite:/srv/one.db' }), '/srv/one.db');
    assert.equal(fileOf({ DATABASE_URL_FILE: fileWith('sqlite:/srv/two.db\n') }), '/srv/two.db');
  });

  it('requires confirmation if there is a mail server, and sends from an address at the public host', () => {
    const { config } = readConfig({
      SMTP_URL: 'smtp://mail.example.org',
      PUBLIC_URL: 'https://petitions.example.org',
    });
    assert.equal(config.confirmation, 'required');
    assert.equal(config.mailFrom, 'petitions@petitions.example.org');
    assert.equal(readConfig({}).config.confirmation, 'off');
    assert.equal(readConfig({ SMTP_URL_FILE: fileWith('smtp://mail\n') }).secrets.smtpUrl, 'smtp://mail');
  });

  it('treats the URL of a PostgreSQL database as a secret', () => {
    for (const url of [
      'postgres://ana:hunter2@db:5433/petitions?sslmode=require',
      'postgresql:///petitions',
    ]) {
      const { config, secrets } = readConfig({ DATABASE_URL: url });
      assert.equal(secrets.databaseUrl, url);
      assert.equal(config.database, 'PostgreSQL');
      assert.doesNotMatch(JSON.stringify(config), /hunter2|postgres:/);
    }
  });

  it('uses PORT in the public URL if only PORT is set', () => {
    assert.equal(readConfig({ PORT: '3100' }).config.publicUrl, 'http://localhost:3100');
  });

  it('reads secrets from files, without the trailing line break', () => {
    const { secrets } = readConfig({
      SECRET_FILE: fileWith(`${SECRET}\n`),
      RECIPIENT_FILE: fileWith('age1abc\nage1def\n'),
    });
    assert.equal(secrets.secret, SECRET);
    assert.deepEqual(secrets.recipients, ['age1abc', 'age1def']);
  });

  it('returns frozen objects', () => {
    const { config, secrets } = readConfig({});
    assert.ok(Object.isFrozen(config) && Object.isFrozen(secrets));
  });

  it('keeps secrets out of the part that is logged', () => {
    const { config } = readConfig({ SECRET, RECIPIENT: 'age1abc' });
    assert.doesNotMatch(JSON.stringify(config), /not-for-anyone|age1abc/);
  });
});

describe('configuration errors', () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ PORT: 'three' }, /^PORT is "three".*0 to 65535/],
    [{ PORT: '65536' }, /^PORT/],
    [{ PORT: '-1' }, /^PORT/],
    [{ PORT: '30.5' }, /^PORT/],
    [{ PORT: '1e3' }, /^PORT/],
    [
      { WEBHOOK_ALLOW_HOSTS: 'https://crm.internal' },
      /^WEBHOOK_ALLOW_HOSTS must be hosts like .* without https/,
    ],
    [{ PUBLIC_URL: 'petitions.example.org' }, /^PUBLIC_URL.*https:\/\/petitions\.example\.org/],
    [{ PUBLIC_URL: 'ftp://petitions.example.org' }, /^PUBLIC_URL/],
    [{ PUBLIC_URL: 'https://a;b.example.org' }, /^PUBLIC_URL/],
    [{ PUBLIC_URL: 'https://*.example.org' }, /^PUBLIC_URL/],
    [
      { PUBLIC_URL: 'https://example.org/petitions' },
      /^PUBLIC_URL must not include a path \(got "\/petitions"\)/,
    ],
    [{ PUBLIC_URL: 'https://example.org/?a=1' }, /^PUBLIC_URL/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of .*info/],
    [{ LIMITS: 'no' }, /^LIMITS must be "on", or "off"/],
    [{ LIMITS: 'OFF' }, /^LIMITS/],
    ...['yes', '-1', '17', '1.5', '10.0.0.0/33', '::1/129', '10.0.0/8', '127.0.0.1,proxy', '::1%eth0/64'].map(
      (value): [Record<string, string>, RegExp] => [
        { TRUST_PROXY: value },
        /^TRUST_PROXY must be how many .* like 1, or their addresses, like 127\.0\.0\.1,10\.0\.0\.0\/8/,
      ],
    ),
    [{ DATABASE_URL: 'postgres://ana:hunter2@db' }, /^DATABASE_URL must look like postgres:/],
    [{ DATABASE_URL: 'postgres://ana:hunter2@db/x#y' }, /^DATABASE_URL .*%40/],
    [{ DATABASE_URL: 'postgres://ana:hunter2@db:port/x' }, /^DATABASE_URL must look like postgres:/],
    [{ DATABASE_URL: 'mysql://ana:hunter2@db/x' }, /^DATABASE_URL must look like sqlite:/],
    [{ DATABASE_URL: 'sqlite:' }, /^DATABASE_URL must look like sqlite:/],
    [{ SECRET: 'hunter2' }, /^SECRET is too short.*openssl/],
    [{ SECRET: SECRET, SECRET_FILE: '/none' }, /^SECRET and SECRET_FILE are both set/],
    [{ RECIPIENT: 'age1abc', RECIPIENT_FILE: '/none' }, /^RECIPIENT and RECIPIENT_FILE are both set/],
    [{ SECRET_FILE: join(folder, 'none') }, /^SECRET_FILE can't be read: [^/]*\.$/],
    [{ RECIPIENT: 'hunter2' }, /^RECIPIENT must be age recipients/],
    [{ RECIPIENT: 'AGE-SECRET-KEY-1HUNTER2' }, /^RECIPIENT holds a private key/],
    [{ SMTP_URL: 'http://ana:hunter2@mail' }, /^SMTP_URL must look like smtp:/],
    [{ SMTP_URL: 'smtp:mail' }, /^SMTP_URL must look like smtp:/],
    [{ SMTP_URL_FILE: join(folder, 'none') }, /^SMTP_URL_FILE can't be read/],
    [
      { RECIPIENT_FILE: join(folder, 'none') },
      /^RECIPIENT_FILE \(\/.*\/none\) can't be read: there is no such file\.$/,
    ],
    // Set in place of a path.
    [{ RECIPIENT_FILE: 'AGE-SECRET-KEY-1ABC' }, /^RECIPIENT_FILE can't be read: [^/]*\.$/],
    [{ CONFIRMATION: 'required' }, /^CONFIRMATION=required needs SMTP_URL/],
    [{ CONFIRMATION: 'maybe' }, /^CONFIRMATION must be "off" or "required"/],
    [{ MAIL_FROM: 'nobody' }, /^MAIL_FROM must be an address/],
    [{ MAIL_FROM: 'a@b.org\r\nBcc: c@d.org' }, /^MAIL_FROM must be an address/],
  ];
  for (const [env, message] of cases) {
    it(`say what to do about ${JSON.stringify(env).replaceAll(folder, '')}`, () => {
      const errors = errorsOf(env);
      assert.equal(errors.length, 1, errors.join('\n'));
      assert.match(errors[0]!, message);
    });
  }

  it('are listed together', () => {
    const errors = errorsOf({
      PORT: 'x',
      PUBLIC_URL: 'x',
      LOG_LEVEL: 'x',
      LIMITS: 'x',
      TRUST_PROXY: 'x',
      DATABASE_URL: 'x',
      SECRET: 'x',
      RECIPIENT: 'x',
      SMTP_URL: 'x',
    });
    assert.deepEqual(errors.map((line) => line.match(/^[A-Z_]+/)?.[0]).sort(), [
      'DATABASE_URL',
      'LIMITS',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
      'RECIPIENT',
      'SECRET',
      'SMTP_URL',
      'TRUST_PROXY',
    ]);
  });

  it('never repeat a secret', () => {
    const message = errorsOf({
      SECRET: 'hunter2',
      RECIPIENT: 'AGE-SECRET-KEY-1HUNTER2 hunter2',
      DATABASE_URL: 'postgres://ana:hunter2@db/x',
      SMTP_URL: 'imap://ana:hunter2@mail',
    }).join('\n');
    assert.doesNotMatch(message, /hunter2/i);
  });

  it('never repeat a password in the public URL', () => {
    const [message = ''] = errorsOf({ PUBLIC_URL: 'https://ana:hunter2@petitions.example.org' });
    assert.match(message, /^PUBLIC_URL/);
    assert.doesNotMatch(message, /hunter2/);
  });

  for (const content of ['', '\n', ' \n ']) {
    it(`include an empty secret file: ${JSON.stringify(content)}`, () => {
      const [error = ''] = errorsOf({ SECRET_FILE: fileWith(content) });
      assert.match(error, /SECRET/);
    });
  }

  it('include an empty recipient file', () => {
    const [error = ''] = errorsOf({ RECIPIENT_FILE: fileWith('\n') });
    assert.match(error, /RECIPIENT/);
  });
});
