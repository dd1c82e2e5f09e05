import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { FORM, form, PERSON, PERSON_WITH_ALL_FIELDS, watchResponses } from '../../support/server.ts';

const TOKEN = 'dG9rZW4'.repeat(10);

/** Creates a server that returns what it was sent, and watches its responses. */
function echo(status: 200 | 422) {
  const app = new Hono();
  app.all('*', async (c) =>
    c.body(`${await c.req.text()} ${c.req.path}`, status, { 'X-Link': encodeURIComponent(c.req.path) }),
  );
  const { findLeaks } = watchResponses(app);
  const findNeedles = async (places: Parameters<typeof findLeaks>[0] = []) =>
    new Set((await findLeaks(places)).map(({ needle }) => needle));
  const post = async (path: string, body: string, headers = {}) =>
    (await app.request(path, { method: 'POST', body, headers })).text();
  return { post, findNeedles };
}

describe('watchResponses', () => {
  it('finds the personal data of the test signatures in a response', async () => {
    const { post, findNeedles } = echo(200);
    await post('/v1/petitions/x/signatures', JSON.stringify(PERSON_WITH_ALL_FIELDS));
    await post('/p/x', form(PERSON_WITH_ALL_FIELDS), FORM);
    assert.deepEqual(
      await findNeedles(),
      new Set([PERSON.email, PERSON_WITH_ALL_FIELDS.familyName, PERSON_WITH_ALL_FIELDS.comment]),
    );
  });

  it('finds any other email address or link token that a response repeats', async () => {
    const { post, findNeedles } = echo(200);
    await post('/v1/petitions/x/signatures', '{"email":"Somebody.else@reader.example.org"}');
    await post(`/confirm/${TOKEN}?lang=en`, '');
    assert.deepEqual(await findNeedles(), new Set(['Somebody.else@reader.example.org', TOKEN]));
  });

  it('finds the client’s IP address and any email address that was sent in other places, such as the log', async () => {
    const { post, findNeedles } = echo(422);
    await post('/p/x', form({ email: 'somebody.else@reader.example.org' }), FORM);
    const line = 'mail for <SOMEBODY.ELSE@reader.example.org> was refused; 192.0.2.1';
    const found = await findNeedles([{ where: 'the log', bytes: line }]);
    assert.deepEqual(found, new Set(['192.0.2.1', 'somebody.else@reader.example.org']));
  });

  it('allows the page after signing to say once where the email went', async () => {
    const email = 'somebody.else@reader.example.org';
    const app = new Hono();
    let page = `<p>We sent an email to <bdi>${email}</bdi>.</p>`;
    app.post('*', (c) => c.html(page));
    const { findLeaks } = watchResponses(app);
    const sign = () => app.request('/p/x', { method: 'POST', body: form({ email }), headers: FORM });
    await sign();
    assert.deepEqual(await findLeaks([]), []);
    page += email;
    await sign();
    assert.equal((await findLeaks([])).length, 1);
  });

  it('allows what was entered only in a form that is shown again', async () => {
    const body = form(PERSON_WITH_ALL_FIELDS);
    const { post, findNeedles } = echo(422);
    await post('/p/x', body, FORM);
    assert.deepEqual(await findNeedles(), new Set());
    await post('/v1/petitions/x/signatures', body);
    assert.ok((await findNeedles()).has(PERSON.email));
  });
});
