import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { BrowserContext, ElementHandle, Page } from 'puppeteer-core';
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
import { waitUntil } from './wait.ts';
import { openWindow, useStage } from './window.ts';

const FIRST_VIEW_MAX_BYTES = 120_000;
const consoleDir = fileURLToPath(new URL('../../dist/console', import.meta.url));

/** A title and a name with what once ran as a script somewhere. */
const TITLE = `Let her stay ${PAYLOADS[1]}`;
const NAME = "Irena <img src=x onerror='__ran=1'>";
const SLUG = 'let-her-stay';
const OTHER = 'keep-the-garden';
const AXE_SCHEMES = ['light', 'dark'] as const;

describe('the console', () => {
  const stage = useStage();
  let page: Page;
  /** The partner's browser, with a device of its own. */
  let window: BrowserContext;
  let partner: Page;
  let link = '';

  const sign = async (slug: string, from: string | undefined, ...emails: string[]) => {
    for (const email of emails) {
      const response = await fetch(`${stage.petitions}/v1/petitions/${slug}/signatures`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ givenName: 'Ada', email, ...(from && { partner: from }) }),
      });
      assert.equal(response.status, 202);
    }
  };
  const visit = async (target: Page, path: string) => {
    await target.goto(`${stage.petitions}/console/${path}`);
  };

  before(async () => {
    await stage.load([
      {
        slug: SLUG,
        creator: 'Neighbors',
        carriedOver: 90,
        partners: { harbor: '=Harbor Aid', gate: 'Open Gate' },
        texts: { en: { title: TITLE, text: 'She has lived here for years.' } },
      },
      {
        slug: OTHER,
        creator: 'Gardeners',
        texts: { en: { title: 'Keep the garden', text: 'It is green.' } },
      },
    ]);
    await sign(SLUG, 'harbor', 'a@example.org', 'b@example.org');
    await sign(SLUG, undefined, 'c@example.org');
    link = await invitationLink(stage, NAME);
    page = await openPage(stage.window, 'about:blank');
    await addAuthenticator(page);
    window = await openWindow();
    partner = await openPage(window, 'about:blank');
    await addAuthenticator(partner);
  });

  it('explains an invitation, takes its token out of the address bar, and signs in with a new passkey', async () => {
    await page.goto(link);
    await showsText(page, `Welcome, ${NAME}`);
    await showsText(page, 'A passkey replaces a password');
    assert.equal(page.url(), `${stage.petitions}/console/`);
    assert.deepEqual(await axe(page), []);
    await click(page, '::-p-text(Create a passkey)');
    await showsText(page, `Signed in as ${NAME}`);
    await showsText(page, TITLE);
  });

  it('says what to do with an invitation that was used, and with one that is incomplete', async () => {
    const stranger = await openPage(await openWindow(), link);
    await showsText(stranger, 'This invitation doesn’t work anymore');
    await showsText(stranger, 'Ask the person who invited you for another');
    await stranger.goto('about:blank');
    await stranger.goto(link.slice(0, -3));
    await showsText(stranger, 'This link is incomplete');
    await stranger.browserContext().close();
  });

  it('lists petitions with their count, today, and the last seven days, and finds them by title', async () => {
    await visit(page, '');
    await showsText(page, TITLE);
    const card = await find(page, `article:has(a[href$="${SLUG}"])`);
    assert.match(await textOf(card), /93 of 100 .*Today 3 Last 7 days 3/);
    const search = await find(page, '#search');
    await search.type('GARDEN');
    await waitUntil('only the garden is listed', async () => (await page.$$('>>> article')).length === 1);
    assert.match(await textOf((await page.$('>>> article'))!), /Keep the garden/);
  });

  it('shows growth as charts with a sentence, a table, and arrow keys', async () => {
    await visit(page, `petitions/${SLUG}`);
    await showsText(page, '3 signatures a day on average');
    await showsText(page, '=Harbor Aid brought the most: 2 of 3 signatures, 66.7%');
    await showsText(page, '90 signatures are counted but not in the charts per day');
    await showsText(page, '7 more to reach the goal of 100');
    const plot = await find(page, '#hours >>> .plot');
    await plot.focus();
    await page.keyboard.press('End');
    const at = () => plot.evaluate((element) => element.getAttribute('aria-valuetext'));
    const last = await at();
    await page.keyboard.press('ArrowLeft');
    assert.notEqual(await at(), last);
    assert.equal(await plot.evaluate((element) => element.getAttribute('aria-valuenow')), '70');
    const table = await page.$('>>> #days >>> tbody');
    assert.match(await textOf(table!), /^\d{4}-\d\d-\d\d 3 2$/);
  });

  it('downloads the numbers as CSV that spreadsheets open without running anything', async () => {
    const session = await page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      downloadPath: stage.dataDir,
      browserContextId: stage.window.id!,
    });
    await click(page, '#days >>> .tools button');
    const read = () => readFileSync(`${stage.dataDir}/${SLUG}-days.csv`, 'utf8');
    await waitUntil('the file is saved', async () =>
      readdirSync(stage.dataDir).includes(`${SLUG}-days.csv`) ? read().endsWith('\r\n') : false,
    );
    const today = new Date().toISOString().slice(0, 10);
    assert.equal(read(), `\uFEFFDay,Signatures,'=Harbor Aid\r\n${today},3,2\r\n`);
  });

  it('draws a line through more than 120 days by day, with its keys, pointer, table, and colors', async () => {
    const slug = 'long-campaign';
    await stage.load([
      { slug, creator: 'Neighbors', texts: { en: { title: 'A long campaign', text: 'It takes time.' } } },
    ]);
    const days = 400;
    const database = openSqlite(join(stage.dataDir, 'petitions.db'));
    const insert = database.prepare(
      "insert into signed_day (petition_id, day, partner, signed) select id, date('now', ?), '', 3 from petition where slug = ?",
    );
    for (let ago = 0; ago < days; ago++) insert.run(`-${ago} days`, slug);
    database.close();
    await visit(page, `petitions/${slug}`);
    const canvas = await find(page, '#cumulative >>> canvas');
    const plot = await find(page, '#cumulative >>> .plot');
    const value = (name: string) =>
      plot.evaluate((element, key) => element.getAttribute(key), `aria-value${name}`);
    const last = Number(await value('max'));
    // One more if the day changes meanwhile.
    assert.ok(last >= days - 1);
    await plot.focus();
    await page.keyboard.press('Home');
    const first = Number((await value('text'))!.split(': ')[1]);
    await page.keyboard.press('ArrowRight');
    assert.equal(await value('now'), '1');
    assert.equal(Number((await value('text'))!.split(': ')[1]), first + 3);
    const marker = await find(page, '#cumulative >>> .u-cursor-pt');
    const left = async (element: ElementHandle) => (await element.boundingBox())!.x;
    const atSecondDay = await left(marker);
    const box = (await plot.boundingBox())!;
    await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2);
    await waitUntil('the last day is selected', async () => (await value('now')) === String(last));
    assert.ok((await left(marker)) > atSecondDay + box.width / 2, 'the marker follows');
    assert.equal((await page.$$('>>> #cumulative >>> tbody tr')).length, last + 1);
    const painted = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
    const inLight = await painted();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await waitUntil('it has the colors of the dark page', async () => (await painted()) !== inLight);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await waitUntil('it has those of the light page again', async () => (await painted()) === inLight);
    assert.deepEqual(await axe(page), []);
  });

  it('invites a partner, who sees only the numbers of its own code, and its snippet', async () => {
    await visit(page, 'accounts');
    await typeInto(page, '#name', 'Harbor');
    await click(page, '::-p-text(Sees how one petition grows)');
    await click(page, 'form button.primary');
    await showsText(page, 'Choose a petition.');
    await (await find(page, '#petition')).select(SLUG);
    await (await find(page, '#partner')).select('harbor');
    await click(page, 'form button.primary');
    await showsText(page, 'Invitation for Harbor');
    await partner.goto(await textOf(await find(page, 'console-copy >>> pre')));
    await showsText(partner, 'through =Harbor Aid');
    await click(partner, '::-p-text(Create a passkey)');
    await showsText(partner, 'Signed in as Harbor');
    await find(partner, 'article');
    assert.equal((await partner.$$('>>> article')).length, 1);
    await click(partner, `a[href$="${SLUG}"]`);
    await showsText(partner, 'For your site');
    const shown = await textOf((await partner.$('>>> main'))!);
    assert.match(shown, /Signatures 2 /);
    assert.match(shown, /<petition-widget petition="let-her-stay" partner="harbor"/);
    assert.match(shown, /\/p\/let-her-stay\?partner=harbor/);
    assert.doesNotMatch(shown, /Open Gate|per hour|of 100/i);
    assert.deepEqual(await axe(partner), []);
    for (const path of [`petitions/${OTHER}`, 'accounts', 'audit']) {
      await visit(partner, path);
      await showsText(partner, 'Page not found');
    }
  });

  it('has nothing on any screen that axe objects to, in light and dark', async () => {
    for (const path of ['', `petitions/${SLUG}`, 'accounts', 'account', 'audit', 'nothing']) {
      await visit(page, path);
      await showsText(page, 'Sign out');
      await page.waitForNetworkIdle();
      for (const scheme of AXE_SCHEMES) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        assert.deepEqual(await axe(page), [], `${path} ${scheme}`);
      }
    }
    assert.equal(await page.evaluate('window.__ran'), undefined);
  });

  it('fits into a phone on every screen', async () => {
    await page.setViewport({ width: 360, height: 800 });
    for (const path of ['', `petitions/${SLUG}`, 'accounts', 'account', 'audit']) {
      await visit(page, path);
      await showsText(page, 'Sign out');
      await page.waitForNetworkIdle();
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      assert.ok(scrollWidth <= clientWidth, `${path} is ${scrollWidth} pixels wide`);
      for (const nav of await page.$$('>>> nav')) {
        const isWhole = await nav.evaluate((element) => element.scrollWidth <= element.clientWidth);
        assert.ok(isWhole, `all links of ${path} are in view`);
      }
    }
    await page.setViewport({ width: 1280, height: 900 });
  });

  it('lets people go back and forward, and moves the focus to the new screen', async () => {
    await visit(page, '');
    await click(page, 'nav a[href="/console/accounts"]');
    await showsText(page, 'Invite somebody');
    assert.equal(page.url(), `${stage.petitions}/console/accounts`);
    assert.match(await page.title(), /^People/);
    const focused = () =>
      page.evaluate(() => document.querySelector('petition-console')!.shadowRoot!.activeElement?.id);
    assert.equal(await focused(), 'main');
    await page.goBack();
    await showsText(page, TITLE);
    await page.goForward();
    await showsText(page, 'Invite somebody');
  });

  it('keeps what was typed when the session has ended meanwhile, and goes on after signing in', async () => {
    await visit(page, 'accounts');
    await typeInto(page, '#name', 'Dario');
    const cookies = await stage.window.cookies();
    await stage.window.deleteCookie(...cookies.filter(({ name }) => name === 'console'));
    await click(page, 'form button.primary');
    await showsText(page, 'Your session has ended');
    assert.deepEqual(await axe(page), []);
    await click(page, 'dialog >>> ::-p-text(Sign in with a passkey)');
    await showsText(page, 'Invitation for Dario');
    await waitUntil('the dialog is gone', async () => (await page.$('>>> dialog')) === null);
  });

  it('removes an account only after its name was typed', async () => {
    await visit(page, 'accounts');
    await click(page, '[aria-label="Remove Dario"]');
    await typeInto(page, '#typed', 'Daria');
    await page.keyboard.press('Enter');
    await showsText(page, 'That is not the name');
    await typeInto(page, '#typed', 'Dario');
    await page.keyboard.press('Enter');
    await showsText(page, 'Dario was removed.');
    await visit(page, 'audit');
    await showsText(page, 'removed the account Dario');
  });

  it('says in words why there is no passkey, and what to do', async () => {
    await visit(page, 'account');
    await click(page, '::-p-text(Add a passkey)');
    // This device has one already.
    await showsText(page, 'This device already has a passkey for your account.');
    await page.evaluate(() => {
      CredentialsContainer.prototype.create = () =>
        Promise.reject(new DOMException('refused', 'NotAllowedError'));
    });
    await click(page, '::-p-text(Add a passkey)');
    await showsText(page, 'it was canceled, took too long, or this device has none');
  });

  it('says that the server is gone, and tries again when asked', async () => {
    await page.setRequestInterception(true);
    let isGone = true;
    page.on('request', (request) => {
      if (isGone && request.url().includes('/console/api/petitions')) void request.abort();
      else void request.continue();
    });
    await visit(page, '');
    await showsText(page, 'The server doesn’t answer.');
    isGone = false;
    await click(page, '::-p-text(Try again)');
    await showsText(page, TITLE);
    page.removeAllListeners('request');
    await page.setRequestInterception(false);
  });

  it('works with a keyboard alone, from signing out to signing in and to a petition', async () => {
    await visit(page, '');
    await showsText(page, TITLE);
    const tabTo = async (wanted: string) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        const text = await page.evaluate(() => {
          let element: Element | null = document.activeElement;
          while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
          return element?.textContent?.trim();
        });
        if (text?.includes(wanted)) return;
      }
      assert.fail(`"${wanted}" can’t be reached with Tab`);
    };
    await tabTo('Sign out');
    await page.keyboard.press('Enter');
    await showsText(page, 'Use the passkey that you created');
    await tabTo('Sign in with a passkey');
    await page.keyboard.press('Enter');
    await showsText(page, 'Signed in as');
    await tabTo(TITLE);
    await page.keyboard.press('Enter');
    await showsText(page, 'Signatures per day');
  });

  it('speaks the language that is chosen in the footer, from right to left if need be', async () => {
    await visit(page, '');
    await (await find(page, 'footer select')).select('ar');
    await waitUntil('the page is from right to left', () =>
      page.evaluate(() => document.documentElement.dir === 'rtl'),
    );
    await page.reload();
    await waitUntil('the language is kept', () =>
      page.evaluate(() => document.documentElement.lang === 'ar'),
    );
    await (await find(page, 'footer select')).select('en');
    await showsText(page, 'Signed in as');
  });

  it('speaks the language that was chosen last, even if another one takes longer to load', async () => {
    const session = await page.createCDPSession();
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*/console/files/vi-*' }] });
    let requestId = '';
    session.once('Fetch.requestPaused', (paused) => {
      requestId = paused.requestId;
    });
    const select = await find(page, 'footer select');
    await select.select('vi');
    await waitUntil('Vietnamese is requested', () => requestId !== '');
    await select.select('fr');
    const shown = () => page.evaluate(() => document.documentElement.lang);
    await waitUntil('the page is in French', async () => (await shown()) === 'fr');
    const loaded = page.waitForResponse((response) => response.url().includes('/vi-'));
    await session.send('Fetch.continueRequest', { requestId });
    await (await loaded).text();
    await session.detach();
    await page.reload();
    await waitUntil('the page has a language', async () => (await shown()) !== 'en');
    assert.equal(await shown(), 'fr');
    await (await find(page, 'footer select')).select('en');
    await showsText(page, 'Signed in as');
  });

  it(`loads at most ${FIRST_VIEW_MAX_BYTES} bytes in brotli for its first view`, async () => {
    const stranger = await openPage(window, 'about:blank');
    const files: string[] = [];
    stranger.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/console/files/')) files.push(pathname.slice('/console/files/'.length));
    });
    await visit(stranger, '');
    await showsText(stranger, 'Signed in as Harbor');
    const bytes = files
      .map((file) => brotliCompressSync(readFileSync(`${consoleDir}/${file}`)).length)
      .reduce((sum, size) => sum + size, 0);
    assert.ok(files.length >= 2, 'screens are files of their own');
    assert.ok(!files.some((file) => file.startsWith('line-plot')), 'it draws no long line');
    assert.ok(bytes <= FIRST_VIEW_MAX_BYTES, `${bytes} bytes`);
    await window.close();
  });
});
