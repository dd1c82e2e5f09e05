import type { ClickOptions, ElementHandle, Page } from 'puppeteer-core';
import { openPage, type Stage } from './harness.ts';
import { recordRequests } from './recorded-requests.ts';
import { waitUntil } from './wait.ts';
import type { BrowserStage } from './window.ts';

/** Gives a page a device that keeps passkeys, and whose owner confirms whatever it asks. */
export async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Invites somebody on the command line, and returns the link. */
export async function invitationLink(stage: Stage, ...args: string[]): Promise<string> {
  const [link] = /http\S+#invitation=\S+/.exec(await stage.command('invite', ...args)) ?? [];
  if (!link) throw new Error('`invite` printed no link');
  return link;
}

/**
 * Opens a page, and signs up an organizer in it. Everything that it sends from then on is recorded, and what it saves is in the folder
 * of the stage.
 */
export async function signUpOrganizer(
  stage: BrowserStage,
  name: string,
): Promise<{ page: Page; sent: string[] }> {
  const page = await openPage(stage.window, 'about:blank');
  await addAuthenticator(page);
  const sent = await recordRequests(page);
  await page.goto(await invitationLink(stage, name));
  await click(page, '::-p-text(Create a passkey)');
  await showsText(page, `Signed in as ${name}`);
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    downloadPath: stage.dataDir,
    browserContextId: stage.window.id!,
  });
  // A dialog of the operating system, which nobody answers here. Without it, files are downloaded.
  await page.evaluateOnNewDocument('delete window.showSaveFilePicker');
  return { page, sent };
}

/** Runs in the page. */
function readText(start: Node | null): string {
  const words: string[] = [];
  // A stack, because a function with a name would not survive being sent to the browser.
  const left: (Node | null)[] = [start ?? document.body];
  for (let node = left.pop(); node; node = left.pop()) {
    if (node instanceof Text) words.push(node.data);
    const inside = [...node.childNodes].reverse();
    const shadow = node instanceof Element ? node.shadowRoot : null;
    // Cells and paragraphs don't run into each other.
    if (inside.length > 0 || shadow) words.push(' ');
    left.push(...inside, ...(shadow ? [shadow] : []));
  }
  return words.join('').replace(/\s+/g, ' ').trim();
}

/** What an element and the shadow roots in it show, with single spaces. */
export const textOf = (element: ElementHandle): Promise<string> => element.evaluate(readText);

/** Waits until the console shows a text. */
export async function showsText(page: Page, text: string): Promise<void> {
  let shown = '';
  await waitUntil(`the console shows "${text}"`, async () => {
    shown = await page.evaluate(readText, null);
    return shown.includes(text);
  }).catch((error: Error) => {
    throw new Error(`${error.message}; it shows: ${shown}`, { cause: error });
  });
}

/** Waits for an element, by time: a page behind another one draws no frames, for which puppeteer would wait. */
export async function find(page: Page, selector: string): Promise<ElementHandle> {
  let found: ElementHandle | null = null;
  await waitUntil(`the console has ${selector}`, async () => {
    found = await page.$(`>>> ${selector}`);
    return found !== null;
  });
  return found!;
}

/**
 * Clicks an element until it was clicked: while a page is loading, what is below moves, and a click that was aimed before
 * lands on something else.
 */
export async function click(page: Page, selector: string, options?: ClickOptions): Promise<ElementHandle> {
  let clicked: ElementHandle | undefined;
  let problem: unknown;
  await waitUntil(`${selector} is clicked`, async () => {
    const element = await find(page, selector);
    try {
      const seen = await element.evaluateHandle((target) => {
        const seen = { click: false };
        target.addEventListener(
          'click',
          () => {
            seen.click = true;
          },
          { once: true, capture: true },
        );
        return seen;
      });
      await element.click(options);
      // A click that led to another page took its witness along.
      const wasClicked = await seen.evaluate(({ click }) => click).catch(() => true);
      if (wasClicked) clicked = element;
    } catch (error) {
      // It was replaced, or isn't drawn yet.
      problem = error;
    }
    return clicked !== undefined;
  }).catch((error: Error) => {
    throw new Error(`${error.message}; last: ${String(problem)}`, { cause: error });
  });
  return clicked!;
}

/** Presses Tab until an element that matches a selector has the focus, or the button with this text. */
export async function tabTo(page: Page, selector: string, text = ''): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate(
      (selector, text) => {
        let element: Element | null = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element?.matches(selector) === true && element.textContent!.includes(text);
      },
      selector,
      text,
    );
    if (isThere) return;
  }
  throw new Error(`${selector} ${text} can’t be reached with Tab`);
}

/** Replaces what stands in a field. As a whole, like a paste: key by key, the page would draw itself after each. */
export async function typeInto(page: Page, selector: string, text: string): Promise<void> {
  await click(page, selector, { count: 3 });
  await page.keyboard.sendCharacter(text);
}
