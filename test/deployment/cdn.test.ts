import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { before, describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startMailServer } from '../../demo/mail-server.ts';
import { waitUntil } from '../faults/server.ts';
import { petitions, serve, signAt } from '../integration/cli/processes.ts';
import { freePort } from '../support/free-port.ts';
import { FORM, form, loadedEnvironment } from '../support/server.ts';
import { createNetwork, whySkipped } from './machines.ts';
import { fetchThrough, startVarnish } from './varnish.ts';

const skip = whySkipped({ varnishd: 'varnish' });

/** Has texts in English and Spanish. */
const SLUG = 'keep-the-library';
/** Has one text. */
const MONOLINGUAL = 'mend-the-bridge';
const HOT_REQUESTS = 10_000;
const CONNECTIONS = 16;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const CODINGS = ['gzip, deflate, br, zstd', 'gzip, deflate', undefined] as const;
/** What `Cache-Control` promises for counts: 2 seconds, and another 60 for the first who asks after a while. */
const MAX_COUNT_AGE_S = 62;
const TIMEOUT_MS = 60_000;

async function startBehindVarnish(t: TestContext, settings: Record<string, string> = {}) {
  const port = await freePort();
  const origin = await startVarnish(t, port);
  // All requests come from one address.
  const env = { ...(await loadedEnvironment(t)), LIMITS: 'off', PUBLIC_URL: origin, ...settings };
  const server = await serve(t, { ...env, PORT: String(port) });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  t.after(() => agent.destroy());
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetchThrough(`${origin}${path}`, { headers, agent });
  const post = (path: string, body: string, headers: Record<string, string>) =>
    fetchThrough(`${origin}${path}`, { headers, body, agent });
  return { server, env, agent, get, post };
}

function decode(body: Buffer, coding: string | undefined): Buffer {
  if (coding === 'br') return brotliDecompressSync(body);
  return coding === 'gzip' ? gunzipSync(body) : body;
}

const acceptEncoding = (codings: string | undefined): Record<string, string> =>
  codings === undefined ? {} : { 'Accept-Encoding': codings };

