import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'puppeteer-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Violations of the WCAG 2.2 A and AA rules, as "rule: target" lines. */
export async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    // Without details of what passes, which nobody reads.
    const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] };
    // @ts-expect-error axe is injected above
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap((violation: { id: string; nodes: { target: unknown }[] }) =>
      violation.nodes.map(({ target }) => `${violation.id}: ${JSON.stringify(target)}`),
    );
  });
}
