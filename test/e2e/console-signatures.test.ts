import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import {
  armor,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import type { ElementHandle, Page } from 'puppeteer-core';
import { axe } from './axe.ts';
import {
  addAuthenticator,
  click,
  find,
  invitationLink,
  showsText,
  signUpOrganizer,
  tabTo,
  textOf,
  typeInto,
} from './console-user.ts';
import { openPage } from './harness.ts';
import { PAYLOADS } from './payloads.ts';
import { waitUntil } from './wait.ts';
import { openWindow, useStage } from './window.ts';

const SLUG = 'let-her-stay';
const OTHER = 'keep-the-garden';
const TITLE = `Let her stay ${PAYLOADS[1]}`;
const FIELDS = {
  postalCode: 'optional',
  country: 'optional',
  comment: 'optional',
  partnerContact: 'optional',
};

/** The first two names stay as they are; the others are payloads. */
const SIGNERS = [
  {
    givenName: 'Nkechi',
    familyName: 'Abalone',
    email: 'nkechi@example.org',
    postalCode: '10178',
    contact: true,
  },
  {
    givenName: 'Bolivar',
    familyName: 'Quillon',
    email: 'bolivar@example.org',
    comment: PAYLOADS[0]!,
    partner: 'harbor',
    partnerContact: true,
  },
  {
    givenName: PAYLOADS[36]!,
    familyName: PAYLOADS[1]!,
    email: 'c@example.org',
    comment: PAYLOADS[38]!,
    partner: 'harbor',
  },
  {
    givenName: PAYLOADS[3]!,
    familyName: '=1+1',
    email: 'd@example.org',
    postalCode: '=1+1',
    comment: PAYLOADS[12]!,
  },
];

/** What must not leave the page, nor stay in it. */
const SECRETS = [
  'AGE-SECRET-KEY',
  'Nkechi',
  'Abalone',
  'nkechi@example.org',
  '10178',
  'Bolivar',
  'Quillon',
  'bolivar@example.org',
];

/** Everything that a page keeps in its browser, as text. */
const storedIn = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const cached = await Promise.all(
      (await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map(({ url }) => url),
      ),
    );
    const files: string[] = [];
    const root = await navigator.storage.getDirectory();
    for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys()) files.push(name);
    const kept = { ...localStorage, ...sessionStorage };
    return JSON.stringify([kept, databases, cached, files, document.cookie, history.state, location.href]);
  });

