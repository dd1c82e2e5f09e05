// Runs once: webhooks/ and routes/console/ test what depends on the database.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WebhookDelivery, WebhookEndpoint } from '../../../common/webhooks.ts';
import { loadedEnvironment } from '../../support/server.ts';
import { petitions } from './processes.ts';

const URL = 'https://crm.example.org/hooks';

describe('petitions webhooks', () => {
  it('adds, lists, tests, replays, rotates, disables, and removes', async (t) => {
    const env = await loadedEnvironment(t);
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await petitions(['webhooks', ...args], env);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    assert.match(await run('list'), /^There are no webhooks\./);
    const added = await run('add', URL, '--event', 'petition.count', '--petition', 'keep-the-library');
    const [, id, secret] = /^Webhook (\w+) is added\..*\n\n {2}(whsec_\S+)\n/.exec(added)!;
    const [endpoint] = JSON.parse(await run('list', '--json')) as WebhookEndpoint[];
    assert.deepEqual(
      [endpoint!.id, endpoint!.url, endpoint!.events, endpoint!.petitions],
      [id, URL, ['petition.count'], ['keep-the-library']],
    );
    const list = await run('list');
    assert.match(list, /enabled\n {2}petition\.count of keep-the-library/);
    assert.ok(!list.includes(secret!));

    assert.equal(await run('deliveries', id!), 'No events yet.\n');
    await run('test', id!);
    const [delivery] = JSON.parse(await run('deliveries', id!, '--json')) as WebhookDelivery[];
    assert.deepEqual([delivery!.type, delivery!.status], ['webhook.test', 'waiting']);
    await run('replay', delivery!.id);
    assert.match(await run('deliveries', id!), /^\w{24} {2}\S+Z {2}webhook\.test {2}- {2}waiting\n$/);

    assert.match(await run('rotate', id!), /The new secret of \w+, which is shown only now:\n\n {2}whsec_/);
    assert.match(await run('list'), /1 event waiting, the old secret signs until \S+Z/);
    await run('edit', id!, '--all-events', '--all-petitions');
    assert.match(await run('list'), /all events of all petitions/);
    assert.match(await run('edit', id!, '--url', 'https://new.example.org/'), /is sent to the new URL/);
    assert.match(await run('list'), /https:\/\/new\.example\.org\/\n.*\n.*all events of all petitions/);
    await run('disable', id!);
    assert.match(await run('list'), /^\w+ {2}\S+\n {2}disabled,/);
    const refused = await petitions(['webhooks', 'test', id!], env);
    assert.deepEqual([refused.code, refused.stderr], [1, 'This webhook is disabled. Enable it first.\n']);
    await run('enable', id!);
    await run('remove', id!);
    assert.match(await run('list'), /^There are no webhooks\./);
  });

  it('says what is wrong, and what to do', async (t) => {
    const env = await loadedEnvironment(t);
    for (const [args, code, message] of [
      [[], 2, /^Name an action: list, add, /],
      [['unknown'], 2, /^Unexpected argument "unknown"\.\nUsage: petitions webhooks ACTION/],
      [['add'], 2, /^Missing required argument "URL"\.\nUsage: petitions webhooks add URL \[--event TYPE\]/],
      [['add', URL, '--event', 'signature'], 2, /Use one of petition\.created, /],
      [['edit', 'nothing'], 2, /^Say what to change: --url, /],
      [['edit', 'nothing', '--url', URL], 1, /There is no webhook "nothing"/],
      [['edit', 'nothing', '--event', 'petition.count', '--all-events'], 2, /--all-events.*--event/],
      [['add', 'http://crm.example.org/'], 1, /must start with https:\/\/.*WEBHOOK_ALLOW_HOSTS/],
      [['add', URL, '--petition', 'nothing'], 1, /There is no petition "nothing"/],
      [['test', 'nothing'], 1, /There is no webhook "nothing"\. Run `petitions webhooks list`/],
      [['replay', 'nothing'], 1, /There is no event "nothing"/],
    ] as const) {
      const result = await petitions(['webhooks', ...args], env);
      assert.equal(result.code, code, args.join(' '));
      assert.match(result.stderr, message);
    }
  });
});
