import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Decrypter } from 'age-encryption';
import {
  CHALLENGE_PREFIX,
  type IdentityChallenge,
  type IdentityProof,
} from '../../../../common/identity-proof.ts';
import { Challenges } from '../../../../server/accounts/challenges.ts';
import { IdentityProofs } from '../../../../server/accounts/identity-proofs.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { onlyOnce } from '../../../support/database.ts';
import { start } from '../../../support/server.ts';

async function setUp(t: TestContext) {
  const server = await start(t);
  const organizer = createConsoleClient(server);
  await organizer.signUp('Irena');
  const partner = createConsoleClient(server);
  await partner.signUp('Aid', { role: 'partner', slug: 'keep-the-library', partner: 'harbour-aid' });
  /** What the identity finds in a new challenge. */
  const openChallenge = async () => {
    const response = await organizer.post('/identity-proof/challenge');
    assert.equal(response.status, 200);
    const { sealed } = (await response.json()) as IdentityChallenge;
    const decrypter = new Decrypter();
    decrypter.addIdentity(server.identity);
    return decrypter.decrypt(Buffer.from(sealed, 'base64'), 'text');
  };
  return { ...server, organizer, partner, openChallenge };
}

describe('the proof that somebody can open the signatures', () => {
  it('is the secret in a sealed challenge, and says when and by whom', async (t) => {
    const { organizer, openChallenge } = await setUp(t);
    const before = await organizer.read<IdentityProof>('/identity-proof');
    assert.deepEqual([before.provenOn, before.provenBy], [null, null]);
    assert.match(before.recipients[0]!, /^age1\S+…\S{6}$/);
    const opened = await openChallenge();
    assert.ok(opened.startsWith(CHALLENGE_PREFIX), 'browsers refuse to open anything else');
    const secret = opened.slice(CHALLENGE_PREFIX.length);
    assert.equal((await organizer.post('/identity-proof', { secret })).status, 200);
    const after = await organizer.read<IdentityProof>('/identity-proof');
    assert.deepEqual([after.provenOn, after.provenBy], [new Date().toISOString().slice(0, 10), 'Irena']);
    const [latest] = await organizer.read<{ account: string; action: string }[]>('/audit');
    assert.deepEqual([latest!.account, latest!.action], ['Irena', 'identity.prove']);
  });

  it('takes a secret once, and none that was made up', async (t) => {
    const { organizer, openChallenge } = await setUp(t);
    const secret = (await openChallenge()).slice(CHALLENGE_PREFIX.length);
    const changed = `${secret[0] === 'A' ? 'B' : 'A'}${secret.slice(1)}`;
    for (const wrong of ['', changed, 'x'.repeat(48)]) {
      assert.equal((await organizer.post('/identity-proof', { secret: wrong })).status, 409, wrong);
    }
    assert.equal((await organizer.read<IdentityProof>('/identity-proof')).provenOn, null);
    assert.equal((await organizer.post('/identity-proof', { secret })).status, 200);
    assert.equal((await organizer.post('/identity-proof', { secret })).status, 409);
    assert.equal((await organizer.post('/identity-proof', {})).status, 422);
  });

  it('counts for the recipients it was given for, and not for later ones', async (t) => {
    const { organizer, openChallenge, context } = await setUp(t);
    const secret = (await openChallenge()).slice(CHALLENGE_PREFIX.length);
    await organizer.post('/identity-proof', { secret });
    const later = new IdentityProofs(context.storage, new Challenges(Buffer.alloc(32), context.storage), [
      'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
    ]);
    assert.equal((await later.read()).provenOn, null);
  });

  it('is for organizers, from the console itself', onlyOnce, async (t) => {
    const { organizer, partner } = await setUp(t);
    assert.equal((await partner.get('/identity-proof')).status, 404);
    assert.equal((await partner.post('/identity-proof/challenge')).status, 404);
    assert.equal((await partner.post('/identity-proof', { secret: 'x' })).status, 404);
    const foreign = await organizer.post('/identity-proof/challenge', {}, { 'Sec-Fetch-Site': 'cross-site' });
    assert.equal(foreign.status, 403);
  });
});