describe('the signatures in the console', () => {
  const stage = useStage();
  let page: Page;
  let identity = '';
  let sent: string[] = [];
  const path = (name: string) => join(stage.dataDir, name);
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(path(name), content);
    return path(name);
  };
  const upload = async (selector: string, file: string) =>
    ((await find(page, selector)) as ElementHandle<HTMLInputElement>).uploadFile(file);
  const visit = async (slug: string) => {
    await page.goto(`${stage.petitions}/console/petitions/${slug}/signatures`);
    await showsText(page, '1. Get the sealed file');
  };
  const download = async () => {
    await click(page, '#download');
    await showsText(page, 'The file is ready');
  };
  const openWith = async (file: string) => {
    await upload('#identity-file', file);
    await click(page, '#open');
  };
  const saved = async (name: string, act: () => Promise<unknown>) => {
    rmSync(path(name), { force: true });
    await act();
    await waitUntil(`${name} is saved`, async () => readdirSync(stage.dataDir).includes(name));
    return readFileSync(path(name), 'utf8');
  };

  /**
   * Replaces the server's answers to requests whose URL ends so, until the page is loaded again. Not with the browser's
   * own interception, in which the scripts of a worker are sometimes never loaded.
   */
  const answerInstead = (ending: string, headers: Record<string, string>, body: string) =>
    page.evaluate(
      (ending, headers, body) => {
        const { fetch } = window;
        window.fetch = async (input, init) => {
          const answer = await fetch(input, init);
          return answer.url.endsWith(ending) ? new Response(body, { headers }) : answer;
        };
      },
      ending,
      headers,
      body,
    );

  before(async () => {
    await stage.load([
      {
        slug: SLUG,
        creator: 'Neighbors',
        target: 'Governor of the State',
        fields: FIELDS,
        partners: { harbor: 'Harbor Aid' },
        texts: { en: { title: TITLE, text: 'She is our neighbor.' } },
      },
      {
        slug: OTHER,
        creator: 'Neighbors',
        texts: { en: { title: 'Keep the garden', text: 'It is green.' } },
      },
    ]);
    for (const signer of SIGNERS) {
      const response = await fetch(`${stage.petitions}/v1/petitions/${SLUG}/signatures`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(signer),
      });
      assert.equal(response.status, 202, await response.text());
    }
    await waitUntil('they are counted', async () => (await stage.listed(SLUG)).signed === SIGNERS.length);
    identity = readFileSync(path('identity'), 'utf8');
    ({ page, sent } = await signUpOrganizer(stage, 'Irena'));
    await visit(SLUG);
  });

  it('tests that the identity opens what the server seals, and says when and by whom', async () => {
    await showsText(page, 'Nobody has proven yet');
    await click(page, '#prove');
    await showsText(page, 'Choose or paste your identity.');
    await upload('#identity-file', write('identity.wrong', await generateX25519Identity()));
    await click(page, '#prove');
    await showsText(page, 'This identity does not open the signatures.');
    await upload('#identity-file', path('identity'));
    await click(page, '#prove');
    await showsText(page, 'It works: this identity opens the signatures.');
    await showsText(page, 'by Irena');
  });

  it('says what is wrong with an identity, and what to do', async () => {
    await click(page, '#open');
    await showsText(page, 'Get the sealed file first.');
    await download();
    const recipient = await identityToRecipient(await generateX25519Identity());
    for (const [content, words] of [
      [recipient, 'This is the recipient, which is the public key.'],
      ['# a comment\n', 'There is no identity in this.'],
      ['AGE-SECRET-KEY-1QQQ', 'This is not an identity, or a part of it is missing.'],
      [await generateX25519Identity(), 'This identity does not open the signatures.'],
    ] as const) {
      await openWith(write('identity.txt', content));
      await showsText(page, words);
    }
    assert.deepEqual(await axe(page), []);
    const encrypter = new Encrypter();
    encrypter.setPassphrase('correct horse');
    encrypter.setScryptWorkFactor(10);
    const locked = armor.encode(await encrypter.encrypt(identity));
    await openWith(write('identity.age', locked));
    await showsText(page, 'This identity is protected by a passphrase.');
    await typeInto(page, '#passphrase', 'wrong');
    await click(page, '#open');
    await showsText(page, 'This passphrase does not open the identity.');
    await typeInto(page, '#passphrase', 'correct horse');
    await click(page, '#open');
    await showsText(page, '4 signatures opened');
  });

  it('shows the first rows as text, and how many match a choice', async () => {
    await showsText(page, '4 signatures match.');
    await showsText(page, 'Abalone');
    await showsText(page, PAYLOADS[12]!);
    await click(page, '#contact');
    await showsText(page, '1 signature matches.');
    await click(page, '#contact');
    await (await find(page, 'console-opened-signatures >>> #partner')).select(':harbor');
    // Those who didn't allow the partner to email them aren't handed to it.
    await showsText(page, '1 signature matches.');
    await (await find(page, 'console-opened-signatures >>> #partner')).select('all');
    await showsText(page, '4 signatures match.');
    assert.equal(await page.evaluate('window.__ran'), undefined);
  });

  it('saves what the command line writes, with a byte order mark for Excel', async () => {
    const sort = (lines: string) => lines.trimEnd().split('\n').sort().join('\n');
    const pick = async (format: string, name: string) => {
      await click(page, `[value="${format}"]`);
      return saved(name, () => click(page, '#save-button'));
    };
    const options = ['export', SLUG, '--identity', path('identity'), '--format'];
    const ndjson = await pick('ndjson', `${SLUG}.ndjson`);
    assert.equal(sort(ndjson), sort(await stage.command(...options, 'ndjson')));
    const csv = await pick('excel', `${SLUG}.csv`);
    assert.equal(sort(csv), sort(await stage.command(...options, 'csv')));
    assert.ok(csv.startsWith('\ufeff'));
    assert.match(csv, /"'=1\+1"/);
    await showsText(page, 'Saved 4 signatures.');
    for (const column of ['email', 'comment', 'givenName', 'familyName']) {
      await click(page, `#save-columns [value="${column}"]`);
    }
    await click(page, '[value="csv"]');
    const plain = await saved(`${SLUG}.csv`, () => click(page, '#save-button'));
    assert.ok(plain.startsWith('"postalCode","country",'), 'no byte order mark, and only the chosen columns');
    assert.ok(!plain.includes('@example.org'));
  });

  it('streams to the place that its owner picks, where the browser asks for one', async () => {
    // As text: a function with a name would not survive being sent to the browser.
    await page.evaluate(`window.showSaveFilePicker = async ({ suggestedName }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true })`);
    await click(page, '[value="ndjson"]');
    await click(page, '#save-button');
    await showsText(page, 'Saved 4 signatures.');
    const written = await page.evaluate(async (name) => {
      const root = await navigator.storage.getDirectory();
      const text = await (await (await root.getFileHandle(name)).getFile()).text();
      await root.removeEntry(name);
      return text;
    }, `${SLUG}.ndjson`);
    assert.equal(written.trimEnd().split('\n').length, 4);
    assert.match(written, /"10178"/);
  });

  it('prints a cover and a numbered list with names and postal codes, and never an email address', async () => {
    await page.evaluate(() => {
      window.print = () => {};
    });
    await click(page, '#print-button');
    await waitUntil('the list stands in the document', async () => (await page.$('.printed-list')) !== null);
    await page.emulateMediaType('print');
    const list = (await page.$('.printed-list'))!;
    assert.equal(await list.isVisible(), true);
    assert.equal(await (await page.$('petition-console'))!.isVisible(), false);
    const printed = await textOf(list);
    assert.ok(printed.startsWith(`${TITLE} To: Governor of the State 4 signatures As of `), printed);
    assert.match(printed, /# Name Postal code 1 /);
    assert.match(printed, /Nkechi Abalone 10178/);
    assert.doesNotMatch(printed, /@example/);
    assert.equal(await page.$('.printed-list img, .printed-list script'), null);
    const pdf = Buffer.from(await page.pdf({ format: 'A4' })).toString('latin1');
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 2, 'a cover and one page');
    await page.emulateMediaType('screen');
  });

  it('has nothing that axe objects to, in light and dark, and fits into a phone', async () => {
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      assert.deepEqual(await axe(page), [], scheme);
    }
    await page.setViewport({ width: 360, height: 800 });
    const wide = () =>
      page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(await wide(), false);
    await click(page, '#again');
    await showsText(page, '1. Get the sealed file');
    assert.equal(await wide(), false);
    assert.deepEqual(await axe(page), []);
    await page.setViewport({ width: 1280, height: 900 });
  });

  it('has sent nothing that was opened or chosen, and keeps nothing of it', async () => {
    const urls = sent.map(
      (event) => (JSON.parse(event) as { request?: { url?: string } }).request?.url ?? '',
    );
    assert.ok(
      urls.some((url) => url.endsWith('/signatures.sealed')),
      'downloads are recorded',
    );
    assert.ok(
      urls.some((url) => url.includes('/opening-worker-')),
      'the worker is recorded',
    );
    const proofs = sent.filter(
      (event) => event.includes('/console/api/identity-proof"') && event.includes('secret'),
    );
    assert.equal(proofs.length, 1, 'bodies are recorded');
    const storage = await storedIn(page);
    for (const secret of SECRETS) {
      assert.deepEqual(
        sent.filter((event) => event.includes(secret)),
        [],
        secret,
      );
      assert.ok(!storage.includes(secret), secret);
    }
  });

  it('ends the worker, and forgets the identity, when its screen is left', async () => {
    await download();
    await openWith(path('identity'));
    await showsText(page, '4 signatures opened');
    const [worker] = page.workers();
    await assert.rejects(worker!.evaluate('fetch("/healthz")'), /Failed to fetch/, 'it can reach no server');
    await click(page, 'nav a[href="/console/"]');
    await showsText(page, 'Search petitions');
    await waitUntil('the worker is gone', async () => page.workers().length === 0);
    await page.goBack();
    await showsText(page, '1. Get the sealed file');
    assert.equal(await page.$('>>> console-opened-signatures'), null);
  });

  it('names truncated, foreign, and empty files before anything can be saved', async () => {
    const sealed = await stage.command('export', SLUG, '--sealed');
    const foreign = await stage.command('export', OTHER, '--sealed');
    for (const [index, [content, words]] of [
      ['', 'This file is empty.'],
      ['name,email\nAna,a@b.cd\n', 'This is not a sealed file of a petition.'],
      ['{"sealedPetition":9}\n', 'This file was written by a newer version.'],
      [foreign, `This file belongs to another petition: ${OTHER}.`],
    ].entries()) {
      await upload('#sealed', write(`${index}.sealed`, content!));
      if (content !== '') await openWith(path('identity'));
      await showsText(page, words!);
    }
    await upload('#sealed', write('some.sealed', sealed.slice(0, -40)));
    await openWith(path('identity'));
    await showsText(page, 'This file is incomplete or was changed');
    assert.equal(await page.$('>>> #save-button'), null);
    await click(page, '#anyway');
    await find(page, '#save-button');
    await click(page, '#again');
  });

  it('refuses a file that is too large for a browser, and says which command opens it', async () => {
    await showsText(page, '1. Get the sealed file');
    // Nearly all of it is a hole, which takes no place on the disk.
    write('large.sealed', '');
    truncateSync(path('large.sealed'), 1_100_000_000);
    await upload('#sealed', path('large.sealed'));
    await openWith(path('identity'));
    await showsText(page, 'This is more than a browser can hold.');
    await showsText(page, `petitions decrypt ${SLUG}.sealed --identity FILE`);
    await visit(SLUG);
    await answerInstead('/signatures.sealed', { 'X-Signatures': '1000001' }, '');
    await click(page, '#download');
    await showsText(page, 'This is more than a browser can hold.');
  });

  it('opens nothing for the server but a challenge, such as the data key of signatures', async () => {
    await visit(SLUG);
    const encrypter = new Encrypter();
    const line = identity.split('\n').find((text) => text.startsWith('AGE-SECRET-KEY'))!;
    encrypter.addRecipient(await identityToRecipient(line));
    const dataKey = await encrypter.encrypt(crypto.getRandomValues(new Uint8Array(32)));
    await answerInstead(
      '/identity-proof/challenge',
      { 'Content-Type': 'application/json' },
      JSON.stringify({ sealed: Buffer.from(dataKey).toString('base64') }),
    );
    const before = sent.length;
    await upload('#identity-file', path('identity'));
    await click(page, '#prove');
    await showsText(page, 'The server sent something else than a test message.');
    const urls = sent.slice(before).map((event) => JSON.parse(event).request?.url as string | undefined);
    assert.ok(urls.some((url) => url?.endsWith('/challenge')));
    assert.ok(!urls.some((url) => url?.endsWith('/identity-proof')));
  });

  it('stops opening when asked, and keeps nothing', async () => {
    await visit(SLUG);
    await download();
    const encrypter = new Encrypter();
    encrypter.setPassphrase('correct horse');
    // Slow to open, so that there is something to stop.
    encrypter.setScryptWorkFactor(17);
    await openWith(write('slow.age', await encrypter.encrypt(identity)));
    await showsText(page, 'This identity is protected by a passphrase.');
    await typeInto(page, '#passphrase', 'correct horse');
    // Both in the page: a click from outside could come when all is opened.
    await (await find(page, '#open')).evaluate(async (open) => {
      const screen = open.getRootNode() as ShadowRoot;
      (open as HTMLElement).click();
      let stop: HTMLElement | null = null;
      while (!stop) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        stop = screen.querySelector('#stop');
      }
      stop.click();
    });
    await showsText(page, 'Stopped. Nothing was kept.');
    await waitUntil('the worker is gone', async () => page.workers().length === 0);
  });

  it('says that the server is gone, and lets somebody sign in again whose session has ended', async () => {
    await visit(SLUG);
    await page.setOfflineMode(true);
    await click(page, '#download');
    await showsText(page, 'The server doesn’t answer.');
    await page.setOfflineMode(false);
    const cookies = await stage.window.cookies();
    await stage.window.deleteCookie(...cookies.filter(({ name }) => name === 'console'));
    await typeInto(page, '#identity-text', 'typed before');
    await click(page, '#download');
    await showsText(page, 'Your session has ended');
    await click(page, 'dialog >>> ::-p-text(Sign in with a passkey)');
    await showsText(page, 'The file is ready');
    const typed = await (await find(page, '#identity-text')).evaluate(
      (field) => (field as HTMLTextAreaElement).value,
    );
    assert.equal(typed, 'typed before');
  });

  it('works with a keyboard alone, with a pasted identity', async () => {
    await visit(SLUG);
    await tabTo(page, '#download');
    await page.keyboard.press('Enter');
    await showsText(page, 'The file is ready');
    await tabTo(page, '#identity-text');
    const line = identity.split('\n').find((text) => text.startsWith('AGE-SECRET-KEY'))!;
    await page.keyboard.sendCharacter(line);
    await tabTo(page, '#open');
    await page.keyboard.press('Enter');
    await showsText(page, '4 signatures opened');
    await tabTo(page, '#contact');
    await page.keyboard.press('Space');
    await showsText(page, '1 signature matches.');
    await tabTo(page, '#save-button');
  });

  it('gives a partner its own file, and says that only the identity opens it', async () => {
    const window = await openWindow();
    const partner = await openPage(window, 'about:blank');
    await addAuthenticator(partner);
    await partner.goto(
      await invitationLink(stage, 'Harbor', '--role', 'partner', '--petition', SLUG, '--partner', 'harbor'),
    );
    await click(partner, '::-p-text(Create a passkey)');
    await showsText(partner, 'Signed in as Harbor');
    await partner.goto(`${stage.petitions}/console/petitions/${SLUG}/signatures`);
    await showsText(partner, 'without the identity, which the organizer keeps, nobody can open the file');
    await click(partner, '#download');
    await showsText(partner, 'The file is ready');
    assert.equal(await partner.$('>>> #prove'), null);
    assert.deepEqual(await axe(partner), []);
    await click(partner, '#have-identity summary');
    const field = (await find(partner, '#identity-file')) as ElementHandle<HTMLInputElement>;
    await field.uploadFile(path('identity'));
    await click(partner, '#open');
    await showsText(partner, '2 signatures opened');
    // As on the command line: only who allowed the partner to email them.
    await showsText(partner, '1 signature matches.');
    await showsText(partner, 'Quillon');
    await window.close();
  });

  it('opens a partner’s own file with the partner’s identity, and not with the organizer’s', async () => {
    const own = await generateHybridIdentity();
    const recipient = await identityToRecipient(own);
    await stage.load([
      {
        slug: 'own-file',
        creator: 'Neighbors',
        fields: FIELDS,
        partners: { harbor: { name: 'Harbor Aid', recipient } },
        texts: { en: { title: 'Keep the pond', text: 'It is deep.' } },
      },
    ]);
    for (const signer of SIGNERS) {
      const response = await fetch(`${stage.petitions}/v1/petitions/own-file/signatures`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(signer),
      });
      assert.equal(response.status, 202, await response.text());
    }
    const window = await openWindow();
    const partner = await openPage(window, 'about:blank');
    await addAuthenticator(partner);
    await partner.goto(
      await invitationLink(
        stage,
        'Own',
        '--role',
        'partner',
        '--petition',
        'own-file',
        '--partner',
        'harbor',
      ),
    );
    await click(partner, '::-p-text(Create a passkey)');
    await showsText(partner, 'Signed in as Own');
    await partner.goto(`${stage.petitions}/console/petitions/own-file/signatures`);
    await showsText(partner, 'only your own identity opens the file');
    await showsText(partner, 'the private key that you or your organization made for this');
    await click(partner, '#download');
    await showsText(partner, 'The file is ready');
    const field = (await find(partner, '#identity-file')) as ElementHandle<HTMLInputElement>;
    await field.uploadFile(path('identity'));
    await click(partner, '#open');
    await showsText(partner, 'This identity does not open the signatures.');
    await field.uploadFile(write('own.identity', own));
    await click(partner, '#open');
    await showsText(partner, '1 signature opened');
    await showsText(partner, 'Quillon');
    // Nothing about other partners, or about what people allowed the organizer.
    assert.equal(await partner.$('>>> :is(#partner, #contact, input[value=contact])'), null);
    assert.deepEqual(await axe(partner), []);
    await window.close();

    await visit('own-file');
    await showsText(page, 'Save the file for Harbor Aid, which only its identity opens');
    const sealed = await saved('own-file.harbor.sealed', () =>
      click(page, '::-p-text(Harbor Aid, which only)'),
    );
    assert.equal(sealed.split('\n').filter((line) => line.startsWith('{"signer"')).length, 1);
  });
});
