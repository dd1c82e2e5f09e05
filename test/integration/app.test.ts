import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onlyOnce, refuseInserts } from '../support/database.ts';
import { FORM, form, PERSON, PERSON_WITH_ALL_FIELDS, problemOf, start } from '../support/server.ts';

const server = await start();
const READ_PATHS = [
  '/v1/petitions',
  '/v1/petitions/keep-the-library',
  '/v1/petitions/keep-the-library/count',
];

describe('other sites', onlyOnce, () => {
  for (const origin of ['https://partner.example.org', 'null']) {
    it(`can read and sign from the origin ${origin}, without credentials`, async () => {
      const headers = { Origin: origin };
      const responses = [
        ...(await Promise.all(READ_PATHS.map((path) => server.get(path, headers)))),
        await server.post('/v1/petitions/keep-the-library/signatures', PERSON, headers),
        await server.post('/v1/petitions/keep-the-library/signatures', {}, headers),
        await server.get('/v1/nothing', headers),
      ];
      assert.deepEqual(
        responses.map(({ status }) => status),
        [200, 200, 200, 202, 422, 404],
      );
      for (const { headers: responseHeaders } of responses) {
        assert.equal(responseHeaders.get('Access-Control-Allow-Origin'), '*');
        assert.equal(responseHeaders.get('Access-Control-Allow-Credentials'), null);
        assert.equal(responseHeaders.get('Set-Cookie'), null);
      }
    });

    it(`can send preflight requests from the origin ${origin}`, async () => {
      const response = await server.app.request('/v1/petitions/keep-the-library/signatures', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'content-type,traceparent',
        },
      });
      assert.equal(response.status, 204);
      assert.match(response.headers.get('Access-Control-Allow-Headers')!, /\btraceparent\b/);
      assert.equal(response.headers.get('Access-Control-Allow-Credentials'), null);
      assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
      assert.match(response.headers.get('Access-Control-Allow-Methods')!, /\bPOST\b/);
      assert.match(response.headers.get('Access-Control-Allow-Headers')!, /\bContent-Type\b/i);
      assert.ok(Number(response.headers.get('Access-Control-Max-Age')) >= 600);
    });
  }

  it('can’t read the hosted page', async () => {
    const response = await server.get('/p/keep-the-library', { Origin: 'https://partner.example.org' });
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), null);
  });
});

