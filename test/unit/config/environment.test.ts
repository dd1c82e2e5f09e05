import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import {
  ENVIRONMENT_NAMES,
  Environment,
  notesOn,
  parseEnvironment,
} from '../../../server/config/environment.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

const rsaKey = (type: 'pkcs1' | 'pkcs8' = 'pkcs8') => String(RSA.privateKey.export({ type, format: 'pem' }));

describe('the schema of the environment', () => {
  for (const name of ENVIRONMENT_NAMES) {
    it(`describes ${name}, with its default and a valid example`, () => {
      const { wrapped, default: value } = Environment.entries[name];
      assert.match(v.getDescription(wrapped) ?? '', /^[A-Z].*\.$/);
      assert.ok(notesOn(name).default ?? value);
      const [example = ''] = v.getExamples(wrapped);
      // The examples of keys are commands, so that nobody copies them.
      if (name === 'SECRET' || name === 'DKIM_KEY') assert.match(example, /^output of `.*`$/);
      else {
        const organizer = name.startsWith('ORGANIZER_') && { ORGANIZER_NAME: 'Harbour Aid' };
        const backups = name.startsWith('BACKUP_') && { BACKUP_DIR: '/var/backups' };
        const metrics = name === 'METRICS_HOST' && { METRICS_PORT: '9464' };
        const dkim = name === 'DKIM_SELECTOR' && { DKIM_KEY: rsaKey() };
        const env = { ...dkim, ...organizer, ...backups, ...metrics, [name]: example.replace('…', 'abc') };
        assert.deepEqual(parseEnvironment(env).errors, []);
      }
    });
  }
});

describe('an organizer', () => {
  it('needs a name', () => {
    assert.deepEqual(parseEnvironment({ ORGANIZER_URL: 'https://example.org' }).errors, [
      'ORGANIZER_URL needs ORGANIZER_NAME, the name of the organizer.',
    ]);
  });
});

describe('scheduled backups', () => {
  it('need a folder', () => {
    assert.deepEqual(parseEnvironment({ BACKUP_EVERY: '6h', BACKUP_KEEP: '3' }).errors, [
      'BACKUP_EVERY needs BACKUP_DIR, the folder for the backups.',
      'BACKUP_KEEP needs BACKUP_DIR, the folder for the backups.',
    ]);
  });

  it('are for SQLite, and say what to use with PostgreSQL', () => {
    const { errors } = parseEnvironment({ BACKUP_DIR: 'backups', DATABASE_URL: 'postgres://u:p@host/db' });
    assert.deepEqual(errors, ['BACKUP_DIR is for SQLite. Unset it, and back up PostgreSQL with pg_dump.']);
  });

  it('have an interval with a unit, and a number to keep', () => {
    const parse = (every: string, keep = '1') =>
      parseEnvironment({ BACKUP_DIR: 'backups', BACKUP_EVERY: every, BACKUP_KEEP: keep });
    const interval = (every: string) => parse(every).values?.BACKUP_EVERY;
    assert.deepEqual(['10m', '6h', '2d'].map(interval), [600_000, 21_600_000, 172_800_000]);
    for (const every of ['6', '9m', '0d', '1w', '-6h', '1.5h', `${'9'.repeat(40)}d`]) {
      assert.match(parse(every).errors.join(), /^BACKUP_EVERY must be a number and a unit/, every);
    }
    for (const keep of ['0', '-1', '1.5', 'all', '10000']) {
      assert.match(parse('6h', keep).errors.join(), /^BACKUP_KEEP is ".*"; it must be a number from 1/, keep);
    }
  });
});

describe('the time to drain', () => {
  it('is a number of seconds, and ends before a service manager would kill the server', () => {
    for (const seconds of ['0', '5', '15']) {
      assert.deepEqual(parseEnvironment({ DRAIN_SECONDS: seconds }).errors, []);
    }
    for (const seconds of ['-1', '1.5', '16', '5s', '1000']) {
      assert.match(
        parseEnvironment({ DRAIN_SECONDS: seconds }).errors.join(),
        /^DRAIN_SECONDS is ".*"; it must be a number of seconds from 0 to 15\.$/,
        seconds,
      );
    }
  });
});

describe('a DKIM key', () => {
  const problemWith = (DKIM_KEY: string) => parseEnvironment({ DKIM_KEY }).errors.join();

  it('is an RSA key of a size that receivers accept', () => {
    for (const type of ['pkcs1', 'pkcs8'] as const) assert.equal(problemWith(rsaKey(type)), '');
    const { privateKey: short } = generateKeyPairSync('rsa', { modulusLength: 512 });
    const shortKey = String(short.export({ type: 'pkcs8', format: 'pem' }));
    assert.match(problemWith(shortKey), /^DKIM_KEY has 512 bits; .*openssl genrsa 2048/);
    const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    assert.match(problemWith(String(ed25519)), /^DKIM_KEY is ed25519; it must be RSA/);
  });

  it('is a whole private key without a passphrase, and never repeated', () => {
    const { publicKey, privateKey } = RSA;
    const publicPem = String(publicKey.export({ type: 'spki', format: 'pem' }));
    assert.match(problemWith(publicPem), /^DKIM_KEY holds a public key/);
    const encrypted = privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'hunter2',
    });
    assert.match(problemWith(String(encrypted)), /^DKIM_KEY has a passphrase/);
    const cut = rsaKey().slice(0, 800);
    for (const wrong of [cut, 'dkim.pem', 'MIIEvQIBADANBg']) {
      const problem = problemWith(wrong);
      assert.match(problem, /^DKIM_KEY must be a private key in PEM format.*DKIM_KEY_FILE/);
      assert.ok(!problem.includes(wrong.slice(0, 14)) || wrong === cut, problem);
    }
  });

  it('has a selector without the rest of the name', () => {
    const problemWith = (DKIM_SELECTOR: string) =>
      parseEnvironment({ DKIM_KEY: rsaKey(), DKIM_SELECTOR }).errors.join();
    for (const selector of ['s1', 'petitions-2031', 'spring.petitions'])
      assert.equal(problemWith(selector), '');
    for (const selector of ['a b', 'petitions._domainkey.example.org', '-a', 'a;p=', 'a'.repeat(64)]) {
      assert.match(problemWith(selector), /^DKIM_SELECTOR must be a name of letters/, selector);
    }
    assert.deepEqual(parseEnvironment({ DKIM_SELECTOR: 's1' }).errors, [
      'DKIM_SELECTOR needs DKIM_KEY or DKIM_KEY_FILE, the key that signs emails.',
    ]);
  });
});

describe('metrics', () => {
  it('need a port', () => {
    assert.deepEqual(parseEnvironment({ METRICS_HOST: '10.0.0.2' }).errors, [
      'METRICS_HOST needs METRICS_PORT, the port for metrics.',
    ]);
    assert.match(
      parseEnvironment({ METRICS_PORT: '70000' }).errors.join(),
      /^METRICS_PORT is "70000"; it must be/,
    );
  });
});
