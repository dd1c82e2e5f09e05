import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { cleanInput } from '../../common/clean-input.ts';
import { readConfig } from '../../server/config/config.ts';
import { loadSecret } from '../../server/crypto/keys.ts';
import { listComments, moderate } from '../../server/petitions/moderation.ts';
import { PublicSignatureCipher, publicName } from '../../server/signatures/public-signature.ts';
import { openStorage } from '../../server/storage/open.ts';
import { scriptErrors, servePage, serveSite } from './harness.ts';
import {
  assertNoInjection,
  confirm,
  GROUPS,
  openUnprotectedTab,
  PARTNERS,
  PAYLOADS,
  PETITIONS,
  partnerPage,
  signerOf,
  usePayloads,
} from './payloads.ts';
import { waitUntil } from './wait.ts';

const ALL_PETITIONS = PETITIONS.map(({ slug }) => ({ petition: slug }));

/** Waits until every widget of the page has an element. */
const waitForAll = (page: Page, selector: string) =>
  page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('petition-widget')].every(({ shadowRoot }) =>
        shadowRoot?.querySelector(wanted),
      ),
    {},
    selector,
  );

/** Names that are shown can't contain any of this, so only every other signer is shown, with the comment. */
const isShown = (index: number) => index % 2 === 0;
const widgetSigner = (index: number) =>
  isShown(index) ? { ...signerOf(index), givenName: 'Jess' } : signerOf(index);

