import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Petition, ProblemDetails } from '../../../common/contract.ts';
import { listComments, moderate } from '../../../server/petitions/moderation.ts';
import { onlyOnce, storedBytes } from '../../support/database.ts';
import { startWithEmail, withoutLinks } from '../../support/emails.ts';
import { FORM, form, PETITIONS, start } from '../../support/server.ts';

const SLUG = 'strict-one';
const PETITION = {
  ...PETITIONS[2]!,
  fields: { familyName: 'optional', comment: 'optional', display: 'optional' },
};
const ANA = {
  givenName: 'Ana',
  familyName: 'Okoro',
  email: 'ana@example.org',
  comment: 'Let them stay.',
  display: true,
};

async function setUp(t: TestContext) {
  const server = await startWithEmail(t, SLUG, { petitions: [...PETITIONS.slice(0, 2), PETITION] });
  const { context, get } = server;
  const { id } = context.petitions.get(SLUG)!;
  const latest = async (slug = SLUG) => {
    await context.petitions.refresh();
    return ((await (await get(`/v1/petitions/${slug}`)).json()) as Petition).latest;
  };
  const comments = () => listComments(context.storage, context.publicSignatureCipher, id);
  const decide = async (verdict: 'approve' | 'refuse' | 'hide', index = 0) => {
    const { handle } = (await comments())[index]!;
    await moderate(context.storage, context.publicSignatureCipher, id, new Map([[handle, verdict]]));
  };
  return { ...server, latest, comments, decide };
}

