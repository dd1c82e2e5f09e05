import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Frame, Page } from 'puppeteer-core';
import { findInWidget, htmlPage, openPage, servePage, waitForText } from './harness.ts';
import { SLUG, submit, typeInto } from './user.ts';
import { POLL_INTERVAL_MS, waitUntil } from './wait.ts';
import { useStage } from './window.ts';

/**
 * What WordPress does with the oEmbed HTML of a site it doesn't know: it keeps blockquote and frame, sandboxes the frame,
 * gives it a secret, and hides it until it posts its height together with the secret.
 */
function embedLikeWordPress(html: string): string {
  const [, quote, frame] = /^(<blockquote>.*?<\/blockquote>)(<iframe .*?><\/iframe>)$/.exec(html)!;
  const sandboxed = frame!
    .replace(/ src="([^"]*)"/, ' src="$1#?secret=s3cr3t" data-secret="s3cr3t"')
    .replace(
      '<iframe',
      '<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" style="position: absolute; visibility: hidden;"',
    );
  return `${quote!.replace('>', ' class="wp-embedded-content" data-secret="s3cr3t">')}${sandboxed}
    <script>
      addEventListener('message', ({ data, source }) => {
        if (!data || /[^a-zA-Z0-9]/.test(data.secret)) return;
        for (const frame of document.querySelectorAll('iframe[data-secret="' + data.secret + '"]')) {
          if (source !== frame.contentWindow || data.message !== 'height') continue;
          frame.removeAttribute('style');
          frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
          document.querySelector('blockquote').style.display = 'none';
        }
      });
    </script>`;
}

/** Waits until WordPress shows the frame. */
const waitUntilRevealed = (post: Page) =>
  post.waitForFunction(() => !document.querySelector('iframe')!.hasAttribute('style'), {
    polling: POLL_INTERVAL_MS,
  });

