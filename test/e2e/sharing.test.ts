import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'puppeteer-core';
import { LANGUAGES } from '../../server/i18n/dictionaries.ts';
import { buildCardText } from '../../server/social-card/card-text.ts';
import { PETITION } from '../unit/social-card/picture.ts';
import { findInWidget, openPage, type Stage, startStage, waitForText } from './harness.ts';
import { openWindow } from './window.ts';

/** A demo petition in English and Spanish, with partners. */
const SLUG = 'no-fence-at-fern-hill';
const PARTNER = 'vecinas-de-fern-hill';

describe('a shared petition', () => {
  let stage: Stage;
  let browser: BrowserContext;
  before(async () => {
    stage = await startStage(true);
    browser = await openWindow();
  });
  after(async () => {
    await browser.close();
    await stage.stop();
  });

  const signedThrough = async () => {
    const listed = JSON.parse(await stage.command('list', '--json'));
    return listed.find((each: { slug: string }) => each.slug === SLUG).partners;
  };

  /** Waits for it. */
  async function emailTo(email: string) {
    for (let tries = 0; tries < 200; tries++) {
      const received = stage.emails.find(({ to }) => to === email);
      if (received) return received;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no email arrived for ${email}`);
  }

  const hrefs = (page: Page, selector: string) =>
    page.$$eval(selector, (found) => found.map((each) => (each as HTMLAnchorElement).href));
  const press = (page: Page, selector: string) =>
    Promise.all([page.waitForNavigation(), page.click(selector)]);

  /** The petition's addresses in the share links. Each network encodes them differently. */
  const sharedIn = (links: string[]) =>
    links.map(
      (link) => /https?:\/\/localhost[^\s]*/.exec(decodeURIComponent(link).replace(/&text=.*/, ''))![0],
    );

  /** Signs on the hosted page, and returns the links of the page that follows. */
  async function signOn(page: Page, email: string) {
    await page.type('[name=givenName]', 'Jess');
    await page.type('[name=email]', email);
    await press(page, 'form .button');
    return {
      shared: sharedIn(await hrefs(page, '.share a')),
      address: page.url(),
      told: await page.$eval('.address', (address) => address.textContent ?? ''),
    };
  }

  /** Confirms by email, and returns the links of the page that follows. */
  async function confirm(page: Page, email: string) {
    await page.goto((await emailTo(email)).links.confirm!);
    await press(page, 'button');
    return {
      shared: sharedIn(await hrefs(page, '.share a')),
      own: (await hrefs(page, '.message > p > a'))[0]!,
    };
  }

  test('counts for the partner through the whole chain of links, none of which tracks anyone', async () => {
    const followed: string[] = [];
    const people = Array.from({ length: 7 }, (_, number) => `jess-${number}@example.org`);
    const next = () => people.shift()!;

    // The widget on a partner's page: its thanks, and its privacy link.
    const widget = await openPage(browser, `${stage.partners}/spanish`);
    followed.push(
      await (await findInWidget(widget, '[part=consent] a')).evaluate(
        (link) => (link as HTMLAnchorElement).href,
      ),
    );
    const [first] = people;
    await (await findInWidget(widget, '[name=givenName]')).type('Jess');
    await (await findInWidget(widget, '[name=email]')).type(next());
    await (await findInWidget(widget, 'form > button')).click();
    await waitForText(widget, first!);
    followed.push(
      await (await findInWidget(widget, '[part=thanks] input')).evaluate(
        (field) => (field as HTMLInputElement).value,
      ),
    );
    const links = await widget.$eval('petition-widget', (host) =>
      [...host.shadowRoot!.querySelectorAll<HTMLAnchorElement>('[part=share] a')].map(({ href }) => href),
    );
    followed.push(...sharedIn(links));
    await widget.close();

    // No scripts are needed from here on.
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    const confirmed = await confirm(page, first!);
    followed.push(...confirmed.shared, confirmed.own);
    assert.equal(new Set(followed.map((url) => url.replace('#privacy', ''))).size, 1, followed.join('\n'));

    // The hosted page: its form, its thanks, its address.
    await page.goto(confirmed.own);
    const second = next();
    const thanks = await signOn(page, second);
    followed.push(...thanks.shared, thanks.address, thanks.told);
    followed.push(...Object.values(await confirm(page, second)).flat());

    // Its other language, what networks link to, and the page after an error.
    await page.goto(thanks.shared[0]!);
    await press(page, '.languages a');
    assert.match(page.url(), /lang=en/);
    followed.push(page.url());
    const [network] = await page.$$eval('meta[property="og:url"]', (found) =>
      found.map((each) => (each as HTMLMetaElement).content),
    );
    followed.push(network!);
    await page.goto(network!);
    const third = next();
    await page.type('[name=givenName]', 'Jess');
    await page.type('[name=email]', 'jess@example');
    await press(page, 'form .button');
    followed.push(page.url());
    await page.focus('[name=email]');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.type('[name=email]', third);
    await press(page, 'form .button');
    followed.push(page.url());
    await confirm(page, third);

    // The address bar after signing, the page of an email after withdrawing, and the frame that editors make of a link.
    await page.goto(thanks.address);
    const fourth = next();
    await signOn(page, fourth);
    await confirm(page, fourth);
    await page.goto((await emailTo(fourth)).links.withdraw!);
    await press(page, 'button');
    const [afterwards] = await hrefs(page, '.message > p > a');
    followed.push(afterwards!);
    await page.goto(afterwards!);
    const fifth = next();
    await signOn(page, fifth);
    await confirm(page, fifth);
    const embed = await fetch(`${stage.petitions}/oembed?${new URLSearchParams({ url: afterwards! })}`);
    const { html } = (await embed.json()) as { html: string };
    const [frame] = html.match(/(?<=src=")[^"]+/)!;
    followed.push(
      ...[...html.matchAll(/(?<=(?:href|src)=")[^"]+/g)].map(([url]) => url.replaceAll('&amp;', '&')),
    );
    await page.goto(frame!.replaceAll('&amp;', '&'));
    const sixth = next();
    const noscript = await page.$eval('noscript form', (form) => (form as HTMLFormElement).action);
    followed.push(noscript);
    await page.type('[name=givenName]', 'Jess');
    await page.type('[name=email]', sixth);
    const [opened] = await Promise.all([
      new Promise<Page>((resolve) =>
        browser.once('targetcreated', async (target) => resolve((await target.page())!)),
      ),
      page.click('noscript form .button'),
    ]);
    await opened.waitForSelector('.share');
    followed.push(...sharedIn(await hrefs(opened, '.share a')));
    await opened.close();
    await confirm(page, sixth);

    for (const url of followed) {
      const { searchParams } = new URL(url);
      assert.equal(searchParams.get('partner'), PARTNER, url);
      for (const name of searchParams.keys()) assert.match(name, /^(?:partner|lang)$/, url);
    }
    assert.deepEqual(await signedThrough(), { [PARTNER]: 5 }, 'six signed, one of them took it back');
    await page.close();
  });

  test('has a preview image that browsers accept, in the link’s language', async () => {
    const page = await openPage(browser, `${stage.petitions}/p/${SLUG}?lang=es&partner=${PARTNER}`);
    const image = await page.$eval('meta[property="og:image"]', (meta) => (meta as HTMLMetaElement).content);
    assert.equal(image, `${stage.petitions}/p/${SLUG}/card.png?lang=es`);
    const [english, spanish] = await Promise.all(
      ['', '?lang=es'].map(async (query) =>
        (await fetch(`${stage.petitions}/p/${SLUG}/card.png${query}`)).headers.get('ETag'),
      ),
    );
    assert.notEqual(english, spanish);
    await page.goto(image);
    const size = await page.$eval('img', (picture) => [picture.naturalWidth, picture.naturalHeight]);
    assert.deepEqual(size, [1200, 630]);
    await page.close();
  });

  test('writes numbers on the preview image like the widget', async () => {
    const page = await openPage(browser, 'about:blank');
    for (const lang of LANGUAGES) {
      const text = { lang, title: 'x', text: '', outcome: null };
      const { count } = buildCardText({ ...PETITION, carriedOver: 9_999_999 }, text, stage.petitions);
      // As in widget/i18n.ts.
      const inBrowser = await page.evaluate(
        (tag) => new Intl.NumberFormat([tag, 'fr']).format(9_999_999),
        lang,
      );
      assert.equal(count.text, inBrowser, lang);
    }
    await page.close();
  });
});
