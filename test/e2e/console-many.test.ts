import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { click, showsText, signUpOrganizer, typeInto } from './console-user.ts';
import { useStage } from './window.ts';

const COUNT = 120;

describe('the console of a server with many petitions', () => {
  const stage = useStage();
  let page: Page;
  const shown = () =>
    page.evaluate(
      () =>
        document
          .querySelector('petition-console')!
          .shadowRoot!.querySelector('console-petitions')!
          .shadowRoot!.querySelectorAll('article').length,
    );
  const more = async () => click(page, 'section button');

  before(async () => {
    await stage.load(
      Array.from({ length: COUNT }, (_, index) => ({
        slug: `petition-${index}`,
        creator: 'Neighbors',
        texts: { en: { title: `Petition number ${index}.`, text: 'For neighbors.' } },
      })),
    );
    ({ page } = await signUpOrganizer(stage, 'Irena'));
    // Besides those of the demo.
    await typeInto(page, '#search', 'Petition number');
    await showsText(page, 'Petition number 0.');
  });

  it('shows fifty, more with each press of a button, and finds all', async () => {
    assert.equal(await shown(), 50);
    await more();
    assert.equal(await shown(), 100);
    await more();
    assert.equal(await shown(), COUNT);
    await typeInto(page, '#search', ' 7');
    await showsText(page, 'Petition number 79.');
    assert.equal(await shown(), 11);
  });
});
