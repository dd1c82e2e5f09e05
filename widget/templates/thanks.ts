import { html } from 'lit';
import { interpolate } from '../i18n.ts';
import { help } from '../load-help.ts';
import { shareUrl } from '../share-url.ts';
import type { Actions, View } from '../state.ts';
import { externalLink } from './link.ts';

/** Replaces the form after signing: thanks, what happens next, and ways to share; a link without the help. */
export function thanksTemplate({ petition, locale, partner, signing, isCopied }: View, actions: Actions) {
  const { strings } = locale;
  const { givenName, email, status } = signing.signer!;
  const words = help?.SIGNING_WORDS[locale.lang];
  const url = shareUrl(petition, partner);
  return html`<div part="thanks">
    <h3 tabindex="-1">${interpolate(strings.thanks, givenName)}</h3>
    <p>${status === 'confirm' ? html`${interpolate(strings.confirm, email)} ${words?.spam}` : strings.signed}</p>
    ${help?.sharingTemplate({ ...petition, ...signing.signer, url, words: words!, isCopied, html, externalLink, ...actions }) ?? externalLink(url, url)}
  </div>`;
}
