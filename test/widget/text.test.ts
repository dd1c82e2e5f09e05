import { assert } from 'chai';
import { render } from 'lit/html.js';
import { linkify, type Segment } from '../../common/linkify.ts';
import { fold, paragraphs } from '../../widget/text.ts';

const href = (address: string): Segment => ({ href: address });

/** What becomes of a text, on the hosted page and in the widget alike. */
const CASES: Record<string, [text: string, paragraphs: Segment[][]]> = {
  'nothing is no paragraph': ['', []],
  'white space is no paragraph': [' \n\n \t\n', []],
  'one line is one paragraph': ['We want to read on.', [['We want to read on.']]],
  'a line break stays within a paragraph': ['One\nTwo', [['One\nTwo']]],
  'blank lines part paragraphs': ['One\n\nTwo\n\n\n\nThree', [['One'], ['Two'], ['Three']]],
  'a line of spaces is blank': ['One\n \t\nTwo', [['One'], ['Two']]],
  'markup is text': ['<b>x</b> &amp; **y**', [['<b>x</b> &amp; **y**']]],
  'an address is a link': ['https://example.org', [[href('https://example.org')]]],
  'an address in a sentence is a link': [
    'See http://example.org/a?b=c&d=%20#e now',
    [['See ', href('http://example.org/a?b=c&d=%20#e'), ' now']],
  ],
  'two addresses are two links': [
    'https://example.org/1 https://example.org/2',
    [[href('https://example.org/1'), ' ', href('https://example.org/2')]],
  ],
  'addresses in several paragraphs are links': [
    'https://example.org/1\n\nhttps://example.org/2',
    [[href('https://example.org/1')], [href('https://example.org/2')]],
  ],
  'a full stop ends the sentence': [
    'At https://example.org/a.',
    [['At ', href('https://example.org/a'), '.']],
  ],
  'marks behind an address are not part of it': [
    'Is it https://example.org/a?! Yes: https://example.org/b…',
    [['Is it ', href('https://example.org/a'), '?! Yes: ', href('https://example.org/b'), '…']],
  ],
  'a slash at the end is part of it': ['https://example.org/a/.', [[href('https://example.org/a/'), '.']]],
  'brackets around an address are not part of it': [
    '(https://example.org/a)',
    [['(', href('https://example.org/a'), ')']],
  ],
  'a full stop within brackets is not part of it': [
    '(See https://example.org/a.)',
    [['(See ', href('https://example.org/a'), '.)']],
  ],
  'a full stop behind brackets is not part of it': [
    '(see https://example.org/a).',
    [['(see ', href('https://example.org/a'), ').']],
  ],
  'brackets opened in an address are part of it': [
    'https://example.org/wiki/Harbour_(library) stays',
    [[href('https://example.org/wiki/Harbour_(library)'), ' stays']],
  ],
  'quotation marks around an address are not part of it': [
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
  'an angle bracket ends an address': [
    '<https://example.org/a>',
    [['<', href('https://example.org/a'), '>']],
  ],
  'letters of other scripts are part of an address': [
    'https://example.org/año/日本',
    [[href('https://example.org/año/日本')]],
  ],
  'other schemes are text': [
    'javascript:alert(1) data:text/html,x ftp://example.org mailto:ada@example.org',
    [['javascript:alert(1) data:text/html,x ftp://example.org mailto:ada@example.org']],
  ],
  'a scheme alone is text': ['https:// and http://.', [['https:// and http://.']]],
  'an address that no browser can open is text': ['https://[x and more', [['https://[x and more']]],
};

/** Neighbouring words as one piece, empty ones left out. */
function joined(pieces: Segment[]): Segment[] {
  const all: Segment[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') all.splice(-1, 1, last + piece);
    else if (piece) all.push(piece);
  }
  return all;
}

function inWidget(text: string): Segment[][] {
  const root = document.createElement('div');
  render(paragraphs(text), root);
  return [...root.querySelectorAll('p')].map((paragraph) =>
    joined(
      [...paragraph.childNodes]
        .filter((node) => !(node instanceof Comment))
        .map((node) => (node instanceof Element ? { href: node.getAttribute('href')! } : node.textContent!)),
    ),
  );
}

for (const [name, [text, expected]] of Object.entries(CASES)) {
  it(`in the widget, ${name}`, () => assert.deepEqual(inWidget(text), expected));
  it(`on the hosted page, ${name}`, () => assert.deepEqual(linkify(text).map(joined), expected));
}

describe('folding', () => {
  const SENTENCE = 'The council wants to close the library at the harbour. ';

  it('leaves a short text whole', () => {
    assert.deepEqual(fold(SENTENCE.repeat(12)), [SENTENCE.repeat(12), '']);
  });

  it('loses nothing', () => {
    for (const text of [SENTENCE.repeat(40), `${SENTENCE.repeat(5)}\n\n`.repeat(9), 'x'.repeat(2_000)]) {
      assert.equal(fold(text).join(''), text);
    }
  });

  it('shows whole paragraphs first', () => {
    const paragraph = SENTENCE.repeat(5).trim();
    const [shown, folded] = fold(Array(9).fill(paragraph).join('\n\n'));
    assert.equal(shown, paragraph);
    assert.equal(folded.trim().split('\n\n').length, 8);
  });

  it('shows whole sentences where a paragraph is long', () => {
    const [shown, folded] = fold(SENTENCE.repeat(40));
    assert.match(shown, /harbour\.$/);
    assert.isAtMost(shown.length, 500);
    assert.match(folded, /^ The council/);
  });

  it('cuts no address', () => {
    const address = `https://example.org/${'a.b/'.repeat(30)}`;
    const text = `${SENTENCE.repeat(8)}${address} ${SENTENCE.repeat(20)}`;
    assert.include(
      fold(text).map((part) => part.includes(address)),
      true,
    );
  });

  it('shows a text whole that has no place to fold', () => {
    assert.deepEqual(fold('x'.repeat(2_000)), ['x'.repeat(2_000), '']);
  });
});