describe('a server behind Varnish with its built-in rules', { skip }, () => {
  before(() => createNetwork());

  it('is asked for less than one in a hundred requests for a petition that many people open', async (t) => {
    const { get, post } = await startBehindVarnish(t);
    const paths = [
      `/p/${MONOLINGUAL}`,
      ...['en', 'es'].flatMap((lang) => [`/p/${SLUG}?lang=${lang}`, `/v1/petitions/${SLUG}?lang=${lang}`]),
      `/v1/petitions/${SLUG}/count`,
      '/v1/petition-widget.js',
    ];
    let sent = 0;
    let misses = 0;
    const visitor = async () => {
      while (sent < HOT_REQUESTS) {
        sent += 1;
        const { status, isHit } = await get(
          paths[sent % paths.length]!,
          acceptEncoding(CODINGS[sent % CODINGS.length]),
        );
        assert.equal(status, 200);
        if (!isHit) misses += 1;
      }
    };
    let isOver = false;
    let signed = 0;
    const signers = async () => {
      while (!isOver) {
        const body = JSON.stringify({ givenName: 'Ana', email: `supporter-${signed}@example.org` });
        assert.equal((await post(`/v1/petitions/${SLUG}/signatures`, body, JSON_TYPE)).status, 202);
        signed += 1;
        await sleep(20);
      }
    };
    const signing = signers();
    await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
    isOver = true;
    await signing;
    const hitRate = 1 - misses / sent;
    t.diagnostic(
      `${sent} requests while ${signed} people signed, ${misses} of them not from the cache: ${(hitRate * 100).toFixed(2)} % hits`,
    );
    assert.ok(hitRate > 0.99, `${misses} of ${sent} requests were not answered from the cache`);
  });

  it('sends each client a compression that it accepts, also from the cache', async (t) => {
    const { get } = await startBehindVarnish(t);
    for (const path of [
      `/p/${MONOLINGUAL}`,
      `/p/${SLUG}?lang=es`,
      `/v1/petitions/${SLUG}`,
      '/v1/petition-widget.js',
    ]) {
      const decoded = new Set<string>();
      // Twice in turns, so that each is asked for after the others are in the cache.
      for (const isCached of [false, true]) {
        for (const codings of CODINGS) {
          const { headers, body, isHit } = await get(path, acceptEncoding(codings));
          const coding = headers['content-encoding'];
          assert.equal(coding, codings?.includes('br') ? 'br' : codings && 'gzip', path);
          if (isCached) assert.ok(isHit, `${path} for ${codings}`);
          decoded.add(decode(body, coding).toString());
        }
      }
      // A page has the second in its form, so it may differ after that.
      const texts = new Set([...decoded].map((text) => text.replace(/(?<=name="shown" value=")\d+/, '')));
      assert.equal(texts.size, 1, path);
    }
  });

  it('mixes up no languages', async (t) => {
    const { get } = await startBehindVarnish(t);
    const titles = { en: 'Keep the library open', es: 'Que la biblioteca siga abierta' };
    const languages = ['en', 'es', 'en', 'es'] as const;
    for (const language of languages) {
      for (const path of [`/p/${SLUG}`, `/v1/petitions/${SLUG}`, `/p/${SLUG}/frame`]) {
        const { body } = await get(`${path}?lang=${language}`);
        assert.ok(body.includes(titles[language]), `${path} in ${language}`);
      }
      // The browser's language decides, and many caches don't look at it.
      const { body, isHit } = await get(`/p/${SLUG}`, { 'Accept-Language': language });
      assert.ok(body.includes(titles[language]), `in the browser's language ${language}`);
      assert.ok(!isHit);
    }
    assert.ok((await get(`/p/${SLUG}?lang=es`)).isHit, 'a language in the URL can be cached');
  });

  it('gets every request whose answer is for one person, or is an error', async (t) => {
    const mail = await startMailServer();
    t.after(() => mail.stop());
    const { server, env, agent, get, post } = await startBehindVarnish(t, { SMTP_URL: mail.url });
    const person = { givenName: 'Ana', email: 'ana@example.org' };
    assert.equal((await signAt(server.origin, SLUG, person, agent)).status, 202);
    await waitUntil('the email', TIMEOUT_MS, () => mail.emails.length === 1);
    const links = Object.values(mail.emails[0]!.links).filter((link) => link?.startsWith(env.PUBLIC_URL));
    assert.ok(links.length >= 2, 'links to confirm and to withdraw');
    const { stdout } = await petitions(['invite', 'Ana'], env);
    assert.match(stdout, /\/console\//);
    const personal = [
      ...links.map((link) => link!.slice(env.PUBLIC_URL.length)),
      '/console/',
      '/console/api/session',
      '/api/v1/petitions',
      '/numbers/unknown',
      '/confirm/unknown',
      '/healthz',
      '/readyz',
      '/p/unknown',
      '/v1/petitions/unknown',
      '/v1/petitions/unknown/count',
      `/v1/petitions/${SLUG}/signatures`,
      '/unknown',
    ];
    for (const path of personal) {
      for (let attempt = 0; attempt < 3; attempt++) {
        const { isHit, headers } = await get(path);
        assert.ok(!isHit, path);
        assert.match(String(headers['cache-control']), /no-store|no-cache|private/, path);
      }
    }
    for (const { path, body, headers, status } of [
      {
        path: `/v1/petitions/${SLUG}/signatures`,
        body: JSON.stringify(person),
        headers: JSON_TYPE,
        status: 202,
      },
      { path: `/v1/petitions/${SLUG}/signatures`, body: '{}', headers: JSON_TYPE, status: 422 },
      { path: `/p/${SLUG}`, body: form({ ...person, shown: '1' }), headers: FORM, status: 200 },
      { path: `/p/${SLUG}`, body: form({ givenName: 'Ana', shown: '1' }), headers: FORM, status: 422 },
    ]) {
      for (let attempt = 0; attempt < 2; attempt++) {
        const response = await post(path, body, headers);
        assert.equal(response.status, status, path);
        assert.ok(!response.isHit);
        assert.equal(response.headers['cache-control'], 'no-store');
      }
    }
    // What was entered is on the answer to the form, and on no page that the cache has.
    assert.ok(!(await get(`/p/${SLUG}?lang=en`)).body.includes('ana@example.org'));
  });

  it('lets the cache show a count no longer than its headers say', async (t) => {
    const { agent, get, server } = await startBehindVarnish(t);
    const path = `/v1/petitions/${SLUG}/count`;
    const countOf = (body: Buffer) => (JSON.parse(body.toString()) as { count: number }).count;
    const initial = countOf((await get(path)).body);
    for (let signed = 0; signed < 10; signed++) {
      await signAt(server.origin, SLUG, { givenName: 'Ana', email: `a${signed}@example.org` }, agent);
    }
    await waitUntil('the count on the server', TIMEOUT_MS, async () => {
      const { body } = await fetchThrough(`${server.origin}${path}`);
      return countOf(body) === initial + 10;
    });
    let oldest = 0;
    await waitUntil('the count in the cache', MAX_COUNT_AGE_S * 1_000, async () => {
      const { body, headers } = await get(path);
      oldest = Math.max(oldest, Number(headers.age));
      return countOf(body) === initial + 10;
    });
    t.diagnostic(`the oldest count was from the cache for ${oldest} s`);
    assert.ok(oldest <= MAX_COUNT_AGE_S);
  });
});
