import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { cleanInput, INPUT_KINDS } from '../../common/clean-input.ts';
import { findInWidget, servePage } from './harness.ts';
import {
  assertNoInjection,
  BREAKING,
  findInjections,
  GROUPS,
  openUnprotectedTab,
  PARTNERS,
  PAYLOADS,
  PETITIONS,
  paragraphsOf,
  partnerPage,
  post,
  signerOf,
  usePayloads,
} from './payloads.ts';
import { waitForEmail, waitUntil } from './wait.ts';

/** Payloads that would end a header line of an email, or reverse the text after them. */
const UNPRINTABLE = [...BREAKING.keys(), 'a\u0000b', '\u001b[2Jc'];

/** All headers that an email may have. */
const EMAIL_HEADERS = new Set(
  `from to subject date message-id mime-version content-type content-transfer-encoding auto-submitted
  x-auto-response-suppress list-unsubscribe list-unsubscribe-post x-padding`.split(/\s+/),
);

describe('markup in the texts of organizers and signers', () => {
  const stage = usePayloads();

  /** Faster than waiting for everything to load. */
  const NAVIGATION = { waitUntil: 'domcontentloaded' } as const;
  const textOf = (page: Page, selector: string) =>
    page.evaluate((wanted) => document.querySelector(wanted)!.textContent, selector);
  /** Clicks by script, and waits for the next page. */
  const follow = (page: Page, selector: string) =>
    Promise.all([
      page.waitForNavigation(NAVIGATION),
      page.evaluate((wanted) => document.querySelector<HTMLElement>(wanted)!.click(), selector),
    ]);
  /** Every second petition is signed: their forms contain all payloads. */
  const signed = GROUPS.map((group, index) => ({ group, index })).filter(({ index }) => index % 2 === 0);

  test('is detected by the check if it is injected', async () => {
    const page = await openUnprotectedTab(stage);
    await page.goto(`${stage.petitions}/p/payloads-1`);
    await assertNoInjection(page, 'the page before anything is injected');
    for (const markup of [
      '<img src=x onerror=__ran=1>',
      '<a href="javascript:__ran=1">x</a>',
      '<p onclick="__ran=1">x</p>',
      '<form action="javascript:__ran=1"></form>',
      '<math></math>',
    ]) {
      const found = await page.evaluate(
        (injected, check) => {
          const host = document.querySelector('main')!.appendChild(document.createElement('div'));
          host.attachShadow({ mode: 'open' }).innerHTML = injected;
          const injections = new Function(`return (${check})()`)() as string[];
          host.remove();
          return injections;
        },
        markup,
        String(findInjections),
      );
      assert.ok(found.length > 0, markup);
    }
    await page.waitForFunction(() => (window as unknown as { __ran?: number }).__ran === 1);
    assert.deepEqual(await page.evaluate(findInjections), ['something ran']);
    await page.close();
  });

  test('is shown as text on hosted pages', async () => {
    const page = await openUnprotectedTab(stage);
    for (const [index, group] of GROUPS.entries()) {
      const url = `${stage.petitions}/p/payloads-${index}`;
      if (index < 3) {
        await page.goto(`${url}?lang=es`);
        await assertNoInjection(page, 'the hosted page in Spanish');
        assert.equal(await textOf(page, 'h1'), `ES ${group}`);
      }
      for (const name of ['poster', 'mastodon']) {
        await page.goto(`${url}/${name}`);
        await assertNoInjection(page, name);
      }
      await page.goto(`${url}?partner=p`, NAVIGATION);
      await assertNoInjection(page, 'the hosted page');
      const shown = await page.evaluate(() => ({
        title: document.title,
        meta: document.querySelector<HTMLMetaElement>('meta[property="og:title"]')!.content,
        h1: document.querySelector('h1')!.textContent,
        creator: document.querySelector('.creator')!.textContent,
        text: [...document.querySelectorAll('.text p')].map(({ textContent }) => textContent),
        box: document.querySelector('[name=partnerContact] + span')!.textContent,
      }));
      assert.deepEqual(
        { ...shown, title: shown.title.trim() },
        {
          title: group,
          meta: group,
          h1: group,
          creator: `Created by ${group}`,
          text: paragraphsOf(index),
          box: `${PARTNERS[index]![0]} may email me.`,
        },
      );
    }
    await page.close();
  });

  test('is shown as text in a form with errors, and on the thank-you page', async () => {
    const page = await openUnprotectedTab(stage);
    const fill = (values: object) =>
      page.evaluate((fields) => {
        for (const [name, value] of Object.entries(fields)) {
          document.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
        }
        document.querySelector('form')!.noValidate = true;
      }, values);
    for (const { group, index } of signed) {
      await page.goto(`${stage.petitions}/p/payloads-${index}?partner=p`, NAVIGATION);
      const typed = { ...signerOf(index), email: `${group}@x` };
      await fill({ ...typed, partner: 'q' });
      await follow(page, 'form .button');
      await assertNoInjection(page, 'the form with errors');
      assert.equal(
        await textOf(page, '[name=partnerContact] + span'),
        `${PARTNERS[index]![1]} may email me.`,
      );
      const kept = await page.evaluate(() =>
        Object.fromEntries(
          new FormData(document.querySelector('form')!) as unknown as Iterable<[string, string]>,
        ),
      );
      assert.equal(kept.comment?.replaceAll('\r\n', '\n'), cleanInput(typed.comment, 'lines'));
      for (const name of ['givenName', 'familyName', 'postalCode', 'email'] as const) {
        assert.equal(kept[name], cleanInput(typed[name], INPUT_KINDS[name]));
      }
      await fill({ email: `page-${index}@example.org` });
      await follow(page, 'form .button');
      await assertNoInjection(page, 'the thanks');
      const whatsApp = await page.evaluate(() => document.querySelector<HTMLAnchorElement>('.share a')!.href);
      assert.ok(new URL(whatsApp).searchParams.get('text')!.includes(`“${group}”`));
    }
    await page.close();
  });

  test('is shown as text in emails, and on the pages that they link to', async () => {
    const page = await openUnprotectedTab(stage);
    for (const { group, index } of signed) {
      const { mail, links, source } = await waitForEmail(stage.emails, `page-${index}@example.org`);
      assert.deepEqual(
        mail.headers.map(({ key }) => key).filter((key) => !EMAIL_HEADERS.has(key)),
        [],
      );
      assert.equal(mail.subject, 'Please confirm your signature');
      assert.ok(mail.text!.includes(`\n    ${group}\n`), mail.text);
      assert.doesNotMatch(
        mail.text! + mail.html + source,
        /Jess/,
        'an email contains nothing that was typed',
      );
      await page.setContent(mail.html!);
      await assertNoInjection(page, 'the email');
      assert.equal(await textOf(page, 'p[lang]'), group);

      // Both links' pages are built the same way, so one of them is enough, except for the first petition.
      const { confirm, withdraw } = links;
      for (const link of index === 0 ? [confirm!, withdraw!] : [index % 4 ? confirm! : withdraw!]) {
        await page.goto(link, NAVIGATION);
        await assertNoInjection(page, 'the page of an email link');
        assert.equal(await textOf(page, '.creator'), group);
        if (index > 0) continue;
        await page.click('[name=sure]');
        await follow(page, 'form button');
        await assertNoInjection(page, 'the page after its button was clicked');
        assert.equal(await textOf(page, '.creator'), group);
      }
    }
    await page.goto((await waitForEmail(stage.emails, 'page-0@example.org')).links.confirm!);
    await assertNoInjection(page, 'the page of a used link');
    await page.close();
  });

  test('is rejected, and not repeated in the response, in codes, in names if it has control characters, and in titles also if it has line breaks or invisible characters', async () => {
    const page = await openUnprotectedTab(stage);
    for (const payload of [...PAYLOADS, ...UNPRINTABLE]) {
      const valid = { givenName: 'Ana', email: 'rejected@example.org' };
      const invalid: object[] = [
        { ...valid, partner: payload },
        { ...valid, lang: payload },
        { ...valid, country: payload },
        { ...valid, email: `${payload}@example.org\n` },
      ];
      if (UNPRINTABLE.includes(payload) && !BREAKING.has(payload)) {
        for (const field of ['givenName', 'familyName', 'comment'])
          invalid.push({ ...valid, [field]: payload });
      }
      for (const signature of invalid) {
        const response = await post(stage, '/v1/petitions/payloads-1/signatures', signature);
        const body = await response.text();
        // Some payloads are valid in an email address.
        if ('email' in signature && signature.email !== valid.email && response.status === 202) continue;
        assert.equal(response.status, 422, JSON.stringify(signature));
        assert.ok(!body.includes(payload) && !body.includes('__ran'), body);
      }
    }
    const everything = encodeURIComponent(PAYLOADS.join(' '));
    for (const path of [
      `/p/payloads-1?partner=${everything}&lang=${everything}`,
      `/p/${everything}`,
      `/confirm/${everything}?lang=${everything}`,
      `/withdraw/${everything}`,
      `/unsubscribe/${everything}?lang=${everything}&allow=${everything}`,
    ]) {
      await page.goto(stage.petitions + path);
      await assertNoInjection(page, path);
      assert.doesNotMatch(await page.content(), path.includes('payloads-1') ? /lang=[^e"]/ : /__ran/);
    }
    const entries = UNPRINTABLE.map((title, index) => ({
      ...PETITIONS[0],
      slug: `rejected-${index}`,
      texts: { en: { title, text: 'x' } },
    }));
    await assert.rejects(stage.load(entries), ({ stderr }: { stderr: string }) => {
      for (const { slug } of entries) assert.ok(stderr.includes(`"${slug}"): texts.en.title`), stderr);
      return true;
    });
    await page.close();
  });

  test('is shown as text in the outcome of a closed petition, on the hosted page and in the widget', async () => {
    const late = 'late@example.org';
    assert.equal(
      (await post(stage, '/v1/petitions/payloads-0/signatures', { ...signerOf(0), email: late })).status,
      202,
    );
    const { links } = await waitForEmail(stage.emails, late);
    await stage.command('close', 'payloads-0', `--outcome=${PAYLOADS.join('\n\n')}`, '--lang', 'en');
    const page = await openUnprotectedTab(stage);
    await waitUntil('the petition is closed', async () => {
      await page.goto(`${stage.petitions}/p/payloads-0`);
      return (await page.$('form')) === null;
    });
    await assertNoInjection(page, 'the closed page');
    const textsOf = (selector: string) =>
      page.$$eval(selector, (elements) => elements.map(({ textContent }) => textContent));
    assert.deepEqual(await textsOf('.outcome .text p'), PAYLOADS);
    await page.goto(links.confirm!);
    await assertNoInjection(page, 'the page of an email link of a closed petition');
    const site = await servePage(partnerPage(stage, [{ petition: 'payloads-0' }]));
    await page.goto(site.url);
    await findInWidget(page, '[part=closed]');
    await assertNoInjection(page, 'the closed widget');
    assert.deepEqual(await textsOf('petition-widget >>> [part=closed] p'), PAYLOADS);
    await page.close();
    site.close();
  });
});
