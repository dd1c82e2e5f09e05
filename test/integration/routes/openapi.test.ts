// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PUBLIC_URL, start } from '../../support/server.ts';

interface Schema {
  type?: string;
  properties: Record<string, unknown>;
  required: string[];
}

const server = await start();
const document = await (await server.get('/openapi.json')).json();
const paths = document.paths as Record<string, Record<string, { responses: Record<string, unknown> }>>;
const schemas = document.components.schemas as Record<string, Schema>;

describe('the OpenAPI document', () => {
  it('is of version 3.1, names the server, and may be read and held by any site', async () => {
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(document.servers, [{ url: PUBLIC_URL }]);
    const { headers } = await server.get('/openapi.json');
    assert.equal(headers.get('Access-Control-Allow-Origin'), '*');
    assert.equal(headers.get('Content-Type'), 'application/json');
    assert.match(headers.get('Cache-Control')!, /^public, max-age=3600/);
  });

  it('holds every route there is, and no other', () => {
    const served = server.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.ok(served.length > 5);
    assert.deepEqual(described.sort(), served.sort());
  });

  it('names each operation once', () => {
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => (operation as { operationId?: string }).operationId),
    );
    assert.ok(ids.every(Boolean));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('refers to nothing that it doesn’t hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    assert.ok(references.length > 5);
    for (const [, name] of references) assert.ok(schemas[name!], name);
  });

  for (const [name, required, optional] of [
    [
      'Petition',
      'slug status outcome lang languages title text creator count goal fields countries latest partners consent confirmation url',
      '',
    ],
    ['Count', 'count goal', ''],
    [
      'SignatureInput',
      'givenName email',
      'familyName postalCode country comment display contact partnerContact partner lang proof',
    ],
    ['SignatureAnswer', 'status', ''],
    ['Problem', 'type title status detail', 'errors challenge'],
    ['Health', 'status', ''],
  ] as const) {
    it(`describes ${name} with its members, and which must be there`, () => {
      const { properties, required: found, type } = schemas[name]!;
      const words = (text: string) => text.split(' ').filter(Boolean);
      assert.equal(type, 'object');
      assert.deepEqual(found.toSorted(), words(required).sort());
      assert.deepEqual(Object.keys(properties).sort(), [...words(required), ...words(optional)].sort());
    });
  }

  it('tells every status that signing answers', () => {
    assert.deepEqual(Object.keys(paths['/v1/petitions/{slug}/signatures']!.post!.responses), [
      '202',
      '400',
      '403',
      '404',
      '409',
      '413',
      '415',
      '422',
      '429',
      '503',
    ]);
  });
});