describe('a public signature', () => {
  it('is shown as first name and last initial once it is confirmed, and not before', async (t) => {
    const { signAndGetEmail, confirmWith, latest } = await setUp(t);
    const { links } = await signAndGetEmail(ANA);
    assert.deepEqual(await latest(), []);
    await confirmWith(links.confirm!, { display: 'true' });
    assert.deepEqual(await latest(), [{ name: 'Ana O.', comment: null }]);
  });

  it('is described by the consent text, whose version is recorded', onlyOnce, async (t) => {
    const { get, signAndConfirm, recordsOf } = await setUp(t);
    const consentOf = async (slug: string) =>
      ((await (await get(`/v1/petitions/${slug}`)).json()) as Petition).consent;
    const [here, elsewhere] = [await consentOf(SLUG), await consentOf('mend-the-bridge')];
    assert.match(here.text, /except for what you choose to show publicly/);
    assert.doesNotMatch(elsewhere.text, /publicly/);
    await signAndConfirm(ANA);
    const [record] = await recordsOf(SLUG);
    assert.deepEqual([record!.consent.version, record!.display], [here.version, true]);
    assert.notEqual(here.version, elsewhere.version);
  });

  it('is offered by a checkbox whose label is recorded with the consent text', onlyOnce, async (t) => {
    const { get, load, signAndConfirm, recordsOf } = await setUp(t);
    const consentOf = async () => ((await (await get(`/v1/petitions/${SLUG}`)).json()) as Petition).consent;
    const before = await consentOf();
    assert.equal(before.boxes.display, 'Show my first name, last initial, and comment publicly.');
    assert.match(
      await (await get(`/p/${SLUG}`)).text(),
      /my first name, last initial, and comment publicly\.</,
    );
    await load([{ ...PETITION, fields: { ...PETITION.fields, comment: 'off', contact: 'off' } }]);
    const after = await consentOf();
    assert.deepEqual(after.boxes, { display: 'Show my first name and last initial publicly.' });
    assert.equal(after.text, before.text);
    assert.notEqual(after.version, before.version);
    await signAndConfirm(ANA);
    assert.equal((await recordsOf(SLUG))[0]!.consent.version, after.version);
  });

  it('is mentioned in the email, which names nobody', onlyOnce, async (t) => {
    const { signAndGetEmail } = await setUp(t);
    const plain = await signAndGetEmail({ ...ANA, display: false, email: 'ben@example.org' });
    const { mail } = await signAndGetEmail(ANA);
    for (const body of [mail.text!, mail.html!]) {
      assert.match(body, /Show my first name, last initial, and comment publicly\./);
      assert.match(body, /can read who signed, except for what you allow/);
      assert.doesNotMatch(withoutLinks(body), /Ana/);
    }
    assert.doesNotMatch(plain.mail.text!, /publicly/);
    assert.match(plain.mail.text!, /can read who signed\./);
  });

  it('is shown with its comment once that is approved', async (t) => {
    const { signAndConfirm, latest, decide } = await setUp(t);
    await signAndConfirm(ANA);
    await decide('approve');
    assert.deepEqual(await latest(), [{ name: 'Ana O.', comment: 'Let them stay.' }]);
  });

  it('is shown without a refused comment, which is kept only encrypted for the organizer', async (t) => {
    const { signAndConfirm, latest, decide, comments, recordsOf } = await setUp(t);
    await signAndConfirm(ANA);
    await decide('refuse');
    assert.deepEqual(await latest(), [{ name: 'Ana O.', comment: null }]);
    assert.deepEqual(
      (await comments()).map(({ comment }) => comment),
      [null],
    );
    assert.equal((await recordsOf(SLUG))[0]?.comment, 'Let them stay.');
  });

  it('is no longer shown once the organizer hides it, but still counts', async (t) => {
    const { signAndConfirm, latest, decide, countOf } = await setUp(t);
    await signAndConfirm(ANA);
    await decide('hide');
    assert.deepEqual(await latest(), []);
    assert.equal((await countOf(SLUG)).count, 1);
  });

  it('is no longer shown if somebody else signs at the moment of its withdrawal, so that the count stays', async (t) => {
    const { signAndConfirm, signAndGetEmail, confirmWith, pressButton, latest, countOf } = await setUp(t);
    const ana = await signAndConfirm(ANA);
    const ben = await signAndGetEmail({ ...ANA, display: false, email: 'ben@example.org' });
    const { count } = await countOf(SLUG);
    assert.equal((await latest()).length, 1);
    await confirmWith(ben.links.confirm!, {});
    await pressButton(ana.links.withdraw!);
    assert.equal((await countOf(SLUG)).count, count);
    assert.deepEqual(await latest(), []);
  });

  it('is no longer shown after it is withdrawn, and is shown again after signing again', async (t) => {
    const { signAndConfirm, latest, decide, pressButton } = await setUp(t);
    const { links } = await signAndConfirm(ANA);
    await decide('approve');
    await pressButton(links.withdraw!);
    assert.deepEqual(await latest(), []);
    await signAndConfirm({ ...ANA, comment: 'I am back.' });
    assert.deepEqual(await latest(), [{ name: 'Ana O.', comment: null }]);
  });

  it('is shown among the latest five, newest first', async (t) => {
    const { signAndConfirm, latest, pressButton } = await setUp(t);
    const emails = [];
    for (const name of ['Ada', 'Ben', 'Cem', 'Dia', 'Eva', 'Flo', 'Gus']) {
      emails.push(await signAndConfirm({ ...ANA, givenName: name, email: `${name}@example.org` }));
    }
    const names = async () => (await latest()).map(({ name }) => name.split(' ')[0]);
    assert.deepEqual(await names(), ['Gus', 'Flo', 'Eva', 'Dia', 'Cem']);
    await pressButton(emails[4]!.links.withdraw!);
    assert.deepEqual(await names(), ['Gus', 'Flo', 'Dia', 'Cem', 'Ben']);
  });

  it('is shown on the hosted page, whose form has the checkbox', onlyOnce, async (t) => {
    const { signAndConfirm, decide, get, post, mailer, mail, confirmWith, latest, context } = await setUp(t);
    const page = () => get(`/p/${SLUG}`).then((response) => response.text());
    assert.match(await page(), /<input type="checkbox" name="display" value="true" >/);
    assert.match(await page(), /unless you check the box for it/);
    assert.match(await page(), /except for what you choose to show publicly/);
    await signAndConfirm({ ...ANA, comment: 'Because <b>we</b> must.' });
    await decide('approve');
    await context.petitions.refresh();
    assert.match(await page(), /Ana O\.<\/strong> <q>Because &lt;b&gt;we&lt;\/b&gt; must\./);

    await post(
      `/p/${SLUG}`,
      form({ givenName: 'Ben', familyName: 'Adler', email: 'ben@example.org', display: 'true' }),
      FORM,
    );
    await mailer.deliver();
    await confirmWith(mail.emails.at(-1)!.links.confirm!, { display: 'true' });
    assert.equal((await latest())[0]?.name, 'Ben A.');
  });

  it('is unreadable in a copy of the database, whether or not it is approved', async (t) => {
    const { signAndConfirm, signAndGetEmail, decide, databaseUrl } = await setUp(t);
    await signAndConfirm(ANA);
    await decide('approve');
    await signAndGetEmail({ ...ANA, email: 'another@example.org' });
    for (const { where, bytes } of await storedBytes(databaseUrl)) {
      assert.ok(!bytes.includes('Let them stay.') && !bytes.includes('Ana O.'), where);
    }
  });
});

