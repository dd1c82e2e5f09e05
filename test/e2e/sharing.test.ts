import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { LANGUAGES } from '../../server/i18n/dictionaries.ts';
import { buildCardText } from '../../server/social-card/card-text.ts';
import { PETITION } from '../unit/social-card/picture.ts';
import { findInWidget, openPage, waitForText, withoutJavaScript } from './harness.ts';
import { submit, typeInto } from './user.ts';
import { waitForEmail } from './wait.ts';
import { useStage } from './window.ts';

/** A demo petition in English and Spanish, with partners. */
const SLUG = 'no-fence-at-fern-hill';
const PARTNER = 'vecinas-de-fern-hill';

describe('a shared petition', () => {
  const stage = useStage({ withEmails: true });

  const hrefs = (page: Page, selector: string) =>
    page.$$eval(selector, (links) => links.map((link) => (link as HTMLAnchorElement).href));
  /** Clicks a link or a button, and waits for the next page. */
  const follow = (page: Page, selector: string) =>
    Promise.all([page.waitForNavigation(), page.click(selector)]);

  /** The petition's URLs in share links. Each network encodes them differently, and Mastodon and the poster have pages of ours. */
  const sharedUrls = (links: string[]) =>
    links.map((link) =>
      /https?:\/\/localhost[^\s]*/
        .exec(decodeURIComponent(link).replace(/&text=.*/, ''))![0]
        .replace(/\/(?:mastodon|poster)(?=\?|$)/, ''),
    );

  /** Signs on the hosted page, and returns the links of the page that follows. */
  async function signOn(page: Page, email: string) {
    await page.type('[name=givenName]', 'Jess');
    await page.type('[name=email]', email);
    await follow(page, 'form .button');
    return {
      shared: sharedUrls(await hrefs(page, '.share a, .share + p > a')),
      address: page.url(),
      shown: await page.$eval('.address', (address) => address.textContent ?? ''),
    };
  }

  /** Confirms by email, and returns the links of the page that follows. */
  async function confirm(page: Page, email: string) {
    await page.goto((await waitForEmail(stage.emails, email)).links.confirm!);
    await page.click('[name=sure]');
    await follow(page, 'button');
    return {
      shared: sharedUrls(await hrefs(page, '.share a, .share + p > a')),
      petition: (await hrefs(page, '.message > p:last-child > a'))[0]!,
    };
  }

  test('counts for the partner through the whole chain of links, none of which tracks anyone', async () => {
    const followed: string[] = [];
    const people = Array.from({ length: 7 }, (_, number) => `jess-${number}@example.org`);
    const next = () => people.shift()!;

    // The widget on a partner's page: its thanks, and its privacy link.
    const widget = await openPage(stage.window, `${stage.partners}/spanish`);
    followed.push(
      await (await findInWidget(widget, '[part=consent] a')).evaluate(
        (link) => (link as HTMLAnchorElement).href,
      ),
    );
    const [first] = people;
    await typeInto(widget, { givenName: 'Jess', email: next() });
    await submit(widget);
    await waitForText(widget, first!);
    followed.push(
      await (await findInWidget(widget, '[part=thanks] input')).evaluate(
        (field) => (field as HTMLInputElement).value,
      ),
    );
    const links = await widget.$eval('petition-widget', (host) =>
      [...host.shadowRoot!.querySelectorAll<HTMLAnchorElement>('[part=share] a')].map(({ href }) => href),
    );
    followed.push(...sharedUrls(links));
    await widget.close();

    // No scripts are needed from here on.
    const page = await openPage(stage.window, 'about:blank', withoutJavaScript);
    const confirmed = await confirm(page, first!);
    followed.push(...confirmed.shared, confirmed.petition);
    assert.equal(new Set(followed.map((url) => url.replace('#privacy', ''))).size, 1, followed.join('\n'));

    // The hosted page: its form, its thanks, its address.
    await page.goto(confirmed.petition);
    const second = next();
    const thanks = await signOn(page, second);
    followed.push(...thanks.shared, thanks.address, thanks.shown);
    followed.push(...Object.values(await confirm(page, second)).flat());

    // Its other language, what networks link to, and the page after an error.
    await page.goto(thanks.shared[0]!);
    await follow(page, '.languages a');
    assert.match(page.url(), /lang=en/);
    followed.push(page.url());
    const canonical = await page.$eval(
      'meta[property="og:url"]',
      (meta) => (meta as HTMLMetaElement).content,
    );
    followed.push(canonical);
    await page.goto(canonical);
    const third = next();
    await page.type('[name=givenName]', 'Jess');
    await page.type('[name=email]', 'jess@example');
    await follow(page, 'form .button');
    followed.push(page.url());
    await page.focus('[name=email]');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.type('[name=email]', third);
    await follow(page, 'form .button');
    followed.push(page.url());
    await confirm(page, third);

    // The address bar after signing, the page after withdrawing by email, and the frame that editors make of a link.
    await page.goto(thanks.address);
    const fourth = next();
    await signOn(page, fourth);
    await confirm(page, fourth);
    await page.goto((await waitForEmail(stage.emails, fourth)).links.withdraw!);
    await page.click('[name=sure]');
    await follow(page, 'button');
    const [afterwards] = await hrefs(page, '.message > p:last-child > a');
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
        stage.window.once('targetcreated', async (target) => resolve((await target.page())!)),
      ),
      page.click('noscript form .button'),
    ]);
    await opened.waitForSelector('.share');
    followed.push(...sharedUrls(await hrefs(opened, '.share a')));
    await opened.close();
    await confirm(page, sixth);

    for (const url of followed) {
      const { searchParams } = new URL(url);
      assert.equal(searchParams.get('partner'), PARTNER, url);
      for (const name of searchParams.keys()) assert.match(name, /^(?:partner|lang)$/, url);
    }
    assert.deepEqual(
      (await stage.listed(SLUG)).partners,
      { 'fern-hill-neighbours': 0, [PARTNER]: 5, 'open-gate': 0 },
      'six signed, one of them withdrew',
    );
    await page.close();
  });

  test('has a preview image that browsers accept, in the link’s language', async () => {
    const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}?lang=es&partner=${PARTNER}`);
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

  test('goes to the Mastodon server that the person enters, without a script', async () => {
    const page = await openPage(
      stage.window,
      `${stage.petitions}/p/${SLUG}/mastodon?lang=es&partner=${PARTNER}`,
      withoutJavaScript,
    );
    await page.type('[name=server]', 'jess');
    await follow(page, '.button');
    assert.match(page.url(), /\/mastodon\?lang=es&partner=/);
    assert.match(await page.$eval('.error', (error) => error.textContent!), /mastodon\.social/);
    await page.setRequestInterception(true);
    page.on('request', (request) =>
      new URL(request.url()).hostname === 'localhost'
        ? request.continue()
        : request.respond({ body: 'A page to share', headers: {} }),
    );
    await page.click('[name=server]', { count: 3 });
    await page.type('[name=server]', '@mastodon.example');
    await follow(page, '.button');
    const { origin, pathname, searchParams } = new URL(page.url());
    assert.equal(origin + pathname, 'https://mastodon.example/share');
    assert.ok(searchParams.get('text')!.endsWith(` ${stage.petitions}/p/${SLUG}?lang=es&partner=${PARTNER}`));
    await page.close();
  });

  for (const [paper, width, height] of [
    ['A4', 210, 297],
    ['Letter', 215.9, 279.4],
  ] as const) {
    test(`has a poster that fits on one page of ${paper}, with all of its URL on every strip`, async () => {
      const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}/poster?partner=${PARTNER}`, {
        // Without the margins, in CSS pixels.
        width: Math.floor(((width - 20) / 25.4) * 96),
      });
      const pdf = await page.pdf({ width: `${width}mm`, height: `${height}mm` });
      assert.equal(
        Buffer.from(pdf)
          .toString('latin1')
          .match(/\/Type \/Page\b/g)!.length,
        1,
      );
      await page.emulateMediaType('print');
      const clipped = await page.$$eval(
        '.strips p',
        (strips) =>
          strips.filter(
            ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
              scrollWidth > clientWidth || scrollHeight > clientHeight,
          ).length,
      );
      assert.equal(clipped, 0);
      const urls = await page.$$eval('bdi', (found) => found.map(({ textContent }) => textContent));
      const { host } = new URL(stage.petitions);
      assert.deepEqual([...new Set(urls)], [`${host}/p/${SLUG}?partner=${PARTNER}`]);
      assert.equal(urls.length, 9);
      await page.close();
    });
  }

  test('writes numbers on the preview image like the widget', async () => {
    const page = await openPage(stage.window, 'about:blank');
    for (const lang of LANGUAGES) {
      const text = { lang, title: 'x', text: '', outcome: null, target: null };
      const { count } = buildCardText({ ...PETITION, carriedOver: 9_999_999 }, text, stage.petitions);
      // As in widget/i18n.ts.
      const inBrowser = await page.evaluate(
        (tag) => new Intl.NumberFormat([`${tag}-US`, 'fr']).format(9_999_999),
        lang,
      );
      assert.equal(count.text, inBrowser, lang);
    }
    await page.close();
  });
});
