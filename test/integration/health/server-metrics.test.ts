import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EVENT_TYPES } from '../../../common/webhooks.ts';
import { EMAILS_PER_COUNT } from '../../../server/health/server-metrics.ts';
import { onlyOnce, onlySqlite } from '../../support/database.ts';
import { startWithEmail } from '../../support/emails.ts';
import { freePort } from '../../support/free-port.ts';
import { PERSON, PETITIONS, type StartOptions, start } from '../../support/server.ts';
import { answerWith, startReceiver } from '../../support/webhook-receiver.ts';
import { petitions, serveInHost, setUp as setUpCommands } from '../cli/processes.ts';

const SLUG = 'keep-the-library';
const MONITORING = fileURLToPath(new URL('../../../docs/monitoring/', import.meta.url));
const ALERTS = `${MONITORING}alerts.yml`;
const ALERT_TESTS = `${MONITORING}alerts.test.yml`;
const env = { METRICS_PORT: '0' };

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const needsPromtool = { skip: !hasPromtool && "requires promtool, of Debian's package prometheus" };

function promtool(args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
}

type Server = Pick<Awaited<ReturnType<typeof start>>, 'context'>;

/** The metrics as of now. */
async function read({ context }: Server): Promise<string> {
  const { serverMetrics, config, storage, mailer, writer } = context;
  await serverMetrics!.refresh({
    config,
    storage,
    sendsEmails: mailer !== null,
    queueLength: () => writer.queueLength,
  });
  return serverMetrics!.text;
}

