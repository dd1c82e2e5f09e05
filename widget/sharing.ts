import type { html, TemplateResult } from 'lit';
import { shareTargets } from '../common/share-targets.ts';
import type { SigningWords } from './locales/signing.ts';

interface Sharing {
  title: string;
  /** URL of the hosted page. */
  url: string;
  words: SigningWords;
  isCopied: boolean;
  /** The widget's own Lit. */
  html: typeof html;
  externalLink(href: string, label: string, part: string, onClick: () => void): TemplateResult;
  /** The person shares. */
  onShare(method: string): void;
  /** The link is in the clipboard. */
  onCopy(): void;
}

/** Ways to share a petition, after signing. */
export function sharingTemplate(sharing: Sharing): TemplateResult {
  const { title, url, words, isCopied, html, externalLink, onShare, onCopy } = sharing;
  const canShareNatively = 'share' in navigator;
  const copyLink = async ({ target }: Event) => {
    onShare('copy');
    // In a frame that must not write to the clipboard, the link is selected, and can be copied by hand.
    (target as Element).closest('[part=thanks]')!.querySelector('input')!.select();
    try {
      await navigator.clipboard.writeText(url);
      onCopy();
    } catch {}
  };
  const shareNatively = (event: Event) => {
    onShare('native');
    // The listener's target is gone once the promise is settled.
    const { target } = event;
    navigator.share({ url }).catch(({ name }) => {
      // The person changed their mind. Otherwise, the browser refused: phones do in most frames.
      if (name !== 'AbortError') copyLink({ target } as Event);
    });
  };
  return html`${
    canShareNatively
      ? html`<button type="button" part="button" @click=${shareNatively}>${words.share}</button>`
      : html`<h3>${words.share}</h3>`
  }
    <input part="input" dir="ltr" readonly aria-label=${words.copy} .value=${url}>
    <p role="status">
      <button type="button" part=${canShareNatively ? 'quiet' : 'button'} @click=${copyLink}>${words.copy}${isCopied ? ' ✓' : ''}</button>
    </p>
    <p part="share">${shareTargets({ title, url }, words.shareByEmail).map(({ method, label, href }) => externalLink(href, label, 'quiet', () => onShare(method)))}</p>`;
}