describe('every response', onlyOnce, () => {
  const paths = [
    ...READ_PATHS,
    '/p/keep-the-library',
    '/p/keep-the-library/card.png',
    '/p/none',
    '/none',
    '/healthz',
    '/v1/petition-widget.js',
  ];

  it('forbids content sniffing, and sets HSTS on an HTTPS server; pages send no referrer', async () => {
    for (const path of paths) {
      const { headers } = await server.get(path);
      assert.equal(headers.get('X-Content-Type-Options'), 'nosniff', path);
      if (path.startsWith('/p/')) assert.equal(headers.get('Referrer-Policy'), 'no-referrer', path);
      assert.match(headers.get('Strict-Transport-Security')!, /^max-age=\d{7,}/, path);
    }
  });

  it('sets no HSTS if the server has no HTTPS', async (t) => {
    const { get } = await start(t, { publicUrl: 'http://localhost:3000' });
    assert.equal((await get('/healthz')).headers.get('Strict-Transport-Security'), null);
  });

  it('is a problem that repeats nothing of the URL if the path is unknown', async () => {
    for (const path of ['/zanzibar', '/v1/zanzibar', '/v1/petitions/a/b/c', '/%E0%A4%A', '/v1/petitions/']) {
      const response = await server.get(`${path}?q=zanzibar`);
      assert.equal(response.status, 404, path);
      assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
      assert.doesNotMatch(JSON.stringify(await problemOf(response)), /zanzibar/);
    }
  });

  it('is a redirect that scripts of any site may follow if the path is that of a route, written otherwise', async () => {
    for (const [path, target] of [
      ['/v1/petitions/Keep-The-Library/?lang=es', '/v1/petitions/keep-the-library?lang=es'],
      ['/v1/petitions/keep-the-library/count/', '/v1/petitions/keep-the-library/count'],
      [
        '/p/keep-the-library%3Fpartner=harbour-aid?lang=es',
        '/p/keep-the-library?lang=es&partner=harbour-aid',
      ],
      ['/p/keep-the-library&fbclid=1', '/p/keep-the-library?fbclid=1'],
    ] as const) {
      const response = await server.get(path, { Origin: 'https://partner.example' });
      assert.equal(response.status, 308, path);
      assert.equal(response.headers.get('Location'), target);
      if (path.startsWith('/v1/')) assert.equal(response.headers.get('Access-Control-Allow-Origin'), '*');
    }
  });

  it('is a page for browsers if the path is unknown, with a link to the petitions', async () => {
    for (const path of ['/zanzibar', '/v1/zanzibar', '/privacy/zanzibar']) {
      const response = await server.get(path, { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
      assert.equal(response.status, 404, path);
      assert.match(response.headers.get('Content-Type')!, /^text\/html/);
      const page = await response.text();
      assert.match(page, /<a href="\/\?lang=en">Open petitions<\/a>/);
      assert.doesNotMatch(page, /zanzibar/);
    }
  });

  it('lists the allowed methods if the method is not one of them', async () => {
    for (const [path, allow] of [
      ['/p/keep-the-library', 'GET, HEAD, POST'],
      ['/healthz', 'GET, HEAD'],
      ['/v1/petition-widget.js', 'GET, HEAD'],
      ['/openapi.json', 'GET, HEAD'],
    ] as const) {
      const response = await server.app.request(path, { method: 'PUT' });
      assert.equal(response.status, 405, path);
      assert.equal(response.headers.get('Allow'), allow);
      assert.equal((await problemOf(response)).status, 405);
    }
  });

  it('reveals nothing about an internal error, which is logged', async (t) => {
    const { lines, context, get } = await start(t);
    context.petitions.all = () => {
      throw new Error('something inside');
    };
    const response = await get('/v1/petitions');
    assert.equal(response.status, 500);
    assert.doesNotMatch(JSON.stringify(await problemOf(response)), /something inside/);
    assert.ok(lines.some((line) => line.includes('something inside')));
  });
});

describe('the log', () => {
  it('reports once a minute how often each route returned each status, and how fast', onlyOnce, async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    const { get, sign, lines } = await start(t);
    await get('/v1/petitions/keep-the-library?lang=es');
    await get('/v1/petitions/mend-the-bridge');
    await sign('keep-the-library', {});
    await get('/p/keep-the-library');
    assert.deepEqual(lines, [], 'a line per request would reveal when somebody signed');
    t.mock.timers.tick(60_000);
    const stats = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      stats.map(({ msg, method, route, status, requests }) => [msg, method, route, status, requests]),
      [
        ['request stats', 'GET', '/v1/petitions/:slug', 200, 2],
        ['request stats', 'POST', '/v1/petitions/:slug/signatures', 422, 1],
        ['request stats', 'GET', '/p/:slug', 200, 1],
      ],
    );
    for (const { meanMs, slowestMs } of stats) assert.ok(0 <= meanMs && meanMs <= slowestMs);
    t.mock.timers.tick(60_000);
    assert.equal(lines.length, 3, 'there were no requests since');
  });

  it('never reveals who signed what: no name, address, slug, query, partner, header, or body', async (t) => {
    const fresh = await start(t);
    const { get, post, sign, lines, app } = fresh;
    const personal = {
      ...PERSON_WITH_ALL_FIELDS,
      givenName: 'Maximiliana',
      email: 'max@reader.example.org',
      partner: 'harbour-aid',
    };
    const headers = {
      'User-Agent': 'Zanzibar/1',
      Referer: 'https://zanzibar.example/',
      'X-Forwarded-For': '192.0.2.77',
    };
    const visit = async () => {
      await sign('keep-the-library', personal);
      await sign('keep-the-library', { ...personal, country: 'Zanzibar' });
      await post('/v1/petitions/keep-the-library/signatures?q=zanzibar', '{"Maximiliana', headers);
      await post('/v1/petitions/keep-the-library/signatures', personal, {
        ...headers,
        'Content-Type': 'zan/zibar',
      });
      await post('/p/keep-the-library?lang=es', form({ ...personal }), { ...FORM, ...headers });
      await post('/p/keep-the-library', form({ ...personal, email: 'Maximiliana' }), FORM);
      await get('/p/keep-the-library?partner=harbour-aid&signed=', headers);
      await get('/v1/petitions/keep-the-library/count?zanzibar', headers);
      for (const path of ['/zanzibar', '/p/zanzibar', '/v1/zanzibar', '/zanzibar/petition-widget.js'])
        await get(path);
      for (const path of ['/v1/petitions/keep-the-library', '/zanzibar'])
        await app.request(path, { method: 'PUT' });
      await app.request('/v1/petitions/keep-the-library/signatures', { method: 'OPTIONS', headers });
    };
    await visit();
    const restore = await refuseInserts(fresh.context.storage, 'signature');
    await visit();
    await restore();
    fresh.context.metrics.flush();
    assert.ok(lines.length > 15);
    assert.ok(lines.some((line) => line.includes('batch not stored')));
    const knownRoutes = new Set(app.routes.map(({ path }) => path));
    for (const line of lines) {
      assert.doesNotMatch(
        line,
        /maximiliana|okoro|reader\.example|1017|it is right|keep-the-library|harbour|zan\/?zibar|192\.0\.2|lang=|signed=/i,
      );
      const { route } = JSON.parse(line);
      if (route !== undefined) assert.ok(knownRoutes.has(route), route);
    }
  });
});
