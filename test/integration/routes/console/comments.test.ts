import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { AuditEntry } from '../../../../common/console.ts';
import type { CommentPage, ConsoleComment } from '../../../../common/console-care.ts';
import { MINUTE_MS } from '../../../../server/lib/time.ts';
import { makeDecisionsFinal } from '../../../../server/petitions/comment-review.ts';
import { listComments, moderate } from '../../../../server/petitions/moderation.ts';
import { createConsoleClient } from '../../../support/console.ts';
import { storedBytes } from '../../../support/database.ts';
import { startWithEmail } from '../../../support/emails.ts';
import { PETITIONS } from '../../../support/server.ts';

const SLUG = 'keep-the-library';
const PATH = `/petitions/${SLUG}/comments`;
const PETITION = {
  ...PETITIONS[0]!,
  fields: { familyName: 'optional', comment: 'optional', display: 'optional' },
};

/** A petition that was signed with comments by people who may be shown. */
async function setUp(t: TestContext, comments: (string | undefined)[], petition: object = PETITION) {
  const server = await startWithEmail(t, SLUG, { petitions: [petition] });
  const { context } = server;
  const { id } = context.petitions.get(SLUG)!;
  for (const [index, comment] of comments.entries()) {
    await server.signAndConfirm({
      givenName: `Person${'ABCDEF'[index]}`,
      familyName: 'Okoro',
      email: `person.${index}@example.org`,
      display: true,
      ...(comment !== undefined && { comment }),
    });
  }
  const client = createConsoleClient(server);
  await client.signUp('Irena');
  const list = (query = '') => client.read<CommentPage>(`${PATH}${query}`);
  const decide = ({ handle, state }: ConsoleComment, action: string, seen: string = state) =>
    client.post(PATH, { handle, action, seen });
  const read = async (response: Promise<Response>) => {
    const { status } = await response;
    assert.equal(status, 200, await (await response).clone().text());
    return (await response).json() as Promise<ConsoleComment>;
  };
  const latest = async () => {
    await context.petitions.refresh();
    return context.petitions.get(SLUG)!.latest;
  };
  const makeFinal = (minutes: number) =>
    makeDecisionsFinal(context.storage, context.publicSignatureCipher, Date.now() + minutes * MINUTE_MS);
  return { ...server, id, client, list, decide, read, latest, makeFinal };
}

