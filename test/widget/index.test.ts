import { assert } from 'chai';
import { PetitionWidget } from '../../widget/index.ts';
import { en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import { has, isVisible, serve, sign, stage, styleOf, textOf, until, warnings } from './harness.ts';

let copies = 0;

/** Runs the script again, like a page that loads it from two addresses. */
const runScriptAgain = () => import(new URL(`../../widget/index.ts?copy=${++copies}`, import.meta.url).href);

/** Puts HTML on the page, runs the script, and asserts the number of widgets. */
async function upgradeLinks(html: string, count = 1) {
  stage.innerHTML = html;
  await runScriptAgain();
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
  assert.include(warnings[0], 'already defined');
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

  it('accepts a trailing slash in its address', async () => {
    const fake = await serve();
    const [widget] = await upgradeLinks(link(`${fake.slug}/`, '?partner=harbour-aid'));
    assert.equal(widget!.petition, fake.slug);
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

  it('is the only link that is upgraded', async () => {
    await upgradeLinks(`<a href="${location.origin}/p/library">Sign here</a>`, 0);
  });
});
