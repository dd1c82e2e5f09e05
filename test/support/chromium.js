import { existsSync } from 'node:fs';

/** The first is the engine without the windows around it, which nobody sees here and which take half of the time. */
const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Nothing that a test doesn't ask for goes over the network. */
const QUIET = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
];

/**
 * A real Chromium: the one that CHROME_PATH names, else an installed one, else the one that comes as an
 * npm package. There always is one, so no test is ever skipped for want of a browser.
 *
 * @returns {Promise<{ executablePath: string, args: string[] }>} what puppeteer launches
 */
export async function chromium() {
  // A container's root may not make the namespaces that the sandbox is built of.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const installed = process.env.CHROME_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: [...QUIET, ...sandbox] };
  const { default: packaged } = await import('@sparticuz/chromium');
  // Not the arguments that come with it: they run everything in one process, which can't have two contexts.
  return {
    executablePath: await packaged.executablePath(),
    args: [...QUIET, '--disable-gpu', '--no-sandbox'],
  };
}
