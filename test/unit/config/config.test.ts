import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { readConfig } from '../../../server/config/config.ts';
import { UserError } from '../../../server/lib/errors.ts';
import { sqliteFile } from '../../../server/storage/open.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const SECRET = 'not-for-the-eyes-of-anybody-0123456789';

function fileWith(content: string): string {
  const file = join(folder, `file-${content.length}`);
  writeFileSync(file, content);
  return file;
}

/** The lines of the mistake that an environment is. */
function mistakesOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    const [heading, ...lines] = error.message.split('\n');
    assert.equal(heading, 'The configuration has mistakes:');
    return lines.map((line) => line.trim());
  }
  return assert.fail('the configuration was taken');
}

describe('the configuration', () => {
  it('needs nothing', () => {
    assert.deepEqual(readConfig({}), {
      config: {
        host: '0.0.0.0',
        port: 3000,
        publicUrl: 'http://localhost:3000',
        dataDir: resolve('data'),
        database: 'SQLite',
        confirmation: 'off',
        mailFrom: 'petitions@localhost',
        logLevel: 'info',
        limits: true,
        trustProxy: 0,
      },
      secrets: {
        databaseUrl: `sqlite:${resolve('data/petitions.db')}`,
        smtpUrl: undefined,
        secret: undefined,
        recipients: undefined,
      },
    });
  });

  it('takes an empty variable, and one of white space, for an unset one', () => {
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

  it('is what the environment says', () => {
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
      TRUST_PROXY: '127.0.0.1, 10.0.0.0/8',
    });
    assert.deepEqual(config, {
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'https://petitions.example.org',
      dataDir: '/srv/petitions',
      database: 'SQLite',
      confirmation: 'off',
      mailFrom: 'Petitions <petitions@example.org>',
      logLevel: 'warn',
      limits: false,
      trustProxy: ['127.0.0.1', '10.0.0.0/8'],
    });
    assert.deepEqual(secrets, {
      databaseUrl: 'sqlite:/var/lib/petitions.db',
      secret: SECRET,
      smtpUrl: 'smtps://ana:hunter%402@mail.example.org',
      recipients: ['age1abc', 'age1pq1def', 'age1ghi'],
    });
  });

  it('finds the database beside the other data, or where it is told', () => {
    const fileOf = (env: Record<string, string>) => sqliteFile(readConfig(env).secrets.databaseUrl);
    assert.equal(fileOf({ DATA_DIR: '/srv/data' }), '/srv/data/petitions.db');
    assert.equal(fileOf({ DATA_DIR: '/srv/data', DATABASE_URL: 'sqlite:other.db' }), resolve('other.db'));
    assert.equal(fileOf({ DATABASE_URL: 'sqlite:/srv/one.db' }), '/srv/one.db');
    assert.equal(fileOf({ DATABASE_URL_FILE: fileWith('sqlite:/srv/two.db\n') }), '/srv/two.db');
  });

  it('asks for confirmation where there is a mail server, and comes from the host that is reached', () => {
    const { config } = readConfig({
      SMTP_URL: 'smtp://mail.example.org',
      PUBLIC_URL: 'https://petitions.example.org',
    });
    assert.equal(config.confirmation, 'required');
    assert.equal(config.mailFrom, 'petitions@petitions.example.org');
    assert.equal(readConfig({}).config.confirmation, 'off');
    assert.equal(readConfig({ SMTP_URL_FILE: fileWith('smtp://mail\n') }).secrets.smtpUrl, 'smtp://mail');
  });

  it('takes the address of a PostgreSQL database for a secret', () => {
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

  it('takes the public address’s port from PORT where only that is set', () => {
    assert.equal(readConfig({ PORT: '3100' }).config.publicUrl, 'http://localhost:3100');
  });

  it('reads secrets from files, without the line break at their end', () => {
    const { secrets } = readConfig({
      SECRET_FILE: fileWith(`${SECRET}\n`),
      RECIPIENT_FILE: fileWith('age1abc\nage1def\n'),
    });
    assert.equal(secrets.secret, SECRET);
    assert.deepEqual(secrets.recipients, ['age1abc', 'age1def']);
  });

  it('can’t be changed behind the server’s back', () => {
    const { config, secrets } = readConfig({});
    assert.ok(Object.isFrozen(config) && Object.isFrozen(secrets));
  });

  it('keeps what is secret out of what is logged', () => {
    const { config } = readConfig({ SECRET, RECIPIENT: 'age1abc' });
    assert.doesNotMatch(JSON.stringify(config), /not-for-the-eyes|age1abc/);
  });
});

describe('mistakes in the configuration', () => {
  const onceEach: [Record<string, string>, RegExp][] = [
    [{ PORT: 'three' }, /^PORT is "three".*0 to 65535/],
    [{ PORT: '65536' }, /^PORT/],
    [{ PORT: '-1' }, /^PORT/],
    [{ PORT: '30.5' }, /^PORT/],
    [{ PORT: '1e3' }, /^PORT/],
    [{ PUBLIC_URL: 'petitions.example.org' }, /^PUBLIC_URL.*https:\/\/petitions\.example\.org/],
    [{ PUBLIC_URL: 'ftp://petitions.example.org' }, /^PUBLIC_URL/],
    [{ PUBLIC_URL: 'https://example.org/petitions' }, /^PUBLIC_URL.*"\/petitions".*host of its own/],
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
    [{ SECRET_FILE: join(folder, 'none') }, /^SECRET_FILE can't be read/],
    [{ RECIPIENT: 'hunter2' }, /^RECIPIENT must hold age recipients/],
    [{ RECIPIENT: 'AGE-SECRET-KEY-1HUNTER2' }, /^RECIPIENT holds a private key/],
    [{ SMTP_URL: 'http://ana:hunter2@mail' }, /^SMTP_URL must look like smtp:/],
    [{ SMTP_URL: 'smtp:mail' }, /^SMTP_URL must look like smtp:/],
    [{ SMTP_URL_FILE: join(folder, 'none') }, /^SMTP_URL_FILE can't be read/],
    [{ CONFIRMATION: 'required' }, /^CONFIRMATION=required needs SMTP_URL/],
    [{ CONFIRMATION: 'maybe' }, /^CONFIRMATION must be "off" or "required"/],
    [{ MAIL_FROM: 'nobody' }, /^MAIL_FROM must be an address/],
    [{ MAIL_FROM: 'a@b.org\r\nBcc: c@d.org' }, /^MAIL_FROM must be an address/],
  ];
  for (const [env, message] of onceEach) {
    it(`say what to do: ${JSON.stringify(env).replaceAll(folder, '')}`, () => {
      const mistakes = mistakesOf(env);
      assert.equal(mistakes.length, 1, mistakes.join('\n'));
      assert.match(mistakes[0]!, message);
    });
  }

  it('are listed all at once', () => {
    const mistakes = mistakesOf({
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
    assert.deepEqual(mistakes.map((line) => line.match(/^[A-Z_]+/)?.[0]).sort(), [
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
    const message = mistakesOf({
      SECRET: 'hunter2',
      RECIPIENT: 'AGE-SECRET-KEY-1HUNTER2 hunter2',
      DATABASE_URL: 'postgres://ana:hunter2@db/x',
      SMTP_URL: 'imap://ana:hunter2@mail',
    }).join('\n');
    assert.doesNotMatch(message, /hunter2/i);
  });

  it('never repeat a password out of the public address', () => {
    const [message = ''] = mistakesOf({ PUBLIC_URL: 'https://ana:hunter2@petitions.example.org' });
    assert.match(message, /^PUBLIC_URL/);
    assert.doesNotMatch(message, /hunter2/);
  });

  for (const content of ['', '\n', ' \n ']) {
    it(`are not hidden by a secret’s file that is empty: ${JSON.stringify(content)}`, () => {
      const [mistake = ''] = mistakesOf({ SECRET_FILE: fileWith(content) });
      assert.match(mistake, /SECRET/);
    });
  }

  it('are not hidden by a recipient’s file that is empty', () => {
    const [mistake = ''] = mistakesOf({ RECIPIENT_FILE: fileWith('\n') });
    assert.match(mistake, /RECIPIENT/);
  });
});
