import { assert } from 'chai';
import type { Petition } from '../../common/contract.ts';
import { en } from '../../widget/locales/en.ts';
import { es } from '../../widget/locales/es.ts';
import { BILINGUAL, has, PETITION, query, queryAll, serve, show, styleOf, textOf, until } from './harness.ts';

const linksIn = async (text: string) =>
  queryAll<HTMLAnchorElement>(await show(await serve({ petition: { text } })), '[part=text] a');

it('a petition has a title, a creator, a text, and a count', async () => {
  const widget = await show(await serve());
  assert.equal(textOf(widget, 'h2[part=title]'), 'Keep the harbour library open');
  assert.equal(textOf(widget, '[part=creator]'), 'Created by Friends of the Harbour Library');
  assert.deepEqual(
    queryAll(widget, '[part=text] p').map((paragraph) => paragraph.textContent),
    ['The council wants to close it.', 'We want to read on.'],
  );
  assert.equal(textOf(widget, '[part=progress]'), '8,889 of 9,000 signatures');
});

it('the bar is a native progress element with the count', async () => {
  const widget = await show(await serve());
  const bar = query<HTMLProgressElement>(widget, 'progress[part=bar]');
  assert.deepEqual([bar.value, bar.max], [8_889, 9_000]);
  assert.include(bar.labels[0]?.textContent, '8,889');
});

it('the bar is never more than full', async () => {
  const widget = await show(await serve({ petition: { count: 130, goal: 100 } }));
  assert.equal(query<HTMLProgressElement>(widget, 'progress').position, 1);
});

it('a petition without signatures has an empty bar', async () => {
  const widget = await show(await serve({ petition: { count: 0, goal: 100 } }));
  assert.equal(textOf(widget, '[part=count]'), '0');
  assert.equal(query<HTMLProgressElement>(widget, 'progress').position, 0);
});

it('a goal of one is singular', async () => {
  const petition = { count: 0, goal: 1 };
  assert.include(textOf(await show(await serve({ petition }))), 'of 1 signature ');
  const spanish = await show(await serve({ petition }), { attributes: { lang: 'es' } });
  assert.include(textOf(spanish, '[part=progress]'), 'de 1 firma');
  assert.notInclude(textOf(spanish, '[part=progress]'), 'firmas');
});

it('URLs in the text become links that send no referrer', async () => {
  const [link, ...others] = await linksIn('Read https://example.org/report?year=2024#part-2 first.');
  assert.lengthOf(others, 0);
  assert.equal(link!.href, 'https://example.org/report?year=2024#part-2');
  assert.equal(link!.textContent, 'https://example.org/report?year=2024#part-2');
  assert.equal(link!.target, '_blank');
  assert.sameMembers([...link!.relList], ['noopener', 'noreferrer']);
});

it('punctuation after a URL is not part of the link', async () => {
  const text = 'See https://example.org/a, (http://example.org/b) and “https://example.org/c”!';
  assert.deepEqual(
    (await linksIn(text)).map((link) => link.href),
    ['https://example.org/a', 'http://example.org/b', 'https://example.org/c'],
  );
});

it('only http and https URLs become links', async () => {
  const text = [
    'javascript:alert(1)',
    'data:text/html,hi',
    'ftp://example.org',
    'www.example.org',
    '//x.org',
  ];
  assert.lengthOf(await linksIn(text.join(' ')), 0);
});

it('a petition’s text is never markup', async () => {
  const hostile = '<img src=x onerror="window.wasRun = 1"><b>Bold</b> &amp; [x](https://example.org)';
  const petition = {
    title: hostile,
    creator: hostile,
    text: hostile,
    consent: { lang: 'en', version: '', text: hostile, boxes: {} },
  };
  const widget = await show(await serve({ petition }));
  for (const part of ['title', 'text', 'creator', 'consent']) {
    assert.include(textOf(widget, `[part=${part}]`), '<b>Bold</b> &amp;', part);
  }
  assert.isFalse(has(widget, 'img, b'));
  assert.notProperty(window, 'wasRun');
});

