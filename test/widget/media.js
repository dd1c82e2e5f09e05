/**
 * A command that emulates media features. The runner's own command supports neither forced colors nor going back from
 * print.
 *
 * @returns {import('@web/test-runner').TestRunnerPlugin<Record<string, unknown>>}
 */
export function media() {
  return {
    name: 'media',
    async executeCommand({ command, payload = {}, session: { browser, id } }) {
      if (command !== 'media') return undefined;
      if ('setMedia' in browser) await browser.setMedia(id, payload);
      else await inChromium(browser.getPage(id), payload);
      return true;
    },
  };
}

/**
 * One per page. A session can't reset what another one emulates, and the runner reuses pages for other test files.
 *
 * @type {WeakMap<import('puppeteer-core').Page, Promise<import('puppeteer-core').CDPSession>>}
 */
const sessions = new WeakMap();

/**
 * @param {import('puppeteer-core').Page} page
 * @param {Record<string, unknown>} media
 */
async function inChromium(page, { print = false, ...features }) {
  let session = sessions.get(page);
  if (!session) {
    session = page.createCDPSession();
    sessions.set(page, session);
  }
  await (await session).send('Emulation.setEmulatedMedia', {
    media: print ? 'print' : '',
    features: Object.entries(features).map(([name, value]) => ({ name, value })),
  });
}
