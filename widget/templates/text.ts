import { html, type TemplateResult } from 'lit';
import { linkify } from '../../common/linkify.ts';
import { externalLink } from './link.ts';

/** Texts up to this length are shown in full. */
const MAX_UNSPLIT_LENGTH = 700;
const MAX_PREVIEW_LENGTH = 500;

/** Plain text as paragraphs, with its URLs as links. */
export function paragraphs(text: string): TemplateResult[] {
  return linkify(text).map(
    (segments) =>
      html`<p>${segments.map((segment) => (typeof segment === 'string' ? segment : externalLink(segment.href, segment.href)))}</p>`,
  );
}

/** Splits a long text into what is shown at first and what "Read more" reveals. */
export function splitPreview(text: string): [preview: string, rest: string] {
  if (text.length < MAX_UNSPLIT_LENGTH) return [text, ''];
  const start = text.slice(0, MAX_PREVIEW_LENGTH);
  const [preview] = upToParagraph(start) ?? upToSentence(start) ?? [text];
  return [preview, text.slice(preview.length)];
}

const upToParagraph = (text: string) => /^.{200,}(?=\n\s*\n)/s.exec(text);

/** A URL has dots too, but no space after them. */
const upToSentence = (text: string) => /^.*([.!?]["'”’»)]?(?=\s)|[。！？])/s.exec(text);