describe('comments in the console', () => {
  it('wait, are approved as the public then sees them, and wait again when that is undone', async (t) => {
    const { list, decide, read, latest, client } = await setUp(t, ['Let them\nstay.', 'Second']);
    const { comments, next, showsNames } = await list();
    assert.deepEqual(
      comments.map(({ name, comment, state }) => [name, comment, state]),
      [
        ['PersonA O.', 'Let them\nstay.', 'waiting'],
        ['PersonB O.', 'Second', 'waiting'],
      ],
    );
    assert.deepEqual([next, showsNames], [null, true]);
    const approved = await read(decide(comments[0]!, 'approve'));
    assert.equal(approved.state, 'approved');
    assert.deepEqual((await latest())[1], { name: approved.name, comment: approved.comment });
    assert.equal((await list()).comments.length, 1);
    assert.deepEqual((await list('?state=decided')).comments, [approved]);
    assert.equal((await read(decide(approved, 'undo'))).state, 'waiting');
    assert.equal((await latest())[1]!.comment, null);
    const entries = await client.read<AuditEntry[]>('/audit');
    assert.deepEqual(
      entries.slice(0, 2).map(({ account, action, petition, detail }) => [account, action, petition, detail]),
      [
        ['Irena', 'comment.undo', SLUG, null],
        ['Irena', 'comment.approve', SLUG, null],
      ],
    );
  });

  it('disappear in public as soon as they are refused, can be undone for ten minutes, and then are erased', async (t) => {
    const { list, decide, read, latest, makeFinal, context, id } = await setUp(t, ['Awful']);
    const cipher = context.publicSignatureCipher;
    const [waiting] = (await list()).comments;
    const approved = await read(decide(waiting!, 'approve'));
    const refused = await read(decide(approved, 'refuse'));
    assert.equal(refused.state, 'refused');
    const minutes = (Date.parse(refused.finalAt!) - Date.now()) / MINUTE_MS;
    assert.ok(minutes >= 10 && minutes <= 11, `${minutes}`);
    assert.deepEqual(await latest(), [{ name: 'PersonA O.', comment: null }]);
    assert.equal((await listComments(context.storage, cipher, id))[0]!.comment, null);
    await makeFinal(9);
    const again = await read(decide(refused, 'undo'));
    assert.deepEqual([again.state, again.comment], ['waiting', 'Awful']);
    await read(decide(again, 'refuse'));
    await makeFinal(12);
    const [final] = (await list('?state=decided')).comments;
    assert.deepEqual([final!.state, final!.comment, final!.finalAt], ['name', null, null]);
    assert.equal((await decide(final!, 'undo')).status, 409);
    const row = await context.storage.db.selectFrom('shown_signature').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(cipher.decrypt(row), { name: 'PersonA O.' });
  });

  it('go with the name when that is hidden, and the command line no longer finds either', async (t) => {
    const { list, decide, read, latest, makeFinal, context, id, countOf } = await setUp(t, ['x', undefined]);
    const [first] = (await list()).comments;
    const [second] = (await list('?state=decided')).comments;
    assert.equal(second!.state, 'name');
    const hidden = await read(decide(first!, 'hide'));
    await read(decide(second!, 'hide'));
    assert.deepEqual(await latest(), []);
    const { storage, publicSignatureCipher: cipher } = context;
    assert.deepEqual(await listComments(storage, cipher, id), []);
    await assert.rejects(moderate(storage, cipher, id, new Map([[hidden.handle, 'approve']])), /not found/);
    assert.equal((await read(decide(hidden, 'undo'))).state, 'waiting');
    await makeFinal(12);
    assert.equal((await list('?state=decided')).comments.length, 0);
    assert.equal((await list()).comments.length, 1);
    assert.equal((await decide({ ...second!, state: 'hidden' }, 'undo')).status, 404);
    assert.equal((await countOf(SLUG)).count, 8891);
  });

  it('are decided once when two people decide at the same time', async (t) => {
    const { list, decide } = await setUp(t, ['x']);
    const [comment] = (await list()).comments;
    const results = await Promise.all([decide(comment!, 'approve'), decide(comment!, 'refuse')]);
    assert.deepEqual(results.map(({ status }) => status).sort(), [200, 409]);
    // What was seen is what counts, not what is possible.
    assert.equal((await decide(comment!, 'hide')).status, 409);
  });

  it('include names without a comment if the petition approves names', async (t) => {
    const { list, decide, read, latest } = await setUp(t, [undefined], { ...PETITION, approveNames: true });
    const { comments, approvesNames } = await list();
    assert.equal(approvesNames, true);
    assert.deepEqual(await latest(), []);
    assert.equal((await decide(comments[0]!, 'refuse')).status, 409);
    assert.equal((await read(decide(comments[0]!, 'approve'))).state, 'approved');
    assert.deepEqual(await latest(), [{ name: 'PersonA O.', comment: null }]);
  });

  it('come in pages', async (t) => {
    const { list, context, id } = await setUp(t, ['x']);
    const { storage, publicSignatureCipher: cipher } = context;
    const row = await storage.db.selectFrom('shown_signature').selectAll().executeTakeFirstOrThrow();
    const rows = Array.from({ length: 120 }, (_, index) => {
      const signer = { petition_id: id, signer_key: Buffer.alloc(32, index + 1) };
      const shown = cipher.encrypt(signer, { name: 'Eve', comment: `${index}` });
      const comment = 'approved' as const;
      return { ...row, ...signer, shown, comment, place: 10 + index, handle: `h${index}` };
    });
    await storage.db.insertInto('shown_signature').values(rows).execute();
    const seen: (string | null)[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: CommentPage = await list(`?state=decided${next && `&after=${next}`}`);
      seen.push(...page.comments.map(({ comment }) => comment));
      next = page.next;
    }
    assert.deepEqual(
      seen,
      rows.map((_, index) => `${119 - index}`),
    );
  });

  it('are not for partners, and a copy of the database doesn’t have them in plain text', async (t) => {
    const { client, app, context, databaseUrl } = await setUp(t, ['A very unusual sentence']);
    const partner = createConsoleClient({ app, context });
    await partner.signUp('Harbour', { role: 'partner', slug: SLUG, partner: 'harbour-aid' });
    assert.equal((await partner.get(PATH)).status, 404);
    assert.equal((await partner.post(PATH, { handle: 'x', action: 'hide', seen: 'name' })).status, 404);
    assert.equal((await client.post(PATH, { handle: 'x', action: 'publish', seen: 'name' })).status, 422);
    assert.equal((await client.get(`${PATH}?after=x`)).status, 400);
    const stored = await storedBytes(databaseUrl);
    assert.ok(stored.some(({ bytes }) => bytes.includes('keep-the-library')));
    assert.ok(!stored.some(({ bytes }) => bytes.includes('A very unusual sentence')));
  });
});
