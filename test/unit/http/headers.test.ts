import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { allowAnyOrigin, securityHeaders, setSecurityHeaders } from '../../../server/http/headers.ts';

const headersOf = async (app: Hono, path = '/', init: RequestInit = {}) =>
  Object.fromEntries((await app.request(path, init)).headers);

describe('setSecurityHeaders', () => {
  for (const publicUrl of ['https://petitions.example.org', 'http://localhost:3000']) {
    it(`sets the same headers as hot paths do, and no others, at ${publicUrl}`, async () => {
      const app = new Hono();
      app.use(setSecurityHeaders(publicUrl));
      app.get('/', () => new Response(null));
      const expected = Object.fromEntries(new Headers(securityHeaders(publicUrl)));
      assert.deepEqual(await headersOf(app), expected);
      assert.equal('strict-transport-security' in expected, publicUrl.startsWith('https:'));
    });
  }

  it('sets them on errors too', async () => {
    const app = new Hono();
    app.use(setSecurityHeaders('https://petitions.example.org'));
    app.get('/', () => {
      throw new Error('something inside');
    });
    app.onError((_, c) => c.body(null, 500));
    for (const path of ['/', '/none']) {
      assert.equal((await headersOf(app, path))['cross-origin-resource-policy'], 'cross-origin', path);
    }
  });
});

describe('allowAnyOrigin', () => {
  const app = new Hono();
  app.use(allowAnyOrigin());
  app.get('/', () => new Response(null));

  it('allows any origin to read, without credentials', async () => {
    assert.deepEqual(await headersOf(app, '/', { headers: { Origin: 'https://partner.example' } }), {
      'access-control-allow-origin': '*',
    });
  });

  it('answers preflight requests, and allows the headers that pages add, without credentials', async () => {
    const preflight = await headersOf(app, '/', {
      method: 'OPTIONS',
      headers: {
        Origin: 'null',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,traceparent, x-requested-with',
      },
    });
    assert.deepEqual(preflight, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET,HEAD,POST',
      'access-control-allow-headers': 'content-type,traceparent,x-requested-with',
      'access-control-max-age': '86400',
      vary: 'Access-Control-Request-Headers',
    });
  });
});
