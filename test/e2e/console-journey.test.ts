import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ElementHandle, Page } from 'puppeteer-core';
import { type Cluster, startPostgres } from '../support/postgres.ts';
import {
  addAuthenticator,
  click,
  find,
  invitationLink,
  showsText,
  textOf,
  typeInto,
} from './console-user.ts';
import { openPage, type Stage, servePage, startStage } from './harness.ts';
import { waitUntil } from './wait.ts';
import { openWindow } from './window.ts';

const SLUG = 'plant-trees';
const SIGNERS = ['Ada', 'Nkechi', 'Wren'];

/** The way of an organizer, from the link in the invitation to the printed list, in one breath. */
async function runPetition(stage: Stage): Promise<string> {
  const page: Page = await openPage(await openWindow(), 'about:blank');
  await addAuthenticator(page);
  await page.goto(await invitationLink(stage, 'Irena'));
  await click(page, '::-p-text(Create a passkey)');
  await showsText(page, 'Signed in as Irena');

  await click(page, 'a[href="/console/new"]');
  await typeInto(page, '#field-texts_en_title', 'Plant trees');
  await typeInto(page, '#field-texts_en_text', 'Our street has none.');
  await typeInto(page, '#field-creator', 'Street Council');
  await typeInto(page, '#field-target_en', 'the council');
  await click(page, '::-p-text(Publish …)');
  await click(page, 'dialog[open] ::-p-text(Prove it first)');
  await showsText(page, 'Can you open them?');
  const identity = join(stage.dataDir, 'identity');
  const chooseIdentity = async () => {
    const field = (await find(page, '#identity-file')) as ElementHandle<HTMLInputElement>;
    await field.uploadFile(identity);
  };
  await chooseIdentity();
  await click(page, '::-p-text(Test the identity)');
  await showsText(page, 'It works: this identity opens the signatures.');
  await click(page, 'nav a[href$="/edit"]');
  await click(page, '::-p-text(Publish …)');
  await showsText(page, 'Irena proved on');
  await click(page, 'dialog[open] .primary');
  await showsText(page, 'Nobody has signed yet.');
  const snippet = await textOf(await find(page, 'console-copy >>> pre'));

  const partner = await servePage(`<!doctype html><title>Partner</title>${snippet}`);
  const site = await openPage(await openWindow(), partner.url);
  for (const name of SIGNERS) {
    await site.goto(partner.url);
    await typeInto(site, 'input[name="givenName"]', name);
    await typeInto(site, 'input[name="email"]', `${name.toLowerCase()}@example.org`);
    await click(site, 'form button');
    await waitUntil(`${name} is thanked`, async () => (await textOf((await site.$('body'))!)).includes(name));
  }
  await site.browserContext().close();
  partner.close();

  await waitUntil('the chart shows three signatures', async () => {
    await page.reload();
    await find(page, 'h1');
    return (await textOf((await page.$('body'))!)).includes('3 signatures a day on average');
  });
  await click(page, 'nav a[href$="/signatures"]');
  await click(page, '::-p-text(Download it to this page)');
  await showsText(page, 'The file is ready');
  await chooseIdentity();
  await click(page, '::-p-text(Open the signatures)');
  await showsText(page, '3 signatures opened');
  await page.evaluate(() => {
    window.print = () => {};
  });
  await click(page, '#print-button');
  await waitUntil('the list is there', async () => (await page.$('.printed-list')) !== null);
  await page.emulateMediaType('print');
  const printed = await textOf((await page.$('.printed-list'))!);
  await page.browserContext().close();
  return printed;
}

describe('from an invitation to the printed list, without a terminal', () => {
  let cluster: Cluster;
  before(async () => {
    cluster = await startPostgres();
  });
  after(() => cluster.stop());

  for (const database of ['SQLite', 'PostgreSQL']) {
    it(`works on ${database}`, async () => {
      const env = database === 'PostgreSQL' ? { DATABASE_URL: cluster.urlOf('postgres') } : {};
      const stage = await startStage({ env });
      try {
        const printed = await runPetition(stage);
        assert.match(printed, /^Plant trees To: the council 3 signatures As of /);
        for (const name of SIGNERS) assert.ok(printed.includes(name), printed);
        assert.doesNotMatch(printed, /@/);
        assert.equal((await stage.listed(SLUG)).signed, SIGNERS.length);
      } finally {
        await stage.stop();
      }
    });
  }
});
