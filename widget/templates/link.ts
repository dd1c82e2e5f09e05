import { html, nothing } from 'lit';

/** Only http(s), mailto, and sms: people who may write a link must not be able to write a script. */
const SAFE_URL = /^(https?|mailto|sms):/;

/** A link that opens a new tab, and tells the other site nothing about this page. */
export const externalLink = (href: string, label: unknown, part?: string, onClick?: () => void) =>
  html`<a href=${SAFE_URL.test(href) ? href : nothing} part=${part ?? nothing} target="_blank" rel="noopener noreferrer" @click=${onClick}>${label}</a>`;
