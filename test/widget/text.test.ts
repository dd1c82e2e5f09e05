import { assert } from 'chai';
import { render } from 'lit';
import { linkify, type Segment } from '../../common/linkify.ts';
import { paragraphs, splitPreview } from '../../widget/templates/text.ts';

const href = (address: string): Segment => ({ href: address });

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

/** Joins neighboring texts, and leaves out empty ones. */
function joinTexts(segments: Segment[]): Segment[] {
  const all: Segment[] = [];
  for (const segment of segments) {
    const last = all.at(-1);
    if (typeof segment === 'string' && typeof last === 'string') all.splice(-1, 1, last + segment);
    else if (segment) all.push(segment);
  }
  return all;
}

function renderInWidget(text: string): Segment[][] {
  const root = document.createElement('div');
  render(paragraphs(text), root);
  return [...root.querySelectorAll('p')].map((paragraph) =>
    joinTexts(
      [...paragraph.childNodes]
        .filter((node) => !(node instanceof Comment))
        .map((node) => (node instanceof Element ? { href: node.getAttribute('href')! } : node.textContent!)),
    ),
  );
}

for (const [name, [text, expected]] of Object.entries(CASES)) {
  it(`in the widget: ${name}`, () => assert.deepEqual(renderInWidget(text), expected));
  it(`linkify: ${name}`, () => assert.deepEqual(linkify(text).map(joinTexts), expected));
}

describe('splitting a long text', () => {
  const SENTENCE = 'The council wants to close the library at the harbour. ';

  it('doesn’t split a short text', () => {
    assert.deepEqual(splitPreview(SENTENCE.repeat(12)), [SENTENCE.repeat(12), '']);
  });

  it('loses nothing', () => {
    for (const text of [SENTENCE.repeat(40), `${SENTENCE.repeat(5)}\n\n`.repeat(9), 'x'.repeat(2_000)]) {
      assert.equal(splitPreview(text).join(''), text);
    }
  });

  it('shows whole paragraphs first', () => {
    const paragraph = SENTENCE.repeat(5).trim();
    const [preview, rest] = splitPreview(Array(9).fill(paragraph).join('\n\n'));
    assert.equal(preview, paragraph);
    assert.equal(rest.trim().split('\n\n').length, 8);
  });

  it('shows whole sentences of a long paragraph first', () => {
    const [preview, rest] = splitPreview(SENTENCE.repeat(40));
    assert.match(preview, /harbour\.$/);
    assert.isAtMost(preview.length, 500);
    assert.match(rest, /^ The council/);
  });

  it('never cuts a URL', () => {
    const address = `https://example.org/${'a.b/'.repeat(30)}`;
    const text = `${SENTENCE.repeat(8)}${address} ${SENTENCE.repeat(20)}`;
    assert.include(
      splitPreview(text).map((part) => part.includes(address)),
      true,
    );
  });

  it('doesn’t split a text that has no place to split', () => {
    assert.deepEqual(splitPreview('x'.repeat(2_000)), ['x'.repeat(2_000), '']);
  });
});