describe('a name that is to be shown', () => {
  it('is cut to one word and an initial, wherever the whole name was entered', onlyOnce, async (t) => {
    const { signAndConfirm, latest } = await setUp(t);
    await signAndConfirm({ ...ANA, givenName: 'Ana María Okoro', familyName: '' });
    await signAndConfirm({ ...ANA, givenName: 'Ben Okoro', email: 'ben@example.org' });
    assert.deepEqual(
      (await latest()).map(({ name }) => name),
      ['Ben O.', 'Ana'],
    );
  });

  for (const givenName of ['Ana2', 'evil.example', '🌻', `Z${'\u0301'.repeat(20)}`]) {
    it(
      `is refused before signing if it is ${givenName}, and accepted if it isn’t shown`,
      onlyOnce,
      async (t) => {
        const { sign, post, rowsOf } = await setUp(t);
        const refused = await sign(SLUG, { ...ANA, givenName });
        assert.equal(refused.status, 422);
        assert.deepEqual(((await refused.json()) as ProblemDetails).errors, [
          { field: 'givenName', code: 'characters' },
        ]);
        const page = await post(`/p/${SLUG}`, form({ ...ANA, givenName, display: 'true' }), FORM);
        assert.equal(page.status, 422);
        assert.match(await page.text(), /id="givenName-error">This contains a character/);
        assert.equal(await rowsOf(SLUG), 0);
        assert.equal((await sign(SLUG, { ...ANA, givenName, display: false })).status, 202);
        assert.equal((await sign('mend-the-bridge', { ...ANA, givenName })).status, 202);
      },
    );
  }

  describe('if the petition’s names are approved', () => {
    const APPROVED = { ...PETITION, approveNames: true };

    it('appears once it is approved, with or without a comment', async (t) => {
      const { signAndConfirm, latest, decide, comments, load } = await setUp(t);
      await load([APPROVED]);
      await signAndConfirm({ ...ANA, comment: '' });
      await signAndConfirm({ ...ANA, givenName: 'Ben', email: 'ben@example.org' });
      assert.deepEqual(await latest(), []);
      assert.deepEqual(
        (await comments()).map(({ waiting }) => waiting),
        [true, true],
      );
      await decide('approve', 0);
      assert.deepEqual(await latest(), [{ name: 'Ana O.', comment: null }]);
      await decide('approve', 1);
      assert.deepEqual(
        (await latest()).map(({ name, comment }) => [name, comment]),
        [
          ['Ben O.', 'Let them stay.'],
          ['Ana O.', null],
        ],
      );
    });

    it('appears without a comment that is refused, and stays hidden if there is none to refuse', async (t) => {
      const { signAndConfirm, latest, decide, load } = await setUp(t);
      await load([APPROVED]);
      await signAndConfirm({ ...ANA, comment: '' });
      await signAndConfirm({ ...ANA, givenName: 'Ben', email: 'ben@example.org' });
      await decide('refuse', 0);
      await decide('refuse', 1);
      assert.deepEqual(await latest(), [{ name: 'Ben O.', comment: null }]);
    });

    it('stays shown if it was before, and appears once names need no approval anymore', async (t) => {
      const { signAndConfirm, latest, load } = await setUp(t);
      await signAndConfirm({ ...ANA, comment: '' });
      await load([APPROVED]);
      await signAndConfirm({ ...ANA, givenName: 'Ben', email: 'ben@example.org', comment: '' });
      assert.deepEqual(
        (await latest()).map(({ name }) => name),
        ['Ana O.'],
      );
      await load([{ ...APPROVED, approveNames: false }]);
      assert.deepEqual(
        (await latest()).map(({ name }) => name),
        ['Ben O.', 'Ana O.'],
      );
    });
  });
});

