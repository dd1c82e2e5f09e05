import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { FORM, form, PERSON, PERSON_WITH_ALL_FIELDS, watchResponses } from '../../support/server.ts';

const TOKEN = 'dG9rZW4'.repeat(10);

/** A server that answers with what it was sent. */
function echo(status: 200 | 422) {
  const app = new Hono();
  app.all('*', async (c) =>
    c.body(`${await c.req.text()} ${c.req.path}`, status, { 'X-Link': encodeURIComponent(c.req.path) }),
  );
  const { traces } = watchResponses(app);
  const needles = async (places: Parameters<typeof traces>[0] = []) =>
    new Set((await traces(places)).map(({ needle }) => needle));
  const post = async (path: string, body: string, headers = {}) =>
    (await app.request(path, { method: 'POST', body, headers })).text();
  return { post, needles };
}

describe('every test of the server', () => {
  it('fails where an answer repeats what the people of the tests are known by', async () => {
    const { post, needles } = echo(200);
    await post('/v1/petitions/x/signatures', JSON.stringify(PERSON_WITH_ALL_FIELDS));
    await post('/p/x', form(PERSON_WITH_ALL_FIELDS), FORM);
    assert.deepEqual(
      await needles(),
      new Set([PERSON.email, PERSON_WITH_ALL_FIELDS.familyName, PERSON_WITH_ALL_FIELDS.comment]),
    );
  });

  it('fails where an answer repeats any other address that was sent, or a link’s token', async () => {
    const { post, needles } = echo(200);
    await post('/v1/petitions/x/signatures', '{"email":"Somebody.else@reader.example.org"}');
    await post(`/confirm/${TOKEN}?lang=en`, '');
    assert.deepEqual(await needles(), new Set(['Somebody.else@reader.example.org', TOKEN]));
  });

  it('fails where the log or the database holds them, who were seen in a request', async () => {
    const { post, needles } = echo(422);
    await post('/p/x', form({ email: 'somebody.else@reader.example.org' }), FORM);
    const line = 'mail for <SOMEBODY.ELSE@reader.example.org> was refused; 192.0.2.1';
    const found = await needles([{ where: 'the log', bytes: line }]);
    assert.deepEqual(found, new Set(['192.0.2.1', 'somebody.else@reader.example.org']));
  });

  it('lets only the form that comes back hold what was typed', async () => {
    const typed = form(PERSON_WITH_ALL_FIELDS);
    const { post, needles } = echo(422);
    await post('/p/x', typed, FORM);
    assert.deepEqual(await needles(), new Set());
    await post('/v1/petitions/x/signatures', typed);
    assert.ok((await needles()).has(PERSON.email));
  });
});
