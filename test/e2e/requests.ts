import type { HTTPRequest, Page } from 'puppeteer-core';

/** Requests of a page that wait until they are released. */
interface HeldRequests {
  /** Resolves once the first request is held. */
  first: Promise<void>;
  /** For `openPage`. */
  prepare(page: Page): Promise<void>;
  /** Lets all requests through, including later ones. */
  release(): Promise<void>;
}

/** Holds back a page's requests whose URL matches. */
export function holdRequests(pattern: RegExp): HeldRequests {
  const held: HTTPRequest[] = [];
  let onFirst = () => {};
  const first = new Promise<void>((resolve) => {
    onFirst = resolve;
  });
  let isReleased = false;
  return {
    first,
    async prepare(page) {
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (isReleased || !pattern.test(request.url())) return void request.continue();
        held.push(request);
        onFirst();
      });
    },
    async release() {
      isReleased = true;
      await Promise.all(held.map((request) => request.continue()));
    },
  };
}

/** Blocks a page's requests whose URL matches, like an ad blocker, until it is disabled. */
export function blockRequests(pattern: RegExp) {
  let isEnabled = true;
  return {
    /** For `openPage`. */
    async prepare(page: Page): Promise<void> {
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        if (isEnabled && pattern.test(request.url())) void request.abort('blockedbyclient');
        else void request.continue();
      });
    },
    disable(): void {
      isEnabled = false;
    },
  };
}