/** The values of the project's own metrics and of requests, without durations. */
function valuesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => /^(?:petition|http)_/.test(line));
  return new Map(
    lines
      .filter((line) => !/duration_seconds_(?:bucket|sum)|_age_/.test(line))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

/** What an action adds to the metrics. */
async function changesBy(server: Server, action: () => Promise<unknown>) {
  const before = valuesOf(await read(server));
  await action();
  const after = valuesOf(await read(server));
  const changes = Array.from(after, ([name, value]) => [name, value - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

const startWith = (t: TestContext, options: StartOptions = {}) => start(t, { env, ...options });

describe('the metrics', () => {
  it('change alike for a first and a repeated signature', async (t) => {
    const server = await startWith(t);
    const sign = async () => assert.equal((await server.sign('mend-the-bridge', PERSON)).status, 202);
    const first = await changesBy(server, sign);
    assert.equal(
      first[
        'http_server_request_duration_seconds_count{http_request_method="POST",http_route="/v1/petitions/:slug/signatures",http_response_status_code="202"}'
      ],
      1,
    );
    assert.equal(first.petition_batch_size_count, 1);
    assert.equal(first.petition_batch_commit_duration_seconds_count, 1);
    assert.deepEqual(await changesBy(server, sign), first);
  });

  it('change alike for a first and a repeated confirmation, and for a first and a repeated withdrawal', async (t) => {
    const server = await startWithEmail(t, SLUG, { env });
    const { links } = await server.signAndGetEmail();
    const press = (link: string) => async () => {
      assert.equal((await server.pressButton(link)).status, 200);
    };
    for (const link of [links.confirm!, links.withdraw!]) {
      const first = await changesBy(server, press(link));
      assert.ok(Object.keys(first).length > 0);
      assert.deepEqual(await changesBy(server, press(link)), first);
    }
  });

  it(
    'have patterns of routes, and neither slugs nor tokens nor anything that was entered',
    onlyOnce,
    async (t) => {
      const server = await startWithEmail(t, SLUG, { env });
      const { links } = await server.signAndGetEmail();
      for (const link of Object.values(links))
        await server.get(link.slice(link.indexOf('/', 'https://'.length)));
      for (const path of [`/p/${SLUG}`, `/v1/petitions/${SLUG}/count`, '/p/no-such-one', '/no-such-page']) {
        await server.get(path);
      }
      const text = await read(server);
      const routes = new Set(Array.from(text.matchAll(/http_route="([^"]*)"/g), ([, route]) => route));
      for (const route of ['/p/:slug', '/confirm/:token', '/withdraw/:token', '/unsubscribe/:token']) {
        assert.ok(routes.has(route), `${route} is missing in ${[...routes].join()}`);
      }
      const tokens = Object.values(links).map((link) => /\/([\w-]{20,})/.exec(link)![1]!);
      const { givenName, email } = PERSON;
      for (const word of [SLUG, 'no-such', givenName, email, ...tokens]) {
        assert.ok(!text.includes(word), `${word} is in the metrics`);
      }
    },
  );

  it(
    'round durations to milliseconds, so that they don’t tell a new row from an existing one',
    onlyOnce,
    async (t) => {
      const server = await startWith(t);
      for (const email of ['ana@example.org', 'bea@example.org', 'cem@example.org']) {
        await server.sign('mend-the-bridge', { ...PERSON, email });
      }
      const sums = Array.from(
        (await read(server)).matchAll(/^(?:http|petition)_\w+_seconds_sum\S* (\S+)$/gm),
        ([, sum]) => Number(sum),
      );
      assert.ok(sums.length >= 2);
      for (const sum of sums) assert.ok(Math.abs(sum * 1000 - Math.round(sum * 1000)) < 1e-6, String(sum));
    },
  );

  it('estimate how many emails were sent, and count exactly those that were refused', onlyOnce, async (t) => {
    const server = await startWithEmail(t, SLUG, { env });
    const { recordEmail } = server.context.serverMetrics!;
    const changes = await changesBy(server, async () => {
      for (let sent = 0; sent < 100 * EMAILS_PER_COUNT; sent++) recordEmail('sent');
      recordEmail('refused');
    });
    const { petition_emails_sent_total: sent, petition_emails_refused_total: refused } = changes;
    // 100 expected, with a standard deviation of 10. Outside of this range once in 10¹⁰ runs.
    assert.ok(sent! >= 40 * EMAILS_PER_COUNT && sent! <= 180 * EMAILS_PER_COUNT, String(sent));
    assert.equal(sent! % EMAILS_PER_COUNT, 0);
    assert.equal(refused, 1);
  });

  it(
    'count the attempts to send webhooks’ events by how they ended, and name neither webhook nor petition',
    onlyOnce,
    async (t) => {
      const receiver = await startReceiver(t);
      const server = await startWith(t, { env: { ...env, WEBHOOK_ALLOW_HOSTS: '127.0.0.1' } });
      const { endpoints, recorder, sender } = server.context.webhooks;
      await recorder.record();
      await endpoints.add({ url: receiver.url, events: [...EVENT_TYPES], petitions: null }, 'test');
      const close = (slug: string) => async () => {
        await server.load(
          PETITIONS.filter((entry) => entry.slug === slug).map((entry) => ({ ...entry, status: 'closed' })),
        );
        await recorder.record();
        await sender.deliver();
      };
      const changes = async (status: number, slug: string) => {
        receiver.answer = answerWith(status);
        const changed = Object.entries(await changesBy(server, close(slug)));
        return changed.filter(([name]) => name.includes('webhook'));
      };
      assert.deepEqual(await changes(204, 'mend-the-bridge'), [
        ['petition_webhook_attempts_total{outcome="accepted"}', 1],
      ]);
      assert.deepEqual(await changes(503, SLUG), [['petition_webhook_attempts_total{outcome="retried"}', 1]]);
      assert.deepEqual(await changes(410, 'strict-one'), [
        ['petition_webhook_attempts_total{outcome="disabled"}', 1],
      ]);
      const text = await read(server);
      for (const word of [SLUG, '127.0.0.1', '/events']) assert.ok(!text.includes(word), word);
    },
  );

  it('say how many emails are late, and for how long', async (t) => {
    const server = await startWithEmail(t, SLUG, { env });
    server.mail.reject = { code: 451, at: 'recipient' };
    assert.equal((await server.sign(SLUG, PERSON)).status, 202);
    await server.mailer.deliver();
    const values = valuesOf(await read(server));
    assert.equal(values.get('petition_emails_waiting{reason="refused"}'), 1);
    assert.equal(values.get('petition_emails_waiting{reason="untried"}'), 0);
    assert.ok(values.has('petition_emails_oldest_waiting_seconds'));
  });

  it('say how old the last backup is', onlySqlite, async (t) => {
    const server = await startWith(t);
    assert.match(await read(server), /^petition_backup_age_seconds \+Inf$/m);
  });

  it('stay as they are until the next refresh', onlyOnce, async (t) => {
    const server = await startWith(t);
    const before = await read(server);
    await server.get(`/v1/petitions/${SLUG}`);
    assert.equal(server.context.serverMetrics!.text, before);
  });

  it('include all that the alerts and the dashboard use', onlySqlite, async (t) => {
    const server = await startWith(t);
    const text = await read(server);
    const used = [ALERTS, `${MONITORING}dashboard.json`].flatMap((file) =>
      Array.from(
        readFileSync(file, 'utf8').matchAll(/\b((?:petition|http|process|nodejs)_\w+)(?:\\?"|\{|\))/g),
        ([, name]) => name!.replace(/_(?:count|sum|bucket)$/, ''),
      ),
    );
    const names = new Set(used.filter((name) => !/^http_(?:request|response|route)/.test(name)));
    assert.ok(names.size > 8, [...names].join());
    for (const name of names) assert.ok(text.includes(`# TYPE ${name} `), `${name} does not exist`);
  });

  it('have alerts that are all tested: when they fire, and when they don’t', onlySqlite, () => {
    const alerts = Array.from(readFileSync(ALERTS, 'utf8').matchAll(/- alert: (\w+)/g), ([, name]) => name!);
    assert.ok(alerts.length > 0);
    const cases = Array.from(
      readFileSync(ALERT_TESTS, 'utf8').matchAll(/alertname: (\w+)\s+eval_time: \S+\s+exp_alerts:( \[\])?/g),
      ([, name, isQuiet]) => ({ name, isQuiet: isQuiet !== undefined }),
    );
    for (const alert of alerts) {
      for (const isQuiet of [true, false]) {
        const isTested = cases.some((tested) => tested.name === alert && tested.isQuiet === isQuiet);
        assert.ok(isTested, `${alert}: no case in which it ${isQuiet ? 'is quiet' : 'fires'}`);
      }
    }
  });

  it('have alert rules that pass promtool', { skip: onlyOnce.skip || needsPromtool.skip }, () => {
    promtool(['check', 'rules', ALERTS]);
    promtool(['test', 'rules', ALERT_TESTS]);
  });

  it('pass promtool', needsPromtool, async (t) => {
    const server = await startWithEmail(t, SLUG, { env });
    await server.signAndGetEmail();
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await read(server),
      encoding: 'utf8',
    });
    // Its advice about the names of prom-client's own metrics can't be followed here.
    const advice = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => line && !/^(?:nodejs|process)_/.test(line));
    assert.deepEqual(advice, []);
    assert.ok(status === 0 || status === 3, String(status));
  });
});

describe('a server with METRICS_PORT', onlySqlite, () => {
  it('serves metrics there and nothing else, and none on PORT', async (t) => {
    const { env } = await setUpCommands(t);
    const port = await freePort();
    const { origin, stop } = await serveInHost(t, { ...env, METRICS_PORT: String(port) });
    const metricsOrigin = `http://127.0.0.1:${port}`;
    const response = await fetch(`${metricsOrigin}/metrics`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('Content-Type')!, /^text\/plain; version=0\.0\.4/);
    assert.match(await response.text(), /^petition_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    for (const url of [`${metricsOrigin}/`, `${metricsOrigin}/healthz`, `${origin}/metrics`]) {
      assert.equal((await fetch(url)).status, 404, url);
    }
    assert.equal((await fetch(`${metricsOrigin}/metrics`, { method: 'POST' })).status, 404);
    assert.equal(await stop(), 0);
  });

  it('does not start if the port is taken, and says which setting to change', async (t) => {
    const { env } = await setUpCommands(t);
    const { origin, stop } = await serveInHost(t, env);
    const { code, stderr } = await petitions(['serve'], {
      ...env,
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      METRICS_PORT: new URL(origin).port,
    });
    assert.equal(code, 1);
    assert.match(stderr, /^Port \d+ is in use by another program\. Stop it, or set METRICS_PORT\.\n$/);
    assert.equal(await stop(), 0);
  });
});
