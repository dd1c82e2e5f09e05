import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserLauncher } from '@web/test-runner';
import { FirefoxLauncher, openFirefox } from './firefox.ts';
import type { Visit } from './visit.ts';
import { WebKit } from './webkit.ts';
import { WebKitLauncher } from './webkit-launcher.ts';

/** A browser that is or could be installed. */
export interface Browser {
  name: string;
  /** Names of the Debian packages to install. */
  packages: string;
  /** Required programs that are missing. */
  missing: string[];
  launcher(): BrowserLauncher;
  /** The browser with one window. */
  open(): Promise<Visit>;
}

const firefox = found('firefox-esr', 'firefox');

/** The browsers other than Chromium in which the widget is tested, by name. */
export const BROWSERS: Record<string, Browser> = {
  firefox: {
    name: 'Firefox',
    packages: 'firefox-esr',
    missing: firefox ? [] : ['firefox-esr'],
    launcher: () => new FirefoxLauncher(firefox!),
    open: () => openFirefox(firefox!),
  },
  webkit: {
    name: 'WebKit',
    packages: 'webkit2gtk-driver xvfb',
    missing: ['WebKitWebDriver', 'Xvfb'].filter((program) => !found(program)),
    launcher: () => new WebKitLauncher(),
    open: () => WebKit.open(),
  },
};

/** Path of the first of these programs that is installed. */
function found(...programs: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
