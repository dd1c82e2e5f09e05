import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { HTTPRequest } from 'puppeteer-core';
import { findInWidget, openPage } from './harness.ts';
import { preloadingPage, serveRecorded } from './preloading.ts';
import { SLUG } from './user.ts';
import { useStage } from './window.ts';

describe('a petition that its page preloads', () => {
  const stage = useStage();

  /** Opens the page with an empty cache, and waits for the widget. */
  async function setUp(t: TestContext, lang: string) {
    const server = await serveRecorded(stage);
    t.after(() => server.close());
    const { page, close } = await stage.open(preloadingPage(server.url, SLUG, lang));
    t.after(close);
    await findInWidget(page, 'form');
    const requestsFor = (path: string) => server.requests.filter((url) => url.startsWith(path));
    return {
      page,
      petitions: () => requestsFor(`/v1/petitions/${SLUG}?`),
      details: () => requestsFor('/v1/petition-details.js'),
    };
  }

  test('is requested once, also by a page in a region of its language', async (t) => {
    const { petitions, details } = await setUp(t, 'en-US');
    assert.deepEqual(petitions(), [`/v1/petitions/${SLUG}?lang=en`]);
    assert.equal(details().length, 1);
  });

  test('is requested in the language of the page if that is another', async (t) => {
    const { petitions } = await setUp(t, 'es-MX');
    assert.deepEqual(petitions().toSorted(), [
      `/v1/petitions/${SLUG}?lang=en`,
      `/v1/petitions/${SLUG}?lang=es-MX`,
    ]);
  });

  test('is requested once by a frame, too', async (t) => {
    const requests: HTTPRequest[] = [];
    const page = await openPage(stage.window, `${stage.petitions}/p/${SLUG}/frame?lang=en`, {
      prepare: async (page) => void page.on('request', (request) => requests.push(request)),
    });
    t.after(() => page.close());
    await findInWidget(page, 'form');
    const petition = requests.filter((request) => request.url().includes(`/v1/petitions/${SLUG}?`));
    assert.deepEqual(
      petition.map((request) => [request.url(), request.initiator()?.type]),
      // Not "script": the script isn't waited for.
      [[`${stage.petitions}/v1/petitions/${SLUG}?lang=en`, 'parser']],
    );
  });

  test('is asked for again by the next visit, so that no old count is shown', async (t) => {
    const { page, petitions } = await setUp(t, 'en');
    const url = page.url();
    await page.goto('about:blank');
    await page.goto(url);
    await findInWidget(page, 'form');
    assert.equal(petitions().length, 2);
  });
});
