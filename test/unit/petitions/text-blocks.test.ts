import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Block, Segment } from '../../../common/contract.ts';
import { formatText } from '../../../server/petitions/formatted-text.ts';
import { plainBlocks, splitPreview } from '../../../server/petitions/text-blocks.ts';

const href = (address: string): Segment => ({ text: address, href: address });
const paragraph = (...content: Segment[]): Block => ({ type: 'paragraph', content });

/** Texts, and the segments of their paragraphs. */
const CASES: Record<string, [text: string, paragraphs: Segment[][]]> = {
  'an empty text has no paragraph': ['', []],
  'white space is not a paragraph': [' \n\n \t\n', []],
  'one line is one paragraph': ['We want to read on.', [['We want to read on.']]],
  'a line break doesn’t end a paragraph': ['One\nTwo', [['One\nTwo']]],
  'blank lines separate paragraphs': ['One\n\nTwo\n\n\n\nThree', [['One'], ['Two'], ['Three']]],
  'a line of spaces is blank': ['One\n \t\nTwo', [['One'], ['Two']]],
  'markup is text': ['<b>x</b> &amp; **y**', [['<b>x</b> &amp; **y**']]],
  'a URL is a link': ['https://example.org', [[href('https://example.org')]]],
  'a URL in a sentence is a link': [
    'See http://example.org/a?b=c&d=%20#e now',
    [['See ', href('http://example.org/a?b=c&d=%20#e'), ' now']],
  ],
  'two URLs are two links': [
    'https://example.org/1 https://example.org/2',
    [[href('https://example.org/1'), ' ', href('https://example.org/2')]],
  ],
  'URLs in several paragraphs are links': [
    'https://example.org/1\n\nhttps://example.org/2',
    [[href('https://example.org/1')], [href('https://example.org/2')]],
  ],
  'a period after a URL ends the sentence': [
    'At https://example.org/a.',
    [['At ', href('https://example.org/a'), '.']],
  ],
  'punctuation after a URL is not part of it': [
    'Is it https://example.org/a?! Yes: https://example.org/b…',
    [['Is it ', href('https://example.org/a'), '?! Yes: ', href('https://example.org/b'), '…']],
  ],
  'a slash at the end is part of the URL': [
    'https://example.org/a/.',
    [[href('https://example.org/a/'), '.']],
  ],
  'parentheses around a URL are not part of it': [
    '(https://example.org/a)',
    [['(', href('https://example.org/a'), ')']],
  ],
  'a period inside parentheses is not part of the URL': [
    '(See https://example.org/a.)',
    [['(See ', href('https://example.org/a'), '.)']],
  ],
  'a period after parentheses is not part of the URL': [
    '(see https://example.org/a).',
    [['(see ', href('https://example.org/a'), ').']],
  ],
  'parentheses inside a URL are part of it': [
    'https://example.org/wiki/Harbour_(library) stays',
    [[href('https://example.org/wiki/Harbour_(library)'), ' stays']],
  ],
  'quotation marks around a URL are not part of it': [
    '“https://example.org/a”, "https://example.org/b", «https://example.org/c»',
    [
      [
        '“',
        href('https://example.org/a'),
        '”, "',
        href('https://example.org/b'),
        '", «',
        href('https://example.org/c'),
        '»',
      ],
    ],
  ],
  'an angle bracket ends a URL': ['<https://example.org/a>', [['<', href('https://example.org/a'), '>']]],
  'letters of other scripts are part of a URL': [
    'https://example.org/año/日本',
    [[href('https://example.org/año/日本')]],
  ],
  'other schemes are text': [
    'javascript:alert(1) data:text/html,x ftp://example.org mailto:ada@example.org',
    [['javascript:alert(1) data:text/html,x ftp://example.org mailto:ada@example.org']],
  ],
  'a scheme alone is text': ['https:// and http://.', [['https:// and http://.']]],
  'an invalid URL is text': ['https://[x and more', [['https://[x and more']]],
};

describe('a plain text', () => {
  for (const [name, [text, expected]] of Object.entries(CASES)) {
    it(name, () =>
      assert.deepEqual(
        plainBlocks(text),
        expected.map((content) => paragraph(...content)),
      ),
    );
  }
});

const markdown = (source: string) => formatText(source, 'markdown');

