import { html } from 'hono/html';
import type { Dictionary } from '../i18n/dictionaries.ts';
import type { PetitionText } from '../petitions/published-petitions.ts';

/** Ways to pass a petition on: plain links, which tell nobody anything until they are followed. */
export function shareLinkList(url: string, { title }: PetitionText, words: Dictionary) {
  const text = words.shareText(title);
  const message = encodeURIComponent(`${text} ${url}`);
  const links = [
    { name: 'WhatsApp', href: `https://wa.me/?text=${message}` },
    {
      name: 'Telegram',
      href: `https://t.me/share/url?url=${encodeURIComponent(url)}&text=${encodeURIComponent(text)}`,
    },
    { name: words.byEmail, href: `mailto:?subject=${encodeURIComponent(title)}&body=${message}` },
  ];
  return html`<ul class="share">${links.map(
    ({ name, href }) =>
      html`<li><a class="quiet button" href="${href}" rel="noopener noreferrer">${name}</a></li>`,
  )}</ul>`;
}