it('line breaks within a paragraph are kept', async () => {
  const widget = await show(await serve({ petition: { text: 'One\nTwo\nThree' } }));
  const { height } = query(widget, '[part=text] p').getBoundingClientRect();
  assert.isAtLeast(height, 3 * Number.parseFloat(styleOf(widget, '[part=text] p').lineHeight));
});

describe('a long text', () => {
  const text = Array.from({ length: 9 }, (_, index) => `Paragraph ${index}. ${'Words on it. '.repeat(12)}`);
  const long = { petition: { text: text.join('\n\n') } };

  it('is shortened and opens', async () => {
    const widget = await show(await serve(long));
    const details = query<HTMLDetailsElement>(widget, 'details');
    assert.isFalse(details.open);
    assert.equal(textOf(widget, 'summary'), en.more);
    query(widget, 'summary').click();
    assert.isTrue(details.open);
    assert.isFalse(query(widget, 'summary').checkVisibility());
  });

  it('is complete in the document', async () => {
    const widget = await show(await serve(long));
    assert.deepEqual(
      queryAll(widget, '[part=text] p').map((paragraph) => paragraph.textContent!.trim()),
      text.map((paragraph) => paragraph.trim()),
    );
  });
});

it('a short text is shown in full', async () => {
  assert.isFalse(has(await show(await serve()), 'details'));
});

it('hide-text leaves out only title and text', async () => {
  const widget = await show(await serve(), { attributes: { 'hide-text': '' } });
  assert.isFalse(has(widget, '[part=cause], [part=title], [part=text]'));
  assert.isTrue(has(widget, 'form'));
  assert.include(textOf(widget), '8,889 of 9,000 signatures');
});

it('the consent is below the button, with a link to more', async () => {
  const fake = await serve();
  const widget = await show(fake);
  assert.include(textOf(widget, '[part=consent]'), 'Only the organiser sees your address.');
  const link = query<HTMLAnchorElement>(widget, '[part=consent] a');
  assert.equal(link.href, `https://petitions.example.org/p/${fake.slug}#privacy`);
  assert.equal(link.textContent, en.whoSees);
});

it('the link to more keeps the partner and the language', async () => {
  const fake = await serve(BILINGUAL);
  const widget = await show(fake, { attributes: { partner: 'harbour-aid', lang: 'es' } });
  const link = query<HTMLAnchorElement>(widget, '[part=consent] a');
  assert.equal(link.href, `https://petitions.example.org/p/${fake.slug}?lang=es&partner=harbour-aid#privacy`);
});

