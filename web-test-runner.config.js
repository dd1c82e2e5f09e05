import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromium } from './test/chromium.js';

const { executablePath, args } = await chromium();

export default {
  files: 'test/widget/**/*.test.ts',
  nodeResolve: { exportConditions: ['production', 'browser'] },
  plugins: [esbuildPlugin({ ts: true, tsconfig: 'widget/tsconfig.json', target: 'es2022' })],
  browsers: [chromeLauncher({ launchOptions: { executablePath, args } })],
  concurrency: 2,
  testFramework: { config: { timeout: 10_000 } },
};
