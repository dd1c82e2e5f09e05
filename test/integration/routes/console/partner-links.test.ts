import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditEntry } from '../../../../common/console.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { pathOf } from '../../../support/emails.ts';
import { PERSON, PETITIONS, start } from '../../../support/server.ts';

const SLUG = 'keep-the-library';
const PATH = `/petitions/${SLUG}/partner-links`;

describe('links to a partner’s numbers in the console', () => {
  it('are made and revoked by organizers, shown once, and recorded', async (t) => {
    const server = await start(t, { petitions: PETITIONS });
    const client = createConsoleClient(server);
    await client.signUp('Irena');
    await server.sign(SLUG, { ...PERSON, partner: 'harbour-aid' });
    assert.deepEqual(await client.read(PATH), {});
    const created = await client.post(PATH, { partner: 'harbour-aid' });
    assert.equal(created.status, 201);
    const { url } = (await created.json()) as { url: string };
    const page = await server.get(pathOf(url));
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Harbour Aid/);
    assert.deepEqual(await client.read(PATH), { 'harbour-aid': 1 });
    for (const partner of ['nobody', 'toString']) {
      assert.equal((await client.post(PATH, { partner })).status, 404);
      assert.equal((await client.delete(`${PATH}/${partner}`)).status, 404);
    }
    assert.equal((await client.delete(`${PATH}/harbour-aid`)).status, 204);
    assert.equal((await server.get(pathOf(url))).status, 404);
    assert.deepEqual(await client.read(PATH), {});
    const entries = await client.read<AuditEntry[]>('/audit');
    assert.deepEqual(
      entries.slice(0, 2).map(({ account, action, petition, detail }) => [account, action, petition, detail]),
      [
        ['Irena', 'partner-link.revoke', SLUG, 'harbour-aid'],
        ['Irena', 'partner-link.create', SLUG, 'harbour-aid'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(entries), new RegExp(url.split('/').at(-1)!));
    const partner = createConsoleClient(server);
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    assert.equal((await partner.get(PATH)).status, 404);
    assert.equal((await partner.post(PATH, { partner: 'harbour-aid' })).status, 404);
    assert.equal((await partner.delete(`${PATH}/harbour-aid`)).status, 404);
  });
});