describe('a petition in a frame', () => {
  const stage = useStage();

  const signed = async () => (await stage.listed(SLUG)).signed;

  /** Shows a partner's page with a snippet in it. */
  async function openWith(html: string): Promise<{ page: Page; frame: Frame }> {
    const page = await stage.visit(htmlPage(html));
    return { page, frame: page.mainFrame().childFrames()[0]! };
  }

  async function sign(frame: Frame, email: string) {
    await typeInto(frame, { givenName: 'Jess', email });
    await submit(frame);
    await waitForText(frame, 'Thank you, Jess!');
  }

  const heightOf = (page: Page) => page.$eval('iframe', (frame) => frame.getBoundingClientRect().height);
  const contentHeightOf = (frame: Frame) =>
    frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));

  /** Waits until the frame is as high as its content. */
  const waitForFit = async (page: Page, frame: Frame) => {
    let heights = '';
    await waitUntil('the frame fits its content', async () => {
      const [outside, inside] = [await heightOf(page), await contentHeightOf(frame)];
      heights = `the frame is ${outside} pixels high, its content ${inside}`;
      return Math.abs(outside - inside) <= 1;
    }).catch((error) => assert.fail(`${error}: ${heights}`));
  };

  test('signs in a sandbox that allows only scripts, with a null origin', async () => {
    const before = await signed();
    const { frame } = await openWith(
      `<iframe sandbox="allow-scripts" width="600" height="900" src="${stage.petitions}/p/${SLUG}/frame"></iframe>`,
    );
    assert.equal(await frame.evaluate(() => origin), 'null');
    await sign(frame, 'jess-in-a-sandbox@example.org');
    assert.equal(await signed(), before + 1);
  });

  test('gets the height of its content if the page runs the frame script, and keeps it when the visitor signs', async () => {
    const { page, frame } = await openWith(
      `<iframe style="width:600px;border:0" src="${stage.petitions}/p/${SLUG}/frame"></iframe>
       <script type="module" src="${stage.petitions}/v1/petition-frame.js"></script>`,
    );
    await findInWidget(frame, '[name=email]');
    await waitForFit(page, frame);
    const before = await heightOf(page);
    assert.ok(before > 600, `${before}`);
    await sign(frame, 'jess-in-a-frame@example.org');
    await waitForFit(page, frame);
    assert.equal(await heightOf(page), before);
    assert.equal(await frame.evaluate(() => document.documentElement.scrollHeight <= innerHeight + 1), true);
  });

  test('tells the page nothing when the visitor signs, also if the page changes the width', async () => {
    const watched = `<p style="height:200px"></p>
      <iframe style="width:600px;height:900px;border:0" src="${stage.petitions}/p/${SLUG}/frame"></iframe><p style="height:2000px"></p>
      <script>
        messages = [];
        addEventListener('message', ({ data }) => messages.push(data.value));
      </script>
      <script type="module" src="${stage.petitions}/v1/petition-frame.js"></script>`;
    const { page, frame } = await openWith(watched);
    await findInWidget(frame, '[name=email]');
    await waitForFit(page, frame);
    /** What the page can see of a visitor at two widths. */
    const observe = async () => {
      const heights: number[] = [];
      for (const width of ['320px', '600px', '450px']) {
        await page.$eval('iframe', (element, value) => (element.style.width = value), width);
        await waitForFit(page, frame);
        heights.push(await heightOf(page));
      }
      return heights;
    };
    const unsigned = await observe();
    await typeInto(frame, { givenName: 'Jess', email: 'jess-watched@example.org' });
    const button = await findInWidget(frame, 'form > button');
    await button.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const before = await page.evaluate(() => ({
      messages: (window as unknown as { messages: unknown[] }).messages.length,
      scrollY,
    }));
    await button.click();
    await waitForText(frame, 'Thank you, Jess!');
    await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    assert.deepEqual(
      await page.evaluate(() => ({
        messages: (window as unknown as { messages: unknown[] }).messages.length,
        scrollY,
      })),
      before,
    );
    assert.deepEqual(await observe(), unsigned);
  });

  /** Writes down the events that reach the page, and every message but heights. */
  const WATCH = `<script>
      told = [];
      messages = [];
      for (const type of ['petition-sign', 'petition-signed', 'petition-error', 'petition-share']) {
        document.addEventListener(type, (event) => {
          const { bubbles, composed, target, petition, status, action, method } = event;
          event.preventDefault();
          told.push({ type, bubbles, composed, target: target.id, cancelled: event.defaultPrevented, petition, status, action, method });
        });
      }
      addEventListener('message', ({ data }) => data.message === 'height' || messages.push(data));
    </script>`;
  const frameScript = () => `<script type="module" src="${stage.petitions}/v1/petition-frame.js"></script>`;
  const toldTo = (page: Page) => page.evaluate(() => (window as unknown as { told: object[] }).told);
  const messagesTo = (page: Page) =>
    page.evaluate(() => (window as unknown as { messages: object[] }).messages);
  const waitForEvent = (page: Page, type: string) =>
    waitUntil(type, async () => JSON.stringify(await toldTo(page)).includes(`"${type}"`));

  test('reports its events to a page that asks for them, as the element does, and the same for a second signature', async () => {
    const open = (attributes = '') =>
      openWith(`${WATCH}<iframe id="framed" ${attributes} style="width:600px;height:900px;border:0"
        src="${stage.petitions}/p/${SLUG}/frame?events"></iframe>${frameScript()}`);
    const observed: object[][] = [];
    for (const attributes of ['', '', 'sandbox="allow-scripts"']) {
      const { page, frame } = await open(attributes);
      await sign(frame, 'jess-who-is-counted@example.org');
      const share = await findInWidget(frame, '[part=thanks] [part=button]');
      await share.evaluate((button) =>
        Promise.all(
          button
            .closest('[part=thanks]')!
            .getAnimations()
            .map(({ finished }) => finished),
        ),
      );
      await share.click();
      await waitForEvent(page, 'petition-share');
      observed.push(await toldTo(page));
    }
    const common = { bubbles: true, composed: true, target: 'framed', cancelled: false, petition: SLUG };
    assert.deepEqual(observed[0], [
      { type: 'petition-sign', ...common },
      { type: 'petition-signed', ...common, status: 'signed' },
      { type: 'petition-share', ...common, method: 'copy' },
    ]);
    assert.deepEqual(observed[1], observed[0]);
    assert.deepEqual(observed[2], observed[0]);
  });

  test('reports height and events to a page whose script comes late', async () => {
    const { page, frame } = await openWith(
      `${WATCH}<iframe id="framed" style="width:600px;height:300px;border:0" src="${stage.petitions}/p/${SLUG}/frame?events"></iframe>`,
    );
    await sign(frame, 'jess-before-the-script@example.org');
    assert.deepEqual(await toldTo(page), []);
    await page.addScriptTag({ type: 'module', url: `${stage.petitions}/v1/petition-frame.js` });
    await waitForEvent(page, 'petition-signed');
    await waitForFit(page, frame);
  });

  test('reports nothing unless both its address and the page’s script ask for it', async () => {
    for (const [query, script] of [
      ['', frameScript()],
      ['?events', ''],
    ] as const) {
      const { page, frame } = await openWith(
        `${WATCH}<iframe style="width:600px;height:900px" src="${stage.petitions}/p/${SLUG}/frame${query}"></iframe>${script}`,
      );
      await sign(frame, 'jess-who-is-not-counted@example.org');
      await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
      assert.deepEqual(await toldTo(page), []);
      assert.deepEqual(await messagesTo(page), []);
    }
  });

  test('reports to no page that the petition doesn’t allow, and to one that it does', async () => {
    const site = await servePage(htmlPage(''));
    const { origin } = new URL(site.url);
    const texts = { en: { title: 'Only here', text: 'A text.' } };
    await stage.load([
      { slug: 'not-from-here', creator: 'Ruth', origins: ['https://elsewhere.example'], texts },
      { slug: 'only-from-here', creator: 'Ruth', origins: [origin], texts },
    ]);
    const page = await openPage(stage.window, site.url);
    const show = async (slug: string) => {
      await page.reload();
      await page.setContent(
        htmlPage(
          `${WATCH}<iframe id="framed" style="width:600px;height:900px" src="${stage.petitions}/p/${slug}/frame?events"></iframe>${frameScript()}`,
        ),
      );
      return page.mainFrame().childFrames()[0]!;
    };
    const refused = await show('not-from-here');
    assert.match(refused.url(), /^chrome-error:/);
    assert.deepEqual(await messagesTo(page), []);
    await sign(await show('only-from-here'), 'jess-at-an-allowed-site@example.org');
    await waitForEvent(page, 'petition-signed');
    await page.close();
    site.close();
  });

  test('is not imitated: the page believes no event of another page, nor one with a made-up type', async () => {
    const { page, frame } = await openWith(
      `${WATCH}<iframe id="framed" style="width:600px;height:900px;border:0" src="${stage.petitions}/p/${SLUG}/frame?events"></iframe>
       <iframe id="other" sandbox="allow-scripts" srcdoc="<script>
         for (const message of ['petition-event', 'petition-events'])
           parent.postMessage({ message, type: 'petition-signed', petition: 'x', status: 'signed' }, '*');
         parent.postMessage('last', '*')</script>"></iframe>${frameScript()}`,
    );
    await findInWidget(frame, '[name=email]');
    await waitForFit(page, frame);
    await page.evaluate(() => postMessage({ message: 'petition-event', type: 'petition-signed' }, '*'));
    // From the frame itself, as a later version of the server might.
    await frame.evaluate(() => {
      parent.postMessage({ message: 'petition-event', type: 'click' }, '*');
      parent.postMessage(
        { message: 'petition-event', type: 'petition-signed', petition: {}, status: 'signed' },
        '*',
      );
    });
    await waitForEvent(page, 'petition-signed');
    const told = (await toldTo(page)) as { target: string; petition?: unknown }[];
    assert.deepEqual(
      told.map(({ target, petition }) => [target, petition]),
      [['framed', undefined]],
    );
  });

  test('shows the thanks where the button was', async () => {
    const { frame } = await openWith(
      `<iframe style="width:400px;height:400px" src="${stage.petitions}/p/${SLUG}/frame"></iframe>`,
    );
    await sign(frame, 'jess-in-a-low-frame@example.org');
    const isOnScreen = await (await findInWidget(frame, '[part=thanks] [readonly]')).evaluate((link) => {
      const { top, bottom } = link.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    assert.ok(isOnScreen);
  });

  test('gets its height however its address is spelled, and if it is set later', async () => {
    const address = `${stage.petitions}/p/${SLUG}/frame`;
    for (const attributes of [
      `src="${address.replace('http:', '')}"`,
      `src="${address.replace('http://localhost', 'HTTP://LOCALHOST')}"`,
      `src=" ${address} "`,
      `id="late"`,
      `sandbox="allow-scripts" src="${address}"`,
      `referrerpolicy="no-referrer" src="${address}"`,
    ]) {
      const page = await stage.visit(
        htmlPage(`<iframe ${attributes} style="width:600px;height:20rem;border:0"></iframe>
          <script type="module" src="${stage.petitions}/v1/petition-frame.js"></script>
          <script>document.querySelector('#late')?.contentWindow.location.replace('${address}')</script>`),
      );
      await waitUntil(attributes, async () => (await heightOf(page)) > 600);
    }
  });

  test('has the color scheme and accent color of its address', async () => {
    const { frame } = await openWith(
      `<iframe width="600" height="900" src="${stage.petitions}/p/${SLUG}/frame?scheme=dark&accent=%230b6e4f"></iframe>`,
    );
    const button = await findInWidget(frame, 'form > button');
    assert.deepEqual(
      await button.evaluate((element) => [
        getComputedStyle(document.documentElement).colorScheme,
        getComputedStyle(element).backgroundColor,
        getComputedStyle(document.body).accentColor,
      ]),
      ['dark', 'rgb(11, 110, 79)', 'rgb(11, 110, 79)'],
    );
  });

  test('scrolls if the page runs no frame script', async () => {
    const { frame } = await openWith(
      `<iframe width="400" height="300" src="${stage.petitions}/p/${SLUG}/frame"></iframe>`,
    );
    await findInWidget(frame, '[name=email]');
    assert.ok(
      await frame.evaluate(() => {
        scrollTo(0, 10_000);
        return scrollY > 300;
      }),
    );
  });

  test('shows a plain form instead of the widget if it may not run scripts', async () => {
    const { frame } = await openWith(
      `<iframe sandbox="allow-forms allow-popups" width="600" height="900" src="${stage.petitions}/p/${SLUG}/frame"></iframe>`,
    );
    assert.ok(await frame.waitForSelector('noscript form [name=email]', { visible: true }));
    assert.equal(await frame.$eval('petition-widget', (widget) => widget.shadowRoot), null);
  });

  test('appears for an address pasted into WordPress, and signs there', async () => {
    const address = `${stage.petitions}/p/${SLUG}?partner=harbour-aid`;
    const page = await (await fetch(address)).text();
    const [, discovered] = /type="application\/json\+oembed" href="([^"]+)"/.exec(page)!;
    const embed = (await (await fetch(discovered!.replaceAll('&amp;', '&'))).json()) as { html: string };
    const before = await signed();
    const { page: post, frame } = await openWith(embedLikeWordPress(embed.html));
    await findInWidget(frame, '[name=email]');
    await waitUntilRevealed(post);
    assert.equal(await post.$eval('blockquote', (link) => getComputedStyle(link).display), 'none');
    const height = await heightOf(post);
    assert.ok(height > 600 && height <= 1_000, `${height}`);
    await sign(frame, 'jess-in-wordpress@example.org');
    assert.equal(await signed(), before + 1);
  });

  test('shows only title and button if WordPress would cut off the whole petition, so that nothing is cut off', async () => {
    const { html } = (await (
      await fetch(`${stage.petitions}/oembed?url=${stage.petitions}/p/no-fence-at-fern-hill`)
    ).json()) as { html: string };
    const { page: post, frame } = await openWith(embedLikeWordPress(html));
    await findInWidget(frame, '[part=button]');
    await frame.waitForFunction(() => document.querySelector('petition-widget')!.hasAttribute('compact'), {
      polling: POLL_INTERVAL_MS,
    });
    await waitUntilRevealed(post);
    assert.match(
      await frame.$eval('h1', (title) => (title as HTMLElement).innerText),
      /No fence at Fern Hill/,
    );
    await (await findInWidget(frame, 'div > [part=button]')).click();
    await findInWidget(frame, '[name=email]');
    await waitForFit(post, frame);
    assert.ok((await heightOf(post)) < 1_000);
  });

  test('ignores heights sent by other pages', async () => {
    const { page, frame } = await openWith(
      `<iframe style="width:600px;height:500px;border:0" src="${stage.petitions}/p/${SLUG}/frame"></iframe>
       <script type="module" src="${stage.petitions}/v1/petition-frame.js"></script>`,
    );
    await findInWidget(frame, '[name=email]');
    await waitForFit(page, frame);
    const before = await heightOf(page);
    await page.evaluate(async () => {
      for (const value of [7, '1e9', Number.NaN, 'x', null, {}])
        postMessage({ message: 'height', value }, '*');
      // Messages arrive in order.
      await new Promise<void>((resolve) => {
        addEventListener('message', ({ data }) => data === 'last' && resolve());
        postMessage('last', '*');
      });
    });
    assert.equal(await heightOf(page), before);
  });
});
