import { html } from 'lit';
import { shareTargets } from '../../common/share-targets.ts';
import { interpolate } from '../i18n.ts';
import { shareUrl } from '../share-url.ts';
import type { Actions, View } from '../state.ts';
import { externalLink } from './link.ts';

/** Replaces the form after signing: thanks, what happens next, and ways to share. */
export function thanksTemplate({ petition, locale, partner, signing, isCopied }: View, actions: Actions) {
  const { strings } = locale;
  const { givenName, email, status } = signing.signer!;
  const { title } = petition;
  const url = shareUrl(petition, partner);
  const canShareNatively = 'share' in navigator;
  return html`<div part="thanks">
    <h3 tabindex="-1">${interpolate(strings.thanks, givenName)}</h3>
    <p>${status === 'confirm' ? interpolate(strings.confirm, email) : strings.signed}</p>
    ${
      canShareNatively
        ? html`<button type="button" part="button" @click=${() => actions.shareNatively(url)}>${strings.share}</button>`
        : html`<h3>${strings.share}</h3>`
    }
    <input part="input" readonly aria-label=${strings.copy} .value=${url}>
    <p role="status">
      <button type="button" part=${canShareNatively ? 'quiet' : 'button'} @click=${() => actions.copyLink(url)}>${strings.copy}${isCopied ? ' ✓' : ''}</button>
    </p>
    <p part="share">${shareTargets({ title, url }, strings.shareByEmail).map(({ method, label, href }) => externalLink(href, label, 'quiet', () => actions.share(method)))}</p>
  </div>`;
}
