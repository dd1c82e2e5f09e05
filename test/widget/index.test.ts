import { assert } from 'chai';
import { PetitionWidget } from '../../widget/index.ts';
import { en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import {
  afterThisTest,
  has,
  isVisible,
  rendered,
  serve,
  sign,
  stage,
  styleOf,
  textOf,
  until,
  warnings,
} from './harness.ts';

let copies = 0;

/** Runs the script again, like a page that loads it from two addresses. */
const runScriptAgain = () => import(new URL(`../../widget/index.ts?copy=${++copies}`, import.meta.url).href);

/** Puts HTML on the page, runs the script, and asserts the number of widgets. */
async function upgradeLinks(html: string, count = 1) {
  stage.innerHTML = html;
  await runScriptAgain();
  // The script has begun to import it.
  await import('../../widget/embed-links.ts');
  await rendered();
  const widgets = [...stage.querySelectorAll('petition-widget')];
  assert.lengthOf(widgets, count);
  return widgets;
}

const link = (slug: string, query = '') =>
  `<a data-petition-widget href="${location.origin}/p/${slug}${query}">Sign here</a>`;

it('the element is defined', () => {
  assert.equal(customElements.get('petition-widget'), PetitionWidget);
});

it('a second script leaves the first one in place and warns', async () => {
  await runScriptAgain();
  assert.equal(customElements.get('petition-widget'), PetitionWidget);
  assert.lengthOf(warnings, 1);
  assert.include(warnings[0], 'defined already');
});

describe('a link marked data-petition-widget', () => {
  it('becomes a widget with the link as its fallback', async () => {
    const fake = await serve({ answers: { petition: 'hold' } });
    const [widget] = await upgradeLinks(`<p>Before ${link(fake.slug)} after</p>`);
    await widget!.updateComplete;
    const [fallback] = widget!.children;
    assert.instanceOf(fallback, HTMLAnchorElement);
    assert.isTrue(isVisible(fallback!));
    assert.equal(fallback!.textContent, 'Sign here');
    assert.isFalse(fallback!.hasAttribute('data-petition-widget'));
    assert.equal(widget!.parentElement!.textContent, 'Before Sign here after');

    await fake.change({ answers: { petition: 'ok' } });
    await until(() => has(widget!, 'form'), 'the petition is shown');
    assert.isFalse(isVisible(fallback!));
  });

  for (const [what, change] of [
    ['a trailing slash', (slug: string) => `${slug}/`],
    ['capital letters and a dot', (slug: string) => `${slug.toUpperCase()}.`],
    ['the frame', (slug: string) => `${slug}/frame`],
  ] as const) {
    it(`accepts ${what} in its address`, async () => {
      const fake = await serve();
      const [widget] = await upgradeLinks(link(change(fake.slug), '?partner=harbour-aid'));
      assert.equal(widget!.petition, fake.slug);
    });
  }

  it('accepts http in its address where the server’s is https', async () => {
    const script = document.head.appendChild(document.createElement('script'));
    script.dataset.servers = 'https://other.example.org';
    afterThisTest(() => script.remove());
    const [widget] = await upgradeLinks(
      '<a data-petition-widget href="http://other.example.org/p/library">Sign here</a>',
    );
    assert.equal(widget!.server, 'https://other.example.org');
  });

  it('sets the petition, the partner, and the language', async () => {
    const fake = await serve();
    const [widget] = await upgradeLinks(link(fake.slug, '?partner=harbour-aid&amp;lang=es#top'));
    assert.equal(widget!.petition, fake.slug);
    assert.equal(widget!.server, location.origin);
    await until(() => has(widget!, 'form'), 'the petition is shown');
    assert.include(textOf(widget!), es.sign);
    await sign(widget!);
    assert.deepInclude((await fake.signatures())[0], { partner: 'harbour-aid', lang: 'es' });
  });

  it('uses the page’s language by default', async () => {
    const { slug } = await serve();
    const [widget] = await upgradeLinks(`<section lang="es">${link(slug)}</section>`);
    await until(() => has(widget!, 'form'), 'the petition is shown');
    assert.include(textOf(widget!), es.sign);
    assert.notInclude(textOf(widget!), en.sign);
  });

  it('sets the appearance and ignores other parameters', async () => {
    const { slug } = await serve();
    const query =
      '?compact=&amp;accent=%230b6e4f&amp;radius=4px&amp;text=red&amp;onclick=alert(1)&amp;server=https://example.org';
    const [widget] = await upgradeLinks(link(slug, query));
    await until(() => has(widget!, 'progress'), 'the petition is shown');
    assert.deepEqual(widget!.getAttributeNames().sort(), ['compact', 'petition', 'server', 'style']);
    assert.equal(widget!.server, location.origin);
    assert.deepEqual([...widget!.style], ['--petition-accent', '--petition-radius']);
    assert.equal(styleOf(widget!, '[part=button]').backgroundColor, 'rgb(11, 110, 79)');
    assert.equal(styleOf(widget!, '[part=button]').borderRadius, '4px');
  });

  it('gets its own background with a color scheme', async () => {
    const { slug } = await serve();
    const [widget] = await upgradeLinks(link(slug, '?scheme=dark&amp;radius=4px'));
    await until(() => has(widget!, 'progress'), 'the petition is shown');
    const { colorScheme, backgroundColor, borderRadius, paddingTop } = getComputedStyle(widget!);
    assert.deepEqual([colorScheme, paddingTop, borderRadius], ['dark', '24px', '4px']);
    assert.notEqual(backgroundColor, 'rgba(0, 0, 0, 0)');
  });

  it('becomes one widget per link, and only once', async () => {
    const [first, second] = [await serve(), await serve()];
    const widgets = await upgradeLinks(link(first.slug) + link(second.slug), 2);
    await runScriptAgain();
    await rendered();
    assert.deepEqual([...stage.querySelectorAll('petition-widget')], widgets);
    assert.deepEqual(
      widgets.map(({ petition }) => petition),
      [first.slug, second.slug],
    );
  });

  it('doesn’t affect other links if it has no address', async () => {
    const { slug } = await serve();
    await upgradeLinks(`<a data-petition-widget>Sign here</a>${link(slug)}`, 1);
  });

  describe('to another server than the script’s', () => {
    const OTHER = 'https://other.example.org';
    const otherLink = `<a data-petition-widget href="${OTHER}/p/library">Sign here</a>`;

    it('stays a link, so that nothing typed is sent there, and the console says how to allow it', async () => {
      await upgradeLinks(otherLink, 0);
      assert.isTrue(isVisible(stage.querySelector('a')!));
      assert.isTrue(
        warnings.some((warning) => warning.includes(`data-servers="${OTHER}"`)),
        warnings.join(),
      );
    });

    it('becomes a widget if the script lists the server', async () => {
      const script = document.head.appendChild(document.createElement('script'));
      script.dataset.servers = `https://third.example.org ${OTHER}`;
      afterThisTest(() => script.remove());
      const [widget] = await upgradeLinks(otherLink);
      assert.equal(widget!.server, OTHER);
    });

    for (const href of [
      `${location.protocol}//user@${location.hostname}:1/p/library`,
      `${OTHER}/p/library?server=${location.origin}`,
      `javascript:${location.origin}/p/library`,
      `//other.example.org/p/library`,
    ]) {
      it(`stays a link at ${href}`, async () => {
        await upgradeLinks(`<a data-petition-widget href="${href}">Sign here</a>`, 0);
      });
    }
  });

  it('becomes a widget if it comes later, with the page’s next content', async () => {
    const { slug } = await serve();
    stage.innerHTML = '<p>Home</p>';
    stage.innerHTML = `<h1>News</h1><div>${link(slug)}</div>`;
    await until(() => stage.querySelector('petition-widget'), 'the link is a widget');
    await until(() => has(stage.querySelector('petition-widget')!, 'form'), 'the petition is shown');
  });

  it('is the only link that is upgraded', async () => {
    await upgradeLinks(`<a href="${location.origin}/p/library">Sign here</a>`, 0);
  });
});
