import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailServer } from '../../demo/mail-server.ts';
import { connections, signAt } from '../integration/cli/processes.ts';
import { DATABASES, queryDatabase } from './databases.ts';
import { createEnvironment, SLUG } from './environment.ts';
import { waitUntil } from './server.ts';

/** Supporters who sign concurrently, each with a new address after each answer. */
const SUPPORTERS = 4;

describe('a server with email confirmation', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`emails every acknowledged signer even if it is killed while sending, on ${database}`, async (t) => {
      const mail = await startMailServer();
      t.after(() => mail.stop());
      mail.delayMs = 20;
      const environment = await createEnvironment(t, database);
      const settings = { SMTP_URL: mail.url };
      const server = await environment.start(settings);

      const agent = connections(t, SUPPORTERS);
      const acknowledged: string[] = [];
      let sent = 0;
      const supporter = async () => {
        while (server.isRunning()) {
          const email = `person.${sent++}@example.org`;
          const answer = await signAt(server.origin, SLUG, { givenName: 'Ana', email }, agent).catch(
            () => null,
          );
          if (answer?.status === 202) acknowledged.push(email);
          await sleep(10);
        }
      };
      const supporters = Promise.all(Array.from({ length: SUPPORTERS }, supporter));
      await waitUntil('20 emails', 10_000, () => mail.emails.length > 20, server);
      server.signal('SIGKILL');
      await server.exitCode;
      await supporters;
      const sentBeforeKill = mail.emails.length;
      assert.ok(acknowledged.length > sentBeforeKill + 20, 'there are emails to lose');

      // Emails that were being sent stay claimed for ten minutes. The test doesn't wait that long.
      const [claim] = await queryDatabase(
        environment.url,
        'select max(taken_until) as taken_until from outbox',
      );
      assert.ok(String(claim!.taken_until) > new Date().toISOString(), 'some emails are claimed');
      await queryDatabase(environment.url, 'update outbox set taken_until = null');

      const restarted = await environment.start(settings);
      mail.delayMs = 0;
      const recipients = () => new Set(mail.emails.map(({ to }) => to));
      await waitUntil(
        'an email for everybody',
        20_000,
        () => acknowledged.every((email) => recipients().has(email)),
        restarted,
      );
      restarted.signal('SIGTERM');
      assert.equal(await restarted.exitCode, 0, restarted.log());
      const duplicates = mail.emails.length - recipients().size;
      // One per SMTP connection, and those whose results weren't saved yet: under load, that is every 250 ms.
      assert.ok(duplicates <= 5 + 9, `${duplicates} duplicates, more than were being sent`);
    });
  }
});
