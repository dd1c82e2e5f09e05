/**
 * A command for tests: what the person's system asks of pages. The runner's own command knows neither
 * forced colours nor how to undo printing.
 *
 * @returns {import('@web/test-runner').TestRunnerPlugin<Record<string, unknown>>}
 */
export function media() {
  return {
    name: 'media',
    async executeCommand({ command, payload: { print = false, ...features } = {}, session }) {
      if (command !== 'media') return undefined;
      const browser = /** @type {import('@web/test-runner-chrome').ChromeLauncher} */ (session.browser);
      const devtools = await browser.getPage(session.id).createCDPSession();
      await devtools.send('Emulation.setEmulatedMedia', {
        media: print ? 'print' : '',
        features: Object.entries(features).map(([name, value]) => ({ name, value })),
      });
      return true;
    },
  };
}