/** Markdown, its blocks, and the text without formatting. */
const MARKDOWN: Record<string, [source: string, blocks: Block[], plain: string]> = {
  'has paragraphs, bold, and italic': [
    'Keep **all *three* libraries**\n_open_.\n\nPlease.',
    [
      paragraph(
        'Keep ',
        { text: 'all ', strong: true },
        { text: 'three', strong: true, emphasis: true },
        { text: ' libraries', strong: true },
        ' ',
        { text: 'open', emphasis: true },
        '.',
      ),
      paragraph('Please.'),
    ],
    'Keep all three libraries open.\n\nPlease.',
  ],
  'has subheadings of one level': [
    '# One\n\n### Three',
    [
      { type: 'heading', content: ['One'] },
      { type: 'heading', content: ['Three'] },
    ],
    'One\n\nThree',
  ],
  'keeps a hard line break': ['One  \nTwo', [paragraph('One\nTwo')], 'One\nTwo'],
  'has lists': [
    '- one\n- **two**\n\n3. three\n4. four',
    [
      { type: 'list', start: null, items: [['one'], [{ text: 'two', strong: true }]] },
      { type: 'list', start: 3, items: [['three'], ['four']] },
    ],
    '• one\n• two\n\n3. three\n4. four',
  ],
  'flattens lists inside lists': [
    '1. one\n   - a\n   - b\n\n   more\n2. two',
    [{ type: 'list', start: 1, items: [['one', '\n• ', 'a', '\n• ', 'b', '\n', 'more'], ['two']] }],
    '1. one\n• a\n• b\nmore\n2. two',
  ],
  'has quotes': ['> One\n>\n> Two', [{ type: 'quote', paragraphs: [['One'], ['Two']] }], 'One\n\nTwo'],
  'has links, and finds bare URLs': [
    '[the plan](https://example.org/plan "title"), https://example.org/a. <mailto:ada@example.org> [**b**](http://b.example)',
    [
      paragraph(
        { text: 'the plan', href: 'https://example.org/plan' },
        ', ',
        href('https://example.org/a'),
        '. ',
        href('mailto:ada@example.org'),
        ' ',
        { text: 'b', href: 'http://b.example', strong: true },
      ),
    ],
    'the plan (https://example.org/plan), https://example.org/a. ada@example.org b (http://b.example)',
  ],
  'links only to the web and to email addresses': [
    '[a](javascript:alert(1)) [b](data:text/html,x) [c](/here) [d](//x.example) [e](JAVASCRIPT:x) [f](vbscript:x)',
    [paragraph('a b c d e f')],
    'a b c d e f',
  ],
  'shows HTML as text': [
    '<b>bold</b> <script>alert(1)</script> &lt;i&gt;\n\n<div onclick="x">',
    [paragraph('<b>bold</b> <script>alert(1)</script> <i>'), paragraph('<div onclick="x">')],
    '<b>bold</b> <script>alert(1)</script> <i>\n\n<div onclick="x">',
  ],
  'shows an image as a link with its description': [
    '![The library](https://example.org/library.png)![x](javascript:1)',
    [paragraph({ text: 'The library', href: 'https://example.org/library.png' }, 'x')],
    'The library (https://example.org/library.png)x',
  ],
  'shows code as text': ['`a < b`', [paragraph('a < b')], 'a < b'],
};

describe('Markdown', () => {
  for (const [name, [source, blocks, plain]] of Object.entries(MARKDOWN)) {
    it(name, () => assert.deepEqual(markdown(source), { plain, blocks }));
  }

  it('can be nested deeply, and be very long, without trouble', () => {
    for (const source of [
      `${'> '.repeat(5_000)}x`,
      `${'- '.repeat(5_000)}x`,
      `${'['.repeat(10_000)}x`,
      `${'*a_'.repeat(5_000)}`,
      `${'<'.repeat(20_000)}`,
    ]) {
      const start = performance.now();
      assert.ok(markdown(source).blocks.length > 0);
      assert.ok(performance.now() - start < 5_000, source.slice(0, 5));
    }
  });
});

const textOf = (block: Block): string =>
  block.type === 'paragraph'
    ? block.content.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join('')
    : '';

describe('splitting a long text', () => {
  const SENTENCE = 'The council wants to close the library at the harbour. ';
  const split = (text: string) => {
    const { blocks, length } = splitPreview(plainBlocks(text));
    const texts = blocks.map(textOf);
    return { blocks, length, preview: texts.slice(0, length), rest: texts.slice(length) };
  };

  it('doesn’t split a short text', () => {
    assert.deepEqual(split(SENTENCE.repeat(12)).rest, []);
  });

  it('loses nothing', () => {
    for (const text of [SENTENCE.repeat(40), `${SENTENCE.repeat(5)}\n\n`.repeat(9), 'x'.repeat(2_000)]) {
      const { preview, rest } = split(text);
      assert.equal([...preview, ...rest].join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
    }
  });

  it('shows whole paragraphs first', () => {
    const text = SENTENCE.repeat(5).trim();
    const { preview, rest } = split(Array(9).fill(text).join('\n\n'));
    assert.deepEqual(preview, [text]);
    assert.equal(rest.length, 8);
  });

  it('shows whole sentences of a long paragraph first', () => {
    const { preview, rest } = split(SENTENCE.repeat(40));
    assert.match(preview.join(), /harbour\.$/);
    assert.ok(preview.join().length <= 500);
    assert.match(rest[0]!, /^The council/);
  });

  it('never cuts a URL', () => {
    const address = `https://example.org/${'a.b/'.repeat(30)}`;
    const { blocks } = split(`${SENTENCE.repeat(8)}${address} ${SENTENCE.repeat(20)}`);
    assert.equal(
      blocks
        .flatMap((block) => (block.type === 'paragraph' ? block.content : []))
        .filter((segment) => typeof segment === 'object' && segment.href === address).length,
      1,
    );
  });

  it('doesn’t split a text that has no place to split', () => {
    assert.deepEqual(split('x'.repeat(2_000)).preview, ['x'.repeat(2_000)]);
  });

  it('splits between blocks of any kind', () => {
    const { blocks } = markdown(`${SENTENCE.repeat(5)}\n\n- ${SENTENCE.repeat(5)}\n- ${SENTENCE.repeat(5)}`);
    assert.equal(splitPreview(blocks).length, 1);
  });

  it('doesn’t end the preview with a subheading', () => {
    const section = `## What we ask\n\n${SENTENCE.repeat(10)}`;
    const afterText = splitPreview(markdown(`${SENTENCE.repeat(5)}\n\n${section}`).blocks);
    assert.equal(afterText.length, 1);
    // Too little stands above the subheading, so the preview goes on below it.
    const afterLittle = splitPreview(markdown(`${SENTENCE}\n\n${section}\n\n${section}`).blocks);
    assert.deepEqual(
      afterLittle.blocks.slice(0, afterLittle.length).map(({ type }) => type),
      ['paragraph', 'heading', 'paragraph'],
    );
  });
});
