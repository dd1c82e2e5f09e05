import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { ElementHandle, Page } from 'puppeteer-core';
import { DAY_MS, utcDay } from '../../server/lib/time.ts';
import { openSqlite } from '../support/sqlite.ts';
import { axe } from './axe.ts';
import {
  addAuthenticator,
  click,
  find,
  invitationLink,
  showsText,
  textOf,
  typeInto,
} from './console-user.ts';
import { openPage } from './harness.ts';
import { PAYLOADS } from './payloads.ts';
import { waitForEmail, waitUntil } from './wait.ts';
import { useStage } from './window.ts';

const SLUG = 'let-her-stay';
const SCREENS = [
  `petitions/${SLUG}/comments`,
  `petitions/${SLUG}/safety`,
  `petitions/${SLUG}`,
  'health',
  'audit',
  'tokens',
];

describe('the console’s care for a petition', () => {
  const stage = useStage({ withEmails: true });
  let page: Page;

  const visit = async (path: string) => {
    await page.goto(`${stage.petitions}/console/${path}`);
  };
  const sign = async (email: string, more: object = {}, slug = SLUG) => {
    const response = await fetch(`${stage.petitions}/v1/petitions/${slug}/signatures`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ givenName: 'Ada', familyName: 'Moss', email, ...more }),
    });
    assert.equal(response.status, 202);
    const { links } = await waitForEmail(stage.emails, email);
    const confirmed = await fetch(links.confirm!, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ sure: 'yes', ...('display' in more && { display: 'true' }) }),
    });
    assert.equal(confirmed.status, 200);
  };
  /** Types the petition's slug into the dialog. */
  const confirm = async () => {
    await typeInto(page, '#typed', SLUG);
    await page.keyboard.press('Enter');
  };
  const focused = () =>
    page.evaluate(() => {
      let element: Element | null = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.textContent?.trim();
    });
  const comments = async (list: string) =>
    Promise.all((await page.$$(`>>> #${list} li`)).map((item) => textOf(item)));

  before(async () => {
    await stage.load([
      {
        slug: SLUG,
        creator: 'Neighbors',
        fields: { familyName: 'optional', comment: 'optional', display: 'optional' },
        partners: { harbor: 'Harbor Aid' },
        texts: { en: { title: 'Let her stay', text: 'She has lived here for years.' } },
      },
    ]);
    await sign('a@example.org', { givenName: 'Ana', comment: 'She is my neighbor.', display: true });
    await sign('b@example.org', { givenName: 'Ben', comment: `Awful ${PAYLOADS[1]}`, display: true });
    await sign('c@example.org', { partner: 'harbor' });
    page = await openPage(stage.window, 'about:blank');
    await addAuthenticator(page);
    await page.goto(await invitationLink(stage, 'Irena'));
    await click(page, '::-p-text(Create a passkey)');
    await showsText(page, 'Signed in as Irena');
  });

  it('approves and refuses comments with the keyboard alone, and undoes the last decision', async () => {
    await visit(SCREENS[0]!);
    await showsText(page, 'She is my neighbor.');
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await showsText(page, 'Ana M. is public now.');
    await page.keyboard.press('r');
    await showsText(page, 'The comment by Ben M. is not public.');
    await showsText(page, 'Nothing is waiting.');
    assert.match((await comments('decided'))[0]!, /^Ben M\. Awful .*You can undo this until/);
    const petition = async () => (await fetch(`${stage.petitions}/p/${SLUG}`)).text();
    await waitUntil('the comment is public', async () => (await petition()).includes('She is my neighbor.'));
    assert.doesNotMatch(await petition(), /Awful/);
    await page.keyboard.press('u');
    await showsText(page, 'The decision about');
    assert.equal((await comments('waiting')).length, 1);
    assert.equal(await page.evaluate('window.__ran'), undefined);
  });

  it('does nothing on a letter that is typed into a field, or pressed with a modifier key', async () => {
    await visit(SCREENS[0]!);
    await showsText(page, 'Awful');
    const before = await comments('waiting');
    await page.keyboard.press('j');
    await page.keyboard.down('Control');
    await page.keyboard.press('h');
    await page.keyboard.up('Control');
    await (await find(page, 'footer select')).focus();
    await page.keyboard.press('h');
    await page.keyboard.press('Escape');
    assert.deepEqual(await comments('waiting'), before);
    await visit(SCREENS[0]!);
    await showsText(page, 'Waiting for you');
  });

  it('says that somebody else decided meanwhile, and shows how it is now', async () => {
    await visit(SCREENS[0]!);
    await showsText(page, 'Awful');
    await stage.command('comments', SLUG, '--approve', (await handleOf(await find(page, '#waiting li')))!);
    await click(page, '#waiting button');
    await showsText(page, 'Somebody else has decided about Ben M. meanwhile');
    await showsText(page, 'Nothing is waiting.');
  });

  it('removes a robot’s signatures after a preview, the slug, and a passkey', async () => {
    await visit(SCREENS[1]!);
    await click(page, 'console-purge >>> form button');
    await showsText(page, 'Choose a day.');
    await (await find(page, '#since')).evaluate((input, day) => {
      (input as HTMLInputElement).value = day;
    }, utcDay());
    await (await find(page, 'console-purge >>> #partner')).select('harbor');
    await click(page, 'console-purge >>> form button');
    await showsText(page, '1 signature would be removed.');
    assert.match(await textOf(await find(page, '#preview table')), /Harbor Aid 1\b/);
    assert.deepEqual(await axe(page), []);
    await click(page, '#preview button.primary');
    await find(page, '#typed');
    await page.keyboard.press('Escape');
    await waitUntil('the dialog is gone', async () => (await page.$('>>> console-confirm')) === null);
    assert.equal(await focused(), 'Remove for good');
    await page.keyboard.press('Enter');
    await typeInto(page, '#typed', 'another');
    await page.keyboard.press('Enter');
    await showsText(page, `Type exactly: ${SLUG}`);
    assert.deepEqual(await axe(page), []);
    await confirm();
    await showsText(page, '1 signature was removed.');
    await waitUntil(
      'the focus is on the title',
      async () => (await focused()) === 'Remove a robot’s signatures',
    );
  });

  it('erases an address with the identity, which never leaves the page, and answers the same for all', async () => {
    await visit(SCREENS[1]!);
    const identity = readFileSync(`${stage.dataDir}/identity`, 'utf8');
    const privateKey = /AGE-SECRET-KEY-\S+/.exec(identity)![0];
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
    for (const email of ['a@example.org', 'nobody@example.org']) {
      await typeInto(page, '#email', email);
      const file = (await find(page, '#identity')) as ElementHandle<HTMLInputElement>;
      await file.uploadFile(`${stage.dataDir}/identity`);
      await click(page, 'console-erase >>> form > button');
      await confirm();
      await showsText(page, 'is deleted and no longer counts.');
      assert.equal(
        await (await find(page, '#email')).evaluate((input) => (input as HTMLInputElement).value),
        '',
      );
    }
    page.removeAllListeners('request');
    assert.ok(sent.some((text) => text.includes('nobody@example.org')));
    assert.ok(!sent.some((text) => text.includes(privateKey.slice(20, 60))));
    await typeInto(page, '#email', 'a@example.org');
    await click(page, 'console-erase >>> summary');
    await typeInto(page, '#pasted', 'age1 is a public key');
    await click(page, 'console-erase >>> form > button');
    await confirm();
    await showsText(page, 'Choose the file with the private key.');
    await visit(SCREENS[4]!);
    await showsText(page, 'erased an email address');
    await showsText(page, 'removed a robot’s signatures');
    assert.doesNotMatch(await textOf((await page.$('body'))!), /@example/);
  });

  it('knows which identity file was chosen before reading it, and says if it can’t be read', async () => {
    await visit(SCREENS[1]!);
    await typeInto(page, '#email', 'nobody@example.org');
    await page.evaluate(() => {
      const { arrayBuffer } = Blob.prototype;
      Blob.prototype.arrayBuffer = async function (this: Blob) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return arrayBuffer.call(this);
      };
    });
    const copy = `${stage.dataDir}/copy-of-identity`;
    copyFileSync(`${stage.dataDir}/identity`, copy);
    const erase = async () => {
      const [chooser] = await Promise.all([page.waitForFileChooser(), click(page, '#identity')]);
      await chooser.accept([copy]);
      await click(page, 'console-erase >>> form > button');
      await find(page, '#typed');
    };
    await erase();
    // Browsers refuse to read a file that was changed after it was chosen.
    appendFileSync(copy, '\n');
    await confirm();
    await showsText(page, 'The file could not be read.');
    await erase();
    await confirm();
    await showsText(page, 'is deleted and no longer counts.');
  });

  it('shows the server’s health in words, and sends a test email', async () => {
    await visit(SCREENS[3]!);
    await showsText(page, 'Look at this');
    await showsText(page, 'answers; whether it takes emails shows when one is sent');
    await showsText(page, 'Last backup Never');
    await typeInto(page, '#address', 'irena@example.org');
    await page.keyboard.press('Enter');
    await showsText(page, 'The mail server took the email to irena@example.org.');
    assert.ok(stage.emails.some(({ to }) => to === 'irena@example.org'));
  });

  it('says what to do about the server in the reader’s language, with commands and values as they are', async () => {
    const speak = async (language: string) => {
      await (await find(page, 'footer select')).select(language);
      await page.waitForFunction((code) => document.documentElement.lang === code, {}, language);
    };
    await visit(SCREENS[3]!);
    await speak('es');
    await showsText(page, 'Falta la organización responsable en ');
    await showsText(page, 'peticiones en total');
    await showsText(page, 'Última copia de seguridad Nunca');
    await speak('ar');
    await showsText(page, 'قيمة PUBLIC_URL هي');
    assert.equal(await textOf(await find(page, 'console-health >>> code')), 'petitions backup');
    assert.match(await textOf(await find(page, 'console-health >>> bdi')), /^[\w:/.-]+$/);
    await speak('en');
    await showsText(page, 'Look at this');
  });

  it('makes a partner’s link on the growth screen, and revokes it', async () => {
    await visit(SCREENS[2]!);
    await click(page, '[aria-label="Create a link for Harbor Aid"]');
    await showsText(page, 'It is shown only now.');
    const url = await textOf(await find(page, 'console-partner-links >>> console-copy >>> pre'));
    assert.match(await (await fetch(url)).text(), /Harbor Aid/);
    await showsText(page, '1 link works');
    await click(page, '[aria-label="Revoke all links of Harbor Aid"]');
    await click(page, 'console-partner-links >>> dialog button.primary');
    await showsText(page, 'The links of Harbor Aid don’t work anymore.');
    assert.equal((await fetch(url)).status, 404);
  });

  it('creates an API token with a passkey, shows it once, and revokes it', async () => {
    await visit(SCREENS[5]!);
    await click(page, 'console-tokens >>> form button');
    await showsText(page, 'Enter a name.');
    await typeInto(page, '#name', 'Forwarding');
    await click(page, 'console-tokens >>> input[value=sealed]');
    await click(page, 'console-tokens >>> form button');
    await showsText(page, 'Choose a petition.');
    await (await find(page, '#petition')).select(SLUG);
    await click(page, 'console-tokens >>> form button');
    await showsText(page, 'Copy it now: it is shown only once.');
    assert.deepEqual(await axe(page), []);
    const token = await textOf(await find(page, '#created >>> pre'));
    const read = () =>
      fetch(`${stage.petitions}/api/v1/petitions/${SLUG}/signatures.sealed`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    assert.equal((await read()).status, 200);
    await visit(SCREENS[5]!);
    await showsText(page, `Sealed file of ${SLUG}`);
    await showsText(page, 'created by Irena');
    await click(page, '[aria-label="Revoke “Forwarding”"]');
    assert.deepEqual(await axe(page), []);
    await click(page, 'console-tokens >>> dialog button.primary');
    await showsText(page, '“Forwarding” is revoked.');
    assert.equal((await read()).status, 401);
    await visit(SCREENS[4]!);
    await showsText(page, 'Forwarding was used for the first time that day');
  });

  it('has nothing that axe objects to, in light and dark, and fits into a phone', async () => {
    const texts = [
      'Everything else',
      'This petition is not closed.',
      'Numbers for partners',
      'Send a test email to yourself',
      'signed in',
      'With a token, a program reads',
    ];
    for (const [index, path] of SCREENS.entries()) {
      await visit(path);
      await showsText(page, texts[index]!);
      for (const scheme of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        assert.deepEqual(await axe(page), [], `${path} ${scheme}`);
      }
      await page.setViewport({ width: 360, height: 800 });
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      assert.ok(overflow <= 0, `${path} is ${overflow} pixels too wide`);
      await page.setViewport({ width: 1280, height: 900 });
    }
  });

  it('moves old signatures into a sealed file, and deletes that once a whole copy is elsewhere', async () => {
    const slug = 'keep-the-garden';
    const petition = {
      slug,
      creator: 'Neighbors',
      texts: { en: { title: 'Keep it', text: 'It is green.' } },
    };
    await stage.load([petition]);
    await sign('d@example.org', {}, slug);
    await stage.command('close', slug);
    // Two days ago, for which nobody can wait.
    const database = openSqlite(join(stage.dataDir, 'petitions.db'));
    const closedOn = utcDay(Date.now() - 2 * DAY_MS);
    database.prepare('update petition set closed_on = ? where slug = ?').run(closedOn, slug);
    database.close();
    await waitUntil('the server knows', async () => {
      const response = await fetch(`${stage.petitions}/v1/petitions/${slug}`);
      return ((await response.json()) as { status: string }).status === 'closed';
    });
    await visit(`petitions/${slug}/safety`);
    await click(page, '#move');
    await typeInto(page, '#typed', slug);
    await page.keyboard.press('Enter');
    await showsText(page, 'The signatures are in a sealed file now.');
    await showsText(page, 'Moved into sealed files: 1.');
    assert.deepEqual(await axe(page), []);
    const link = await find(page, 'a[download$=".sealed"]');
    const [name, content] = await link.evaluate(async (element) => {
      const { href, download } = element as HTMLAnchorElement;
      return [download, await (await fetch(href)).text()] as const;
    });
    const copy = join(stage.dataDir, name);
    const choose = async (text: string) => {
      writeFileSync(copy, text);
      await (
        (await find(page, 'console-retention >>> input[type=file]')) as ElementHandle<HTMLInputElement>
      ).uploadFile(copy);
    };
    await choose(content.slice(0, -40));
    await showsText(page, 'This is not a whole copy of the file.');
    await page.evaluate(() => {
      const { arrayBuffer } = Blob.prototype;
      Blob.prototype.arrayBuffer = () => {
        Blob.prototype.arrayBuffer = arrayBuffer;
        return Promise.reject(new DOMException('The disk was removed', 'NotReadableError'));
      };
    });
    await choose(content);
    await showsText(page, 'The file could not be read.');
    await choose(content);
    await showsText(page, `${name} was deleted from the server.`);
    assert.equal((await stage.listed(slug)).signed, 1);
  });
});

const handleOf = (item: ElementHandle) => item.evaluate((element) => element.getAttribute('data-handle'));
