// Runs once: no database involved.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EVENT_TYPES } from '../../../common/webhooks.ts';
import { PERSON, PUBLIC_URL, start } from '../../support/server.ts';

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
  it('has version 3.1, names the server, and can be read and cached by any site', async () => {
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(document.servers, [{ url: PUBLIC_URL }]);
    const { headers } = await server.get('/openapi.json');
    assert.equal(headers.get('Access-Control-Allow-Origin'), '*');
    assert.equal(headers.get('Content-Type'), 'application/json');
    assert.match(headers.get('Cache-Control')!, /^public, max-age=0, s-maxage=3600/);
  });

  it('describes every route, and no others', () => {
    const served = server.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.ok(served.length > 5);
    assert.deepEqual(described.sort(), served.sort());
  });

  it('describes the webhooks', () => {
    assert.deepEqual(Object.keys(document.webhooks), [...EVENT_TYPES, 'webhook.test']);
    const { summary, requestBody } = document.webhooks['petition.milestone'].post;
    assert.match(summary, /each hundred up to 600, 800, and each thousand/);
    const { properties } = requestBody.content['application/json'].schema;
    assert.deepEqual(properties.type, { const: 'petition.milestone' });
    assert.deepEqual(properties.data.required, ['petition', 'count', 'goal', 'reached']);
  });

  it('gives each operation a unique ID', () => {
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => (operation as { operationId?: string }).operationId),
    );
    assert.ok(ids.every(Boolean));
    assert.equal(new Set(ids).size, ids.length);
  });

  it('references only schemas that it contains', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    assert.ok(references.length > 5);
    for (const [, name] of references) assert.ok(schemas[name!], name);
  });

  for (const [name, required, optional] of [
    [
      'Petition',
      'slug status victory outcome lang languages title text creator count goal fields countries latest partners consent confirmation url blocks captions closesAt closesOn hasDetails organizer outcomeBlocks preview shareText tags target image',
      '',
    ],
    ['Count', 'count goal', ''],
    [
      'SignatureInput',
      'givenName email',
      'familyName postalCode country comment display contact partnerContact partner lang proof',
    ],
    ['SignatureResponse', 'status', ''],
    ['Problem', 'type title status detail', 'errors challenge'],
    ['Health', 'status', ''],
  ] as const) {
    it(`describes the properties of ${name}, and which are required`, () => {
      const { properties, required: requiredNames, type } = schemas[name]!;
      const split = (text: string) => text.split(' ').filter(Boolean);
      assert.equal(type, 'object');
      assert.deepEqual(requiredNames.toSorted(), split(required).sort());
      assert.deepEqual(Object.keys(properties).sort(), [...split(required), ...split(optional)].sort());
    });
  }

  it('says that signing ignores unknown fields, as it does', async () => {
    assert.equal(document.components.schemas.SignatureInput.additionalProperties, true);
    const { description } = document.paths['/v1/petitions/{slug}/signatures'].post;
    assert.match(description, /Unknown fields are ignored, and never stored or logged/);
    const response = await server.sign('keep-the-library', {
      ...PERSON,
      newsletter: true,
      source: { page: 1 },
    });
    assert.equal(response.status, 202);
  });

  it('lists every status that signing can return', () => {
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