describe('a petition with more than a text', () => {
  const DETAILED = {
    hasDetails: true,
    text: 'Why\n\nBecause it is warm.',
    blocks: [
      { type: 'heading', content: ['Why'] },
      {
        type: 'paragraph',
        content: ['Because it is ', { text: 'warm', strong: true }, { text: 'er', emphasis: true }, '.'],
      },
      { type: 'list', start: null, items: [['one'], [{ text: 'two', href: 'https://example.org/two' }]] },
      { type: 'list', start: 3, items: [['three']] },
      { type: 'quote', paragraphs: [['<b>four</b>']] },
    ],
    captions: {
      target: 'To: The Mayor',
      victory: null,
      signedToday: 'At least 30 people signed today',
      closing: '4 days left to sign',
      organizer: 'Organized by #',
      privacyPolicy: 'Privacy policy',
      imprint: 'Legal notice',
    },
    organizer: {
      name: 'Harbour Aid',
      url: 'https://example.org/',
      email: 'info@example.org',
      privacyUrl: 'https://example.org/privacy',
    },
  } satisfies Partial<Petition>;

  it('shows its formatting', async () => {
    const widget = await show(await serve({ petition: DETAILED }));
    assert.equal(textOf(widget, '[part=text] h3'), 'Why');
    assert.equal(textOf(widget, '[part=text] b'), 'warm');
    assert.equal(styleOf(widget, '[part=text] b').fontWeight, '700');
    assert.equal(styleOf(widget, '[part=text] b').fontSize, styleOf(widget, '[part=text] p').fontSize);
    assert.equal(styleOf(widget, '[part=text] em').fontStyle, 'italic');
    assert.deepEqual(
      queryAll(widget, '[part=text] ul li').map(({ textContent }) => textContent),
      ['one', 'two'],
    );
    assert.equal(query<HTMLAnchorElement>(widget, '[part=text] li a').rel, 'noopener noreferrer');
    assert.equal(query<HTMLOListElement>(widget, 'ol').start, 3);
    assert.equal(textOf(widget, 'blockquote'), '<b>four</b>');
  });

  it('says who it is addressed to, how many signed today, how much time is left, and who is behind it', async () => {
    const widget = await show(await serve({ petition: DETAILED }));
    assert.equal(textOf(widget, '[part=target]'), 'To: The Mayor');
    assert.deepEqual(
      queryAll(widget, '[part=notice]').map(({ textContent }) => textContent),
      ['At least 30 people signed today', '4 days left to sign'],
    );
    assert.equal(
      textOf(widget, '[part=organizer]'),
      'Organized by Harbour Aid info@example.org Privacy policy',
    );
    assert.deepEqual(
      queryAll<HTMLAnchorElement>(widget, '[part=organizer] a').map(({ href }) => href),
      ['https://example.org/', 'mailto:info@example.org', 'https://example.org/privacy'],
    );
  });

  it('shows the logo of who is behind it, small and on white, and nothing in its place if it is forbidden', async () => {
    const src =
      'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="384" height="128"/%3E'.replaceAll(
        ' ',
        '%20',
      );
    const logo = { src, srcset: `${src} 384w`, width: 384, height: 128, alt: 'A buoy' };
    const shown = (logo: NonNullable<Petition['organizer']>['logo']) =>
      serve({ petition: { ...DETAILED, organizer: { ...DETAILED.organizer, ...(logo && { logo }) } } }).then(
        show,
      );
    const picture = query<HTMLImageElement>(await shown(logo), '[part=organizer] img');
    assert.deepEqual([picture.alt, picture.referrerPolicy], ['A buoy', 'no-referrer']);
    const { width, height } = picture.getBoundingClientRect();
    assert.isAtMost(width, 160);
    assert.isAtMost(height, 57);
    assert.equal(getComputedStyle(picture).backgroundColor, 'rgb(255, 255, 255)');
    const broken = 'data:image/gif;base64,AAAA';
    const widget = await shown({ ...logo, src: broken, srcset: `${broken} 384w` });
    // Otherwise it loads only on screen, which a tab in the background has not, and says only then that it can't.
    query<HTMLImageElement>(widget, '[part=organizer] img').loading = 'eager';
    await until(() => !query(widget, '[part=organizer] img').checkVisibility(), 'the logo is hidden');
    assert.include(textOf(widget, '[part=organizer]'), 'Organized by Harbour Aid');
  });

  it('says no more than before without those', async () => {
    const widget = await show(await serve());
    assert.isFalse(has(widget, '[part=target], [part=notice], [part=organizer]'));
  });
});

