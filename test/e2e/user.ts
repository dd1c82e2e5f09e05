import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ElementHandle, Frame, Page } from 'puppeteer-core';
import { openSqlite } from '../support/sqlite.ts';
import { findInWidget, type Stage, type Widget, waitForText } from './harness.ts';

/** A demo petition with the required fields, an optional last name, and a checkbox. */
export const SLUG = 'therapists-for-free-movement';

/** A name with characters that hotkeys would swallow if a person types them. */
export const NAME = 'Jo /sk?';

let userCount = 0;

type Origin = Pick<Stage, 'petitions'>;

/** The documented snippet. A page may change the widget's attributes and the script tag's. */
export const snippet = ({ petitions }: Origin, attributes = '', script = 'type="module" async') =>
  `<script ${script} src="${petitions}/v1/petition-widget.js"></script>${widgetTag({ petitions }, attributes)}`;

/** The element alone, with its fallback link. */
export const widgetTag = ({ petitions }: Origin, attributes = '') =>
  `<petition-widget ${/\bpetition=/.test(attributes) ? '' : `petition="${SLUG}"`} ${attributes} style="display:block;min-height:32rem">` +
  `<a href="${petitions}/p/${SLUG}">Sign: Therapists for free movement</a></petition-widget>`;

/** Number of signatures in the server's database at this moment. */
export function countStored({ dataDir }: Stage): number {
  const database = openSqlite(join(dataDir, 'petitions.db'), { readonly: true });
  try {
    return (database.prepare('select count(*) as rows from signature').get() as { rows: number }).rows;
  } finally {
    database.close();
  }
}

/** Enters values into fields, by their names. Each as a whole, which takes less time than key by key. */
export async function typeInto(
  page: Page | Frame,
  values: Record<string, string>,
  widget?: Widget,
): Promise<void> {
  const { keyboard } = 'keyboard' in page ? page : page.page();
  for (const [name, value] of Object.entries(values)) {
    await (await findInWidget(page, `[name=${name}]`, widget)).focus();
    await keyboard.sendCharacter(value);
  }
}

/**
 * Waits until a part of the widget that has just replaced another takes presses. For a moment it doesn't: a second press may
 * be meant for what was there before.
 */
export async function waitUntilPressable(part: ElementHandle): Promise<void> {
  await part.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
}

/** Presses the button of a compact widget. */
export async function openForm(page: Page | Frame, widget?: Widget): Promise<void> {
  await (await findInWidget(page, '[part=button]', widget)).click();
  await waitUntilPressable(await findInWidget(page, 'form', widget));
}

/** Submits the form. */
export async function submit(page: Page | Frame, widget?: Widget): Promise<void> {
  await (await findInWidget(page, 'form > button', widget)).click();
}

/** Fills in the form with mouse and keyboard, as a new person. */
export async function fillInAsUser(page: Page | Frame, widget?: Widget): Promise<void> {
  const { keyboard } = 'keyboard' in page ? page : page.page();
  await (await findInWidget(page, '[name=givenName]', widget)).click();
  await keyboard.type(NAME);
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.type(`${++userCount}@b.cd`);
}

/** Signs with mouse and keyboard. Checks the thanks, and that the server has one more signature. */
export async function signAsUser(stage: Stage, page: Page | Frame, widget?: Widget): Promise<void> {
  const before = countStored(stage);
  await fillInAsUser(page, widget);
  await (await findInWidget(page, '[part=button]', widget)).click();
  await waitForText(page, `Thank you, ${NAME}!`, widget ? { widget } : {});
  assert.equal(countStored(stage), before + 1, 'the server has the signature');
}

/** Whether the fallback link in the page's first widget is visible and can be clicked. */
export async function isLinkVisible(page: Page): Promise<boolean> {
  return page.$eval('petition-widget a', (link) => {
    link.scrollIntoView({ block: 'center', behavior: 'instant' });
    const { x, y, width, height } = link.getClientRects()[0] ?? new DOMRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === link;
  });
}

/** Problems with the layout and legibility of a widget that shows its form. */
export async function layoutProblems(page: Page | Frame, widget?: Widget): Promise<string[]> {
  const button = (await findInWidget(page, '[part=button]', widget)) as ElementHandle<HTMLElement>;
  return button.evaluate(findLayoutProblems);
}

/** Runs in the page, which may have changed any built-in: plain code only. */
function findLayoutProblems(button: HTMLElement): string[] {
  const root = button.getRootNode() as ShadowRoot;
  const found: string[] = [];
  const base = root.querySelector<HTMLElement>('[part=base]')!;
  const edges = base.getBoundingClientRect();
  // Layout sizes, independent of the page's scaling.
  if (base.offsetWidth < 280) found.push(`the widget is ${base.offsetWidth} pixels wide`);
  // Browsers take seconds to lay out nested grids that break across columns.
  if (base.getClientRects().length > 1) found.push('the widget is broken between columns');
  for (const element of root.querySelectorAll<HTMLElement>('[part=base] :not(option, [name=proof])')) {
    const name = `${element.localName}[${element.getAttribute('part')}]`;
    const style = getComputedStyle(element);
    if (style.boxSizing !== 'border-box') found.push(`${name} has box-sizing ${style.boxSizing}`);
    if (style.display === 'none') {
      if (element.textContent!.trim() || element.matches('input, progress, button'))
        found.push(`${name} is hidden`);
      continue;
    }
    if (Number.parseFloat(style.fontSize) < 16) found.push(`${name} has a font size of ${style.fontSize}`);
    const { left, right } = element.getBoundingClientRect();
    if (left < edges.left - 1 || right > edges.right + 1) found.push(`${name} overflows`);
    if (element.matches('input:not([type=checkbox]), button:not([part=link]), progress')) {
      const share = element.offsetWidth / element.parentElement!.offsetWidth;
      if (share < 0.97) found.push(`${name} fills ${share} of its row`);
      if (element.localName !== 'progress' && element.offsetHeight < 44)
        found.push(`${name} is ${element.offsetHeight} pixels high`);
    }
  }
  const checks = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true };
  if (!button.checkVisibility(checks)) found.push('the button is hidden');
  button.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = button.getBoundingClientRect();
  if (root.elementFromPoint(x + width / 2, y + height / 2) !== button)
    found.push('something covers the button');

  const { color, backgroundColor } = getComputedStyle(button);
  const pen = document.createElement('canvas').getContext('2d')!;
  let [dark, light] = [1, 0];
  for (const cssColor of [color, backgroundColor]) {
    pen.fillStyle = cssColor;
    pen.fillRect(0, 0, 1, 1);
    let luminance = 0;
    for (const [index, weight] of [0.2126, 0.7152, 0.0722].entries()) {
      const value = pen.getImageData(0, 0, 1, 1).data[index]! / 255;
      luminance += weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    }
    dark = Math.min(dark, luminance);
    light = Math.max(light, luminance);
  }
  if ((light + 0.05) / (dark + 0.05) < 4.5) found.push(`the button has ${color} on ${backgroundColor}`);

  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth)
    found.push(`the page is ${scrollWidth} pixels wide in a viewport of ${clientWidth}`);
  return found;
}
