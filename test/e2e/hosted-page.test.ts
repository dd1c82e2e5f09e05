import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openPage, withoutJavaScript } from './harness.ts';
import { useStage } from './window.ts';

const WORDS = 'Some words that fill a line or two, as petitions do when they explain. ';
const PETITION = {
  slug: 'references',
  creator: 'Ilse V.',
  fields: { comment: 'optional', country: 'optional' },
  texts: {
    en: {
      title: 'A petition with references',
      text: Array.from({ length: 8 }, (_, index) => `${WORDS}See https://example.org/${index}.`).join('\n\n'),
    },
  },
};

describe('the hosted page', () => {
  const stage = useStage();

  for (const [width, height] of [
    [390, 664],
    [640, 480],
    [640, 360],
    [320, 180],
  ] as const) {
    test(`shows what has the focus, not its button above it, in a window of ${width} × ${height} pixels`, async () => {
      await stage.load([PETITION]);
      const page = await stage.show(`${stage.petitions}/p/references`);
      await page.setViewport({ width, height });
      const focused: string[] = [];
      const hidden: string[] = [];
      for (let press = 0; press < 20; press++) {
        await page.keyboard.press('Tab');
        const [name, isVisible] = await page.evaluate(async () => {
          // Scrolling and sticking follow in the next frames.
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          const element = document.activeElement!;
          // After the last element, the page itself has it.
          if (element === document.body) return ['', true] as const;
          const seen = [...element.getClientRects()].some((box) =>
            [0.1, 0.5, 0.9].some((part) =>
              element.contains(
                document.elementFromPoint(box.left + box.width * part, box.top + box.height * 0.5),
              ),
            ),
          );
          return [element.textContent!.trim().slice(0, 40) || element.id, seen] as const;
        });
        focused.push(name);
        if (!isVisible) hidden.push(name);
      }
      assert.ok(
        focused.filter((name) => name.startsWith('https://example.org/')).length === 8,
        focused.join(),
      );
      assert.deepEqual(hidden, []);
    });
  }

  for (const [width, height] of [
    [360, 740],
    [390, 844],
    [768, 1024],
    [640, 400],
    [1280, 800],
  ] as const) {
    test(`shows a button to sign, and never two of them, in a window of ${width} × ${height} pixels`, async () => {
      await stage.load([PETITION]);
      const page = await stage.show(`${stage.petitions}/p/references`);
      await page.setViewport({ width, height });
      const seen = await page.evaluate(async () => {
        const most = document.documentElement.scrollHeight - innerHeight;
        const counts: number[] = [];
        for (let top = 0; top < most + 40; top += 40) {
          scrollTo(0, top);
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          const seen = [...document.querySelectorAll('.jump, form .button')].filter((button) => {
            const box = button.getBoundingClientRect();
            return [0.1, 0.5, 0.9].some((part) =>
              button.contains(
                document.elementFromPoint(box.left + box.width / 2, box.top + box.height * part),
              ),
            );
          });
          counts.push(seen.length);
        }
        return counts;
      });
      assert.ok(seen.length > 5);
      assert.ok(Math.max(...seen) === 1, seen.join());
      // In other windows, the form itself is in view, or there is no room for a floating button.
      if (width < 400) assert.equal(seen[0], 1);
    });
  }

  test('shows an address from left to right in Arabic too', async () => {
    const texts = { ar: { title: 'عريضة', text: 'نص.' } };
    await stage.load([{ ...PETITION, slug: 'arabic', texts }]);
    const page = await openPage(stage.window, `${stage.petitions}/p/arabic`, {
      ...withoutJavaScript,
      width: 360,
    });
    const directionOf = (selector: string) =>
      page.$eval(selector, (element) => getComputedStyle(element).direction);
    assert.equal(await directionOf('[name=email]'), 'ltr');
    assert.equal(await directionOf('[name=givenName]'), 'rtl');
    await page.close();
  });

  test('keeps all of a text that is too long, and says by how much it is', async () => {
    await stage.load([PETITION]);
    const page = await openPage(stage.window, `${stage.petitions}/p/references`, withoutJavaScript);
    await page.type('[name=givenName]', 'Jess');
    await page.type('[name=email]', 'jess@example.org');
    await page.focus('[name=comment]');
    await page.keyboard.sendCharacter('Because. '.repeat(170));
    await Promise.all([page.waitForNavigation(), page.click('form .button')]);
    const content = await page.$eval('#comment', (field) => (field as HTMLTextAreaElement).value);
    assert.equal(content.trim().length, 1_529);
    assert.equal(
      await page.$eval('#comment-error', (error) => error.textContent),
      'This is too long. You entered 1,529 characters; the limit is 1,000.',
    );
    await page.close();
  });

  for (const scheme of ['light', 'dark'] as const) {
    test(`has the colors of a ${scheme} page, also if its URL asks for the other scheme in a frame`, async () => {
      const other = scheme === 'dark' ? 'light' : 'dark';
      const page = await openPage(stage.window, `${stage.petitions}/p/let-lena-stay`, { scheme });
      const inkOf = () => page.$eval('body', (body) => getComputedStyle(body).color);
      const [dark, light] = ['rgb(243, 238, 233)', 'rgb(34, 29, 26)'];
      assert.equal(await inkOf(), scheme === 'dark' ? dark : light);
      await page.goto(`${stage.petitions}/p/let-lena-stay/frame?scheme=${other}`);
      assert.equal(await inkOf(), scheme === 'dark' ? light : dark);
      await page.close();
    });
  }
});