describe('a petition with a picture', () => {
  /** Once it is loaded, its own proportions count. */
  const src = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600"/>')}`;
  const image = {
    src,
    srcset: `${src} 960w`,
    width: 960,
    height: 600,
    alt: 'Hills',
    credit: 'Photo: Ilse V.',
  };
  const PICTURED = { hasDetails: true, image } satisfies Partial<Petition>;
  const shown = async (attributes: Record<string, string>, petition: Partial<Petition> = PICTURED) =>
    show(await serve({ petition }), { attributes });

  it('shows it above the title, described, in its proportions, and without telling where it stands', async () => {
    const widget = await shown({ 'show-image': '' });
    const picture = query<HTMLImageElement>(widget, '[part=picture] img');
    assert.equal(picture.alt, 'Hills');
    assert.equal(picture.referrerPolicy, 'no-referrer');
    const { top, width, height } = picture.getBoundingClientRect();
    assert.approximately(width / height, 1.6, 0.01);
    assert.isBelow(top, query(widget, '[part=title]').getBoundingClientRect().top);
    assert.equal(textOf(widget, '[part=picture]'), 'Photo: Ilse V.');
  });

  it('leaves it out unless the page asks for it, and beside a text that the page tells itself', async () => {
    for (const attributes of [
      {},
      { 'show-image': 'false' },
      { 'show-image': '', 'hide-text': '' },
      { 'show-image': '', compact: '' },
    ]) {
      assert.isFalse(
        has(await shown(attributes as Record<string, string>), 'img'),
        JSON.stringify(attributes),
      );
    }
    assert.isFalse(has(await shown({ 'show-image': '' }, { ...PICTURED, image: null }), 'figure, img'));
    const { image: _, ...old } = PICTURED;
    assert.isFalse(has(await shown({ 'show-image': '' }, old), 'figure, img'));
    assert.isFalse(
      has(
        await shown({ 'show-image': '' }, { ...PICTURED, image: { ...image, credit: null } }),
        'figcaption',
      ),
    );
  });

  it('shows and hides it when the attribute changes', async () => {
    const widget = await shown({});
    widget.showImage = true;
    await widget.updateComplete;
    assert.isTrue(has(widget, 'img'));
    widget.showImage = false;
    await widget.updateComplete;
    assert.isFalse(has(widget, 'img'));
  });

  it('shows no icon of a broken picture', async () => {
    const broken = { ...image, src: 'data:image/gif;base64,AAAA', srcset: 'data:image/gif;base64,AAAA 960w' };
    const widget = await shown({ 'show-image': '' }, { ...PICTURED, image: broken });
    await until(() => !query(widget, '[part=picture]').checkVisibility(), 'the picture is hidden');
    assert.isTrue(has(widget, 'form'));
  });
});

it('a server that is too old for formatting gets its plain text shown', async () => {
  const fake = await serve();
  const { blocks, outcomeBlocks, preview, captions, hasDetails, organizer, ...old } = fake.petition;
  await fetch(`/fake/${fake.slug}`, { method: 'PUT', body: JSON.stringify({ texts: [old] }) });
  const widget = await show(fake);
  assert.equal(textOf(widget, '[part=text]'), old.text.replace(/\s+/g, ' '));
});

describe('a closed petition', () => {
  const closed = { petition: { status: 'closed', lang: 'es' } } as const;

  it('has no form and says that it is closed', async () => {
    const widget = await show(await serve(closed));
    assert.isFalse(has(widget, 'form'));
    assert.equal(textOf(widget, '[part=closed]'), en.closed);
    const captions = { ...PETITION.captions, victory: 'Victory!' };
    const won = await show(await serve({ petition: { ...closed.petition, captions, hasDetails: true } }));
    assert.equal(textOf(won, '[part=notice]'), 'Victory!');
    assert.include(textOf(widget), '8,889');
  });

  it('shows how many signed, and no goal', async () => {
    const widget = await show(await serve(closed));
    assert.equal(textOf(widget, '[part=progress]'), '8,889 signatures');
    assert.isFalse(has(widget, 'progress'));
    const singular = await show(await serve({ petition: { ...closed.petition, count: 1 } }));
    assert.equal(textOf(singular, '[part=progress]'), '1 signature');
  });

  it('shows its outcome in the petition’s language', async () => {
    const outcome = 'La biblioteca queda abierta.\n\nVer https://example.org/acta.';
    const widget = await show(await serve({ petition: { ...closed.petition, outcome } }));
    assert.equal(query(widget, '[part=closed] [lang]').lang, 'es');
    assert.lengthOf(queryAll(widget, '[part=closed] p'), 2);
    assert.equal(
      query<HTMLAnchorElement>(widget, '[part=closed] a').getAttribute('href'),
      'https://example.org/acta',
    );
  });

  it('says so in Spanish', async () => {
    const widget = await show(await serve(closed), { attributes: { lang: 'es' } });
    assert.equal(textOf(widget, '[part=closed]'), es.closed);
  });
});
