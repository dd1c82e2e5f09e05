import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { smallLit } from './build/small-lit.js';
import { chromium } from './test/support/chromium.js';
import { fakeServer } from './test/widget/fake-server.js';
import { media } from './test/widget/media.js';

const { executablePath, args } = await chromium();

/** As in the build. */
const cutLit = {
  name: smallLit.name,
  transform: ({ path, body }) =>
    smallLit.transform.call(
      {
        error: (message) => {
          throw new Error(message);
        },
      },
      body,
      path,
    )?.code,
};

export default {
  files: 'test/widget/**/*.test.ts',
  nodeResolve: { exportConditions: ['production', 'browser'] },
  middleware: [fakeServer()],
  plugins: [cutLit, esbuildPlugin({ ts: true, tsconfig: 'widget/tsconfig.json', target: 'es2022' }), media()],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath, args },
      // Each page in a window of its own: what lies behind another is not drawn.
      createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
    }),
  ],
  concurrency: 2,
  testFramework: { config: { timeout: 10_000 } },
};
