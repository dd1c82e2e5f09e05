import { existsSync } from 'node:fs';

/** The headless shell comes first: it is the engine without windows, which aren't visible here and double the time. */
const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Prevents network traffic that no test caused. */
const NO_BACKGROUND_TRAFFIC = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
];

/**
 * Finds a real Chromium: `CHROME_PATH`, or an installed one, or the one from an npm package. There always is one, so
 * no test is skipped for lack of a browser.
 *
 * @returns {Promise<{ executablePath: string, args: string[] }>} launch options for puppeteer
 */
export async function chromium() {
  // Root in a container may not create the namespaces that the sandbox consists of.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const installed = process.env.CHROME_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: [...NO_BACKGROUND_TRAFFIC, ...sandbox] };
  const { default: packaged } = await import('@sparticuz/chromium');
  // Not the arguments that the package suggests: they run everything in one process, which can't have two contexts.
  return {
    executablePath: await packaged.executablePath(),
    args: [...NO_BACKGROUND_TRAFFIC, '--disable-gpu', '--no-sandbox'],
  };
}
