const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Splits a text into grapheme clusters: what readers perceive as characters. */
export const graphemes = (text: string): string[] =>
  Array.from(segmenter.segment(text), ({ segment }) => segment);