describe('markup in the widget', () => {
  const stage = usePayloads();

  test('is shown as text in the petition, form, errors, partner’s checkbox, and thanks', async () => {
    const page = await openUnprotectedTab(stage);
    const site = await servePage(
      partnerPage(
        stage,
        ALL_PETITIONS.map((attributes) => ({ ...attributes, partner: 'p' })),
      ),
    );
    await page.goto(site.url);
    const textsOf = (selector: string) =>
      page.$$eval(
        'petition-widget',
        (widgets, wanted) => widgets.map(({ shadowRoot }) => shadowRoot!.querySelector(wanted)?.textContent),
        selector,
      );
    const submitAll = () =>
      page.$$eval('petition-widget', (widgets) => {
        for (const { shadowRoot } of widgets)
          shadowRoot!.querySelector<HTMLElement>('form > button')!.click();
      });
    await waitForAll(page, 'form');
    await assertNoInjection(page, 'the form');
    assert.deepEqual(await textsOf('[part=title]'), GROUPS);
    assert.deepEqual(await textsOf('[part=creator] bdi'), GROUPS);
    for (const [number, code] of ['p', 'q'].entries()) {
      await page.$$eval(
        'petition-widget',
        (widgets, partner) =>
          Promise.all(
            widgets.map((widget) => {
              widget.partner = partner;
              return widget.updateComplete;
            }),
          ),
        code,
      );
      assert.deepEqual(
        await textsOf('label:has([name=partnerContact]) bdi'),
        PARTNERS.map((names) => names[number]),
      );
      await assertNoInjection(page, 'a partner’s checkbox');
    }
    assert.deepEqual(
      await page.$eval('petition-widget', (first) =>
        [...first.shadowRoot!.querySelectorAll('[part=text] p')].map(({ textContent }) => textContent),
      ),
      PAYLOADS,
    );
    await submitAll();
    await waitForAll(page, '[aria-invalid=true]');
    await assertNoInjection(page, 'the errors');
    await page.$$eval(
      'petition-widget',
      (widgets, signers, isPublic) => {
        for (const [index, widget] of widgets.entries()) {
          for (const [name, value] of Object.entries(signers[index]!)) {
            const field = widget.shadowRoot!.querySelector<HTMLInputElement>(`[name=${name}]`)!;
            field.value = value;
            field.dispatchEvent(new Event('change', { bubbles: true }));
          }
          const display = widget.shadowRoot!.querySelector<HTMLInputElement>('[name=display]')!;
          display.checked = isPublic[index]!;
        }
      },
      GROUPS.map((_, index) => ({ ...widgetSigner(index), email: `widget-${index}@example.org` })),
      GROUPS.map((_, index) => isShown(index)),
    );
    await submitAll();
    await waitForAll(page, '[part=thanks]');
    await assertNoInjection(page, 'the thanks');
    assert.deepEqual(
      await textsOf('[part=thanks] h3 bdi'),
      GROUPS.map((_, index) => widgetSigner(index).givenName),
    );

    await page.$$eval('petition-widget', (widgets) => {
      for (const widget of widgets) widget.lang = 'es';
    });
    await page.waitForFunction(() =>
      [...document.querySelectorAll('petition-widget')].every(({ shadowRoot }) =>
        shadowRoot!.querySelector('[part=title]')?.textContent?.startsWith('ES '),
      ),
    );
    await assertNoInjection(page, 'the thanks in Spanish');
    assert.deepEqual(
      await textsOf('[part=title]'),
      GROUPS.map((group) => `ES ${group}`),
    );
    await page.close();
    site.close();
  });

  test('is shown as text among the latest signatures, with the comment once approved', async () => {
    for (const index of GROUPS.keys()) await confirm(stage, `widget-${index}@example.org`);
    await approveAllComments(stage.dataDir);
    const shown = ALL_PETITIONS.filter((_, index) => isShown(index));
    for (const { petition } of shown) {
      await waitUntil('the comment is published', async () => {
        const response = await fetch(`${stage.petitions}/v1/petitions/${petition}`);
        const { latest } = (await response.json()) as { latest: { comment: string | null }[] };
        return latest.some(({ comment }) => comment !== null);
      });
    }
    const page = await openUnprotectedTab(stage);
    const site = await servePage(partnerPage(stage, shown));
    await page.goto(site.url);
    await waitForAll(page, 'q');
    await assertNoInjection(page, 'the latest signatures in the widget');
    const textsOf = (selector: string) =>
      page.$$eval(selector, (elements) => elements.map(({ textContent }) => textContent));
    const signers = GROUPS.map((_, index) => widgetSigner(index));
    const comments = signers.map(({ comment }) => cleanInput(comment, 'lines'));
    const onlyShown = (_: unknown, index: number) => isShown(index);
    assert.deepEqual(await textsOf('petition-widget >>> q'), comments.filter(onlyShown));
    const names = signers.map(({ givenName, familyName }) => publicName(givenName, familyName));
    assert.deepEqual(await textsOf('petition-widget >>> [part=latest] span'), names.filter(onlyShown));
    for (const index of [0, 2, 4]) {
      await page.goto(`${stage.petitions}/p/payloads-${index}`, { waitUntil: 'domcontentloaded' });
      await assertNoInjection(page, 'the latest signatures on the hosted page');
      assert.deepEqual(await textsOf('.latest strong'), [names[index]]);
      assert.deepEqual(await textsOf('.latest q'), [comments[index]]);
    }
    await page.close();
    site.close();
  });

  test('has no effect in attributes', async () => {
    const page = await openUnprotectedTab(stage);
    // Some payloads name a server, which must not be contacted.
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.url().includes('.example')) request.abort();
      else request.continue();
    });
    const site = await servePage(partnerPage(stage, []));
    await page.goto(site.url);
    await page.evaluate((payloads) => {
      for (const payload of payloads) {
        for (const name of ['petition', 'partner', 'lang', 'server']) {
          const widget = document.createElement('petition-widget');
          widget.setAttribute('petition', 'payloads-1');
          widget.setAttribute(name, payload);
          document.body.append(widget);
        }
      }
    }, PAYLOADS);
    await waitForAll(page, '[part=base]');
    await assertNoInjection(page, 'attributes');
    await page.close();
    site.close();
  });

  test('has no effect in the responses of a malicious server', async () => {
    const page = await openUnprotectedTab(stage);
    const template = { _$litType$: 1, strings: ['<img src=x onerror=__ran=1>'], values: [] };
    const petition = await (await fetch(`${stage.petitions}/v1/petitions/payloads-1`)).json();
    const malicious = await serveSite((request, response) => {
      const [, number] = /petitions\/(\d)/.exec(request.url!)!;
      const changes = [
        { url: 'javascript:__ran=1//' },
        { title: template },
        { text: 'https://a.example/', creator: template },
        {
          consent: { version: '1', text: template, boxes: { display: template, partnerContact: template } },
          partners: { p: template },
        },
      ];
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ ...petition, ...changes[Number(number)] }));
    });
    const widgets = [0, 1, 2, 3].map((number) => ({
      server: malicious.url,
      petition: String(number),
      partner: 'p',
    }));
    const site = await servePage(partnerPage(stage, widgets));
    await page.goto(site.url);
    await page.waitForFunction(() =>
      document.querySelector('petition-widget')?.shadowRoot?.querySelector('form'),
    );
    await page.waitForNetworkIdle();
    await page.$$eval('petition-widget >>> a', (links) => {
      for (const link of links) link.click();
    });
    await assertNoInjection(page, 'the responses of a malicious server');
    // Some widgets fail on these responses, which violate the contract. Nothing else may happen.
    for (const error of scriptErrors.splice(0)) assert.doesNotMatch(error.message, /unexpected dialog/);
    await page.close();
    site.close();
    malicious.close();
  });
});

/** Approves every comment, as `petitions comments` does. */
async function approveAllComments(dataDir: string): Promise<void> {
  const storage = await openStorage(`sqlite:${join(dataDir, 'petitions.db')}`);
  try {
    const { config, secrets } = readConfig({ DATA_DIR: dataDir });
    const cipher = new PublicSignatureCipher(await loadSecret(config, secrets, storage));
    for (const { id } of await storage.db.selectFrom('petition').select('id').execute()) {
      const comments = await listComments(storage, cipher, id);
      if (comments.length === 0) continue;
      await moderate(storage, cipher, id, new Map(comments.map(({ handle }) => [handle, 'approve'])));
    }
  } finally {
    await storage.close();
  }
}
