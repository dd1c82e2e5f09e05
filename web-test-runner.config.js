import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromium } from './test/support/chromium.js';
import { fakeServer } from './test/widget/fake-server.js';
import { media } from './test/widget/media.js';

const { executablePath, args } = await chromium();

export default {
  files: 'test/widget/**/*.test.ts',
  nodeResolve: { exportConditions: ['production', 'browser'] },
  middleware: [fakeServer()],
  plugins: [esbuildPlugin({ ts: true, tsconfig: 'widget/tsconfig.json', target: 'es2022' }), media()],
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath, args },
      // One window per page: pages behind another one aren't rendered.
      createPage: async ({ browser }) => (await browser.createBrowserContext()).newPage(),
    }),
  ],
  concurrency: 2,
  testFramework: { config: { timeout: 30_000 } },
};
