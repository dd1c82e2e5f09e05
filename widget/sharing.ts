import type { html, TemplateResult } from 'lit';
import { type SharedPetition, shareTargets } from '../common/share-targets.ts';
import { shareText } from '../common/share-text.ts';
import { changeTemplate } from './change-address.ts';
import type { SigningWords } from './locales/signing.ts';

interface Sharing extends Omit<SharedPetition, 'lang'> {
  /** `confirm` if an email was sent. Undefined from a widget of an earlier version, like the next two. */
  status?: string;
  /** What was entered. */
  entered?: FormData;
  /** Shows the form again. */
  onChange?(): void;
  /** BCP 47 tag of the title. A widget of an earlier version passes none, and gets the title instead of a sentence. */
  lang?: string;
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
  const { title, lang, url, words, isCopied, html, externalLink, onShare, onCopy } = sharing;
  const { status, entered, onChange } = sharing;
  const shared = { title, lang: lang ?? '', url, shareText: lang ? sharing.shareText : title };
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
    navigator.share({ text: shareText(shared.lang, title, shared.shareText), url }).catch(({ name }) => {
      // The person changed their mind. Otherwise, the browser refused: phones do in most frames.
      if (name !== 'AbortError') copyLink({ target } as Event);
    });
  };
  return html`${status === 'confirm' && entered && onChange ? changeTemplate({ words, entered, html, onChange }) : ''}${
    canShareNatively
      ? html`<button type="button" part="button" @click=${shareNatively}>${words.share}</button>`
      : html`<h3>${words.share}</h3>`
  }
    <input part="input" dir="ltr" readonly aria-label=${words.copy} .value=${url}>
    <p role="status">
      <button type="button" part=${canShareNatively ? 'quiet' : 'button'} @click=${copyLink}>${words.copy}${isCopied ? ' ✓' : ''}</button>
    </p>
    <div part="share">${shareTargets(shared, { email: words.shareByEmail, sms: words.shareBySms }).map(({ method, label, href }) => externalLink(href, label, 'quiet', () => onShare(method)))}</div>`;
}