describe('a signature that must not be public', () => {
  it('is hidden if the box is unchecked or the petition shows nobody', async (t) => {
    const { signAndConfirm, latest, recordsOf } = await setUp(t);
    await signAndConfirm({ ...ANA, display: false });
    await signAndConfirm({ ...ANA, display: true, email: 'ben@example.org' }, 'mend-the-bridge');
    assert.deepEqual(await latest(), []);
    assert.deepEqual(await latest('mend-the-bridge'), []);
    assert.equal((await recordsOf('mend-the-bridge'))[0]?.display, false);
  });

  it('can’t be revealed by somebody else: an address that has signed gets no link to show it', async (t) => {
    const { signAndConfirm, signAndGetEmail, latest, context } = await setUp(t);
    await signAndConfirm({ ...ANA, display: false });
    await context.storage.db.updateTable('pending_signature').set({ quiet_until: null }).execute();
    const email = await signAndGetEmail(ANA);
    assert.deepEqual(Object.keys(email.links), ['withdraw', 'unsubscribe']);
    assert.deepEqual(await latest(), []);
  });

  it(
    'is hidden if no emails are sent: anybody could show anybody else’s name, and see who had signed',
    onlyOnce,
    async (t) => {
      const server = await start(t, { petitions: [PETITION] });
      const petition = async () => (await (await server.get(`/v1/petitions/${SLUG}`)).json()) as Petition;
      assert.equal((await petition()).fields.display, 'off');
      assert.equal((await server.sign(SLUG, ANA)).status, 202);
      await server.context.petitions.refresh();
      assert.deepEqual((await petition()).latest, []);
      assert.equal((await server.recordsOf(SLUG))[0]?.display, false);
      assert.match(
        await (await server.get(`/p/${SLUG}`)).text(),
        /Your name is not shown here or anywhere else\.</,
      );
    },
  );

  it('is hidden once the petition turns display off', async (t) => {
    const { signAndConfirm, latest, load } = await setUp(t);
    await signAndConfirm(ANA);
    assert.equal((await latest()).length, 1);
    await load([{ ...PETITION, fields: { ...PETITION.fields, display: 'off' } }]);
    assert.deepEqual(await latest(), []);
  });

  it('is hidden if its row is damaged, but still counts', async (t) => {
    const { latest, context, countOf, signAndConfirm } = await setUp(t);
    await signAndConfirm(ANA);
    await signAndConfirm({ ...ANA, email: 'ben@example.org' });
    await context.storage.db
      .updateTable('shown_signature')
      .set({ shown: Buffer.alloc(60) })
      .execute();
    assert.deepEqual(await latest(), []);
    assert.equal((await countOf(SLUG)).count, 2);
  });
});
