import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMailServer } from '../../demo/mail-server.ts';
import { connections, signAt } from '../integration/cli/processes.ts';
import { ask, DATABASES } from './databases.ts';
import { placeOn, SLUG } from './environment.ts';
import { until } from './server.ts';

/** Who sign at once, each again as soon as they are answered. */
const SUPPORTERS = 4;

describe('A server that has mailboxes confirmed', { concurrency: 2 }, () => {
  for (const database of DATABASES) {
    it(`and is killed while letters go out still brings everybody it acknowledged theirs, on ${database}`, async (t) => {
      const mail = await startMailServer();
      t.after(() => mail.stop());
      mail.delayMs = 20;
      const place = await placeOn(t, database);
      const settings = { SMTP_URL: mail.url };
      const server = await place.start(settings);

      const agent = connections(t, SUPPORTERS);
      const acknowledged: string[] = [];
      let sent = 0;
      const supporter = async () => {
        while (server.running()) {
          const email = `person.${sent++}@example.org`;
          const answer = await signAt(server.origin, SLUG, { givenName: 'Ana', email }, agent).catch(
            () => null,
          );
          if (answer?.status === 202) acknowledged.push(email);
          await sleep(10);
        }
      };
      const supporters = Promise.all(Array.from({ length: SUPPORTERS }, supporter));
      await until('letters go out', 10_000, () => mail.emails.length > 20, server);
      server.signal('SIGKILL');
      await server.ended;
      await supporters;
      const before = mail.emails.length;
      assert.ok(acknowledged.length > before + 20, 'there were letters to lose');

      // What was in its hands is left alone for ten minutes, which the test doesn't wait for.
      const [lease] = await ask(place.url, 'select max(taken_until) as taken_until from outbox');
      assert.ok(String(lease!.taken_until) > new Date().toISOString(), 'some were in its hands');
      await ask(place.url, 'update outbox set taken_until = null');

      const next = await place.start(settings);
      mail.delayMs = 0;
      const reached = () => new Set(mail.emails.map(({ to }) => to));
      await until(
        'everybody has a letter',
        20_000,
        () => acknowledged.every((each) => reached().has(each)),
        next,
      );
      next.signal('SIGTERM');
      assert.equal(await next.ended, 0, next.log());
      const twice = mail.emails.length - reached().size;
      // One for each connection, and what goes out in a quarter of a second under load.
      assert.ok(twice <= 5 + 9, `${twice} came twice, more than were in its hands`);
    });
  }
});
