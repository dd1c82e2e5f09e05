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
 * @param {import('puppeteer-core').Page} page
 * @param {Record<string, unknown>} media
 */
async function inChromium(page, { print = false, ...features }) {
  const devtools = await page.createCDPSession();
  await devtools.send('Emulation.setEmulatedMedia', {
    media: print ? 'print' : '',
    features: Object.entries(features).map(([name, value]) => ({ name, value })),
  });
}
