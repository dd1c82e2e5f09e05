import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ElementHandle, Page } from 'puppeteer-core';
import { axe } from './axe.ts';
import { click, find, showsText, signUpOrganizer, tabTo, typeInto } from './console-user.ts';
import { waitUntil } from './wait.ts';
import { useStage } from './window.ts';

const SLUG = 'let-her-stay';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** In no request: cells of columns that nobody chose, and their headers. */
const PRIVATE = ['Membership', 'secret-note', '+1 555 0100'];

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** As many people as make several batches, in a table that Excel writes in German. */
const many = (count: number, domain: string) =>
  [
    'Vorname;Nachname;E-Mail-Adresse;Membership note',
    ...Array.from({ length: count }, (_, index) => `Zoë;Nr${index};zoe${index}@${domain};secret-note`),
    '',
  ].join('\r\n');

describe('importing a file in the console', () => {
  const stage = useStage();
  let page: Page;
  let sent: string[] = [];
  const signed = async () => (await stage.listed(SLUG)).signed;
  const choose = async (name: string, content: string | Buffer) => {
    const file = join(stage.dataDir, name);
    writeFileSync(file, content);
    await ((await find(page, '#file')) as ElementHandle<HTMLInputElement>).uploadFile(file);
  };
  const chosen = async (column: number) => {
    const select = (await find(page, `#column-${column}`)) as ElementHandle<HTMLSelectElement>;
    return select.evaluate(({ value }) => value);
  };
  const select = async (selector: string, value: string) =>
    ((await find(page, selector)) as ElementHandle<HTMLSelectElement>).select(value);
  const check = async (rows: number) => {
    await click(page, '#check');
    await showsText(page, `Rows that can be imported: ${rows.toLocaleString('en')}`);
  };
  const confirm = async () => {
    await click(page, '#import');
    await confirmAsked();
  };
  const confirmAsked = async () => {
    await typeInto(page, '#typed', SLUG);
    await page.keyboard.press('Enter');
  };
  /** Holds back batches that are stored, from one on, until they are released. */
  const holdBatches = (first: number) =>
    page.evaluate((first) => {
      const { fetch } = window;
      let batches = 0;
      const released = new Promise<void>((resolve) => {
        Object.assign(window, { releaseBatches: resolve });
      });
      window.fetch = async (input, init) => {
        const isStored = String(input).endsWith('/import') && String(init?.body).includes('"token":"');
        if (isStored && ++batches >= first) await released;
        return fetch(input, init);
      };
    }, first);
  const releaseBatches = () => page.evaluate('releaseBatches()');
  const visit = async () => {
    await page.goto(`${stage.petitions}/console/petitions/${SLUG}/import`);
    await showsText(page, '1. Choose the file');
  };

  before(async () => {
    await stage.load([
      {
        slug: SLUG,
        creator: 'Neighbors',
        fields: { familyName: 'optional', comment: 'off' },
        texts: { en: { title: 'Let her stay', text: 'She is our neighbor.' } },
      },
    ]);
    ({ page, sent } = await signUpOrganizer(stage, 'Irena'));
    await page.goto(`${stage.petitions}/console/petitions/${SLUG}/signatures`);
    await click(page, '#import');
    await showsText(page, '1. Choose the file');
  });

  it('finds out what a UTF-16 file with tabs holds, checks it, and imports it after the slug and a passkey', async () => {
    await choose(
      'change.csv',
      utf16(
        [
          'First Name\tLast Name\tEmail\tMembership note\tPhone\tDate Signed',
          'Marisol\tQuintanilla\tmarisol@example.net\tsecret-note\t+1 555 0100\t2026-03-01',
          'Odalys\tBrandt\todalys at example.net\tsecret-note\t\t2026-03-02',
          'Ikaika\tKealoha\tikaika@example.net\tsecret-note\t\t2026-03-02',
          '',
        ].join('\n'),
      ),
    );
    await showsText(page, 'change.csv: UTF-16LE, cells separated by tabs');
    assert.deepEqual(await Promise.all([0, 1, 2, 3, 4, 5].map(chosen)), [
      'givenName',
      'familyName',
      'email',
      '',
      '',
      'signedOn',
    ]);
    await check(2);
    await showsText(page, 'Rejected rows: 1');
    await showsText(page, 'Email: not valid: 1');
    assert.equal(await signed(), 0);
    await click(page, '#save-rejected');
    const name = `${SLUG}-rejected.csv`;
    await waitUntil('the rejected rows are saved', async () => readdirSync(stage.dataDir).includes(name));
    assert.deepEqual(readFileSync(join(stage.dataDir, name), 'utf8').split('\r\n'), [
      '\ufeff"First Name","Last Name","Email","Membership note","Phone","Date Signed","Why this row was rejected"',
      '"Odalys","Brandt","odalys at example.net","secret-note","","2026-03-02","Email: not valid"',
      '',
    ]);
    await click(page, '#import');
    await typeInto(page, '#typed', 'another');
    await page.keyboard.press('Enter');
    await showsText(page, `That is not it. Type exactly: ${SLUG}`);
    await typeInto(page, '#typed', SLUG);
    await page.keyboard.press('Enter');
    await showsText(page, 'Rows of the file that are in the petition now: 2');
    assert.equal(await signed(), 2);
    await page.goto(`${stage.petitions}/console/audit`);
    await showsText(page, 'imported signatures (change.csv)');
  });

  it('reads a Windows-1252 file with semicolons, goes on when the server is restarted, and counts nobody twice', async () => {
    await visit();
    const content = latin1(many(3_500, 'restart.example'));
    await choose('liste.csv', content);
    await showsText(page, 'liste.csv: WINDOWS-1252, cells separated by semicolons');
    await check(3_500);
    await holdBatches(3);
    await confirm();
    await waitUntil('two batches are stored', async () => (await signed()) === 2_002);
    await page.setOfflineMode(true);
    await releaseBatches();
    await showsText(page, 'The server can’t be reached. Nothing is lost: trying again in a moment.');
    await page.setOfflineMode(false);
    await stage.restartFrom(ROOT);
    await showsText(page, 'Rows of the file that are in the petition now: 3,500');
    assert.equal(await signed(), 3_502);
    await choose('again.csv', content);
    await showsText(page, 'again.csv: WINDOWS-1252');
    await check(3_500);
    await confirm();
    await showsText(page, 'Rows of the file that are in the petition now: 3,500');
    assert.equal(await signed(), 3_502);
  });

  it('goes on after signing in again, and after confirming again once the token has expired', async () => {
    await visit();
    await choose('session.csv', latin1(many(2_500, 'session.example')));
    await check(2_500);
    const before = await signed();
    await holdBatches(2);
    await confirm();
    await waitUntil('one batch is stored', async () => (await signed()) === before + 1_000);
    await stage.window.deleteCookie(...(await stage.window.cookies()));
    await releaseBatches();
    await showsText(page, 'Your session has ended');
    await click(page, 'dialog >>> ::-p-text(Sign in with a passkey)');
    await showsText(page, 'Rows of the file that are in the petition now: 2,500');
    assert.equal(await signed(), before + 2_500);
    // As the server answers six hours later.
    await page.evaluate(() => {
      const { fetch } = window;
      let isExpired = true;
      window.fetch = async (input, init) => {
        const isStored = String(input).endsWith('/import') && String(init?.body).includes('"token":"');
        if (!isStored || !isExpired) return fetch(input, init);
        isExpired = false;
        return Response.json({ detail: 'The token has expired.' }, { status: 403 });
      };
    });
    await choose('expired.csv', latin1(many(1_500, 'expired.example')));
    await showsText(page, 'expired.csv: WINDOWS-1252');
    await check(1_500);
    await confirm();
    await waitUntil('the dialog is back', async () => {
      const dialog = await page.$('>>> console-confirm');
      return dialog !== null && (await signed()) === before + 2_500 && (await page.$('>>> #stop')) !== null;
    });
    await typeInto(page, '#typed', SLUG);
    await page.keyboard.press('Enter');
    await showsText(page, 'Rows of the file that are in the petition now: 1,500');
    assert.equal(await signed(), before + 4_000);
  });

  it('asks for the order of day and month only if the dates don’t show it', async () => {
    await visit();
    const rows = (...dates: string[]) =>
      [
        'First name,Email,Date',
        ...dates.map((date, index) => `Bo,bo${index}@dates.example,${date}`),
        '',
      ].join('\n');
    await choose('clear.csv', rows('1/2/2026', '1/13/2026'));
    await showsText(page, 'clear.csv: UTF-8');
    await check(2);
    assert.equal(await page.$('>>> #order'), null);
    await choose('unclear.csv', rows('1/2/2026', '3/4/2026'));
    await showsText(page, 'unclear.csv: UTF-8');
    await click(page, '#check');
    await showsText(page, 'The dates don’t show it. See these rows of the file: 2, 3');
    await select('#order', 'dmy');
    await check(2);
    await choose('mixed.csv', rows('1/13/2026', '13/1/2026'));
    await showsText(page, 'mixed.csv: UTF-8');
    await click(page, '#check');
    await showsText(page, 'In row 3, the day comes first, and in row 2, the month.');
    await select('#order', 'mdy');
    await check(1);
    await showsText(page, 'Date not understood: 1');
  });

  it('says what is wrong with a file, a choice of columns, and rows', async () => {
    await visit();
    await choose('list.csv', 'PK\x03\x04 and more');
    await showsText(page, 'This is an Excel or LibreOffice workbook, whatever its name says.');
    await choose('empty.csv', '');
    await showsText(page, 'This file is empty.');
    await choose('report.csv', '%PDF-1.7');
    await showsText(page, 'This is a PDF file.');
    await choose('open.csv', `name,email\n"Ana,a@rows.example\n${'Bo,b@rows.example\n'.repeat(70_000)}`);
    await showsText(page, 'Row 2 can’t be read');
    await choose('shifted.csv', 'Name,Mail,Extra\na@rows.example,a@rows.example,x\nBo,b@rows.example,x,y\n');
    await showsText(page, 'shifted.csv: UTF-8');
    await select('#column-2', 'email');
    await showsText(page, 'Two columns are imported as “Email”. Choose one.');
    await click(page, '#check');
    assert.equal(await focused(page), 'column-1');
    await select('#column-2', '');
    await check(0);
    await showsText(page, 'Email address in the column of a name: 1');
    await showsText(page, 'More cells than the header: a quote or a separator is missing: 1');
    await select('#column-0', '');
    await select('#column-1', '');
    await click(page, '#check');
    await showsText(page, 'Choose the column that holds email addresses or names.');
  });

  it('adds rows without an email address on request, once for the file', async () => {
    await visit();
    const content = 'First name,Last name\nAna,Abe\nBo,Bee\n';
    const { count } = await stage.listed(SLUG);
    for (const name of ['paper.csv', 'the-same.csv']) {
      await choose(name, content);
      await showsText(page, `${name}: UTF-8`);
      await check(0);
      await showsText(page, 'Rows without an email address: 2');
      await click(page, '#carry-over');
      await click(page, '#import');
      await showsText(
        page,
        'to be added to the signatures collected elsewhere: 2. Rows to add to this petition: 0.',
      );
      await confirmAsked();
      await showsText(
        page,
        'Rows without an email address: 2. They are among the signatures collected elsewhere now',
      );
      assert.equal((await stage.listed(SLUG)).count, count + 2);
    }
  });

  it('stops between batches, says what that means, and asks before an import that runs is left', async () => {
    await visit();
    await choose('long.csv', latin1(many(4_000, 'stop.example')));
    await check(4_000);
    const before = await signed();
    await holdBatches(3);
    await confirm();
    await waitUntil('two batches are stored', async () => (await signed()) === before + 2_000);
    const asked = new Promise<string>((resolve) => {
      page.once('dialog', async (dialog) => {
        resolve(dialog.message());
        await dialog.dismiss();
      });
    });
    await click(page, '::-p-text(Growth)');
    assert.match(await asked, /The import is still running, and stops if you leave/);
    await click(page, '#stop');
    await releaseBatches();
    await showsText(page, 'Stopped. Some rows are in the petition already.');
    assert.equal(await signed(), before + 3_000);
  });

  it('works with the keyboard, fits into a phone, and passes axe in light and dark', async () => {
    await visit();
    await choose('people.csv', 'First name,Phone,Email\nAna,+1 555 0100,ana@keys.example\nBo,,bo at keys\n');
    await showsText(page, 'people.csv: UTF-8');
    await (await find(page, '#file')).focus();
    await tabTo(page, '#column-0');
    await tabTo(page, '#source');
    await tabTo(page, '#check');
    await page.keyboard.press('Enter');
    await showsText(page, 'Rows that can be imported: 1');
    assert.equal(await focused(page), 'checked');
    await tabTo(page, '#import');
    for (const width of [1280, 360]) {
      await page.setViewport({ width, height: 900 });
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
      for (const scheme of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        assert.deepEqual(await axe(page), [], `${width} ${scheme}`);
        if (process.env.SCREENSHOTS) {
          await page.screenshot({
            path: join(process.env.SCREENSHOTS, `${width}-${scheme}.png`),
            fullPage: true,
          });
        }
      }
    }
    await page.setViewport({ width: 1280, height: 900 });
  });

  it('sends nothing of columns that nobody chose', () => {
    const text = sent.join('\n');
    assert.ok(text.includes('marisol@example.net'), 'requests are recorded');
    assert.deepEqual(
      PRIVATE.filter((word) => text.includes(word)),
      [],
    );
  });
});

/** ID of the element that has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element: Element | null = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.id ?? '';
  });
