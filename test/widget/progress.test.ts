import { assert } from 'chai';
import '../../widget/define-progress.ts';
import { has, NO_SLUG, query, serve, stage, textOf, until, warnings } from './harness.ts';

function mountBar(slug: string, attributes: Record<string, string> = {}) {
  const bar = document.createElement('petition-progress');
  for (const [name, value] of Object.entries({ petition: slug, ...attributes }))
    bar.setAttribute(name, value);
  bar.textContent = 'A petition';
  stage.append(bar);
  return bar;
}

it('the element shows count and bar in the page’s language, and no form', async () => {
  const bar = mountBar((await serve()).slug, { lang: 'es' });
  await until(() => has(bar, 'progress'), 'the bar is shown');
  assert.equal(textOf(bar, '[part=count]'), '8,889');
  assert.include(textOf(bar), 'de 9,000 firmas');
  assert.equal(query<HTMLProgressElement>(bar, 'progress').max, 9_000);
  assert.isFalse(has(bar, 'form'));
});

it('the element and a widget share one request', async () => {
  const fake = await serve();
  const widget = document.createElement('petition-widget');
  widget.petition = fake.slug;
  const bar = mountBar(fake.slug);
  stage.append(widget);
  await until(() => has(bar, 'progress') && has(widget, 'progress'), 'both are shown');
  assert.lengthOf(await fake.requests('petition'), 1);
});

it('the petition can change', async () => {
  const bar = mountBar((await serve()).slug);
  await until(() => has(bar, 'progress'), 'the bar is shown');
  bar.petition = (await serve({ petition: { count: 12, goal: 100 } })).slug;
  await until(() => textOf(bar).includes('12'), 'it shows the other petition');
});

it('the fallback is shown for an unknown petition, and the console reports it', async () => {
  const bar = mountBar(NO_SLUG);
  await until(() => warnings.length > 0, 'the console reports it');
  assert.include(warnings[0], `<petition-progress>: ${location.origin} has no petition "${NO_SLUG}".`);
  assert.isTrue(has(bar, 'slot'));
});

it('an unsupported language is reported', async () => {
  mountBar((await serve()).slug, { lang: 'xx' });
  await until(() => warnings.length > 0, 'the console reports it');
  assert.include(warnings[0], '<petition-progress>: lang="xx"');
});

it('the bar looks like the widget’s', async () => {
  const bar = mountBar((await serve()).slug, { style: '--petition-accent: rgb(0, 80, 0)' });
  await until(() => has(bar, 'progress'), 'the bar is shown');
  const style = getComputedStyle(query(bar, 'progress'));
  assert.equal(style.height, '14px');
  assert.isAbove(Number.parseFloat(getComputedStyle(query(bar, '[part=count]')).fontSize), 40);
});
