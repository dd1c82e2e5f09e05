import { html, raw } from 'hono/html';
import { directionOf } from '../../common/languages.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { describeImage } from '../images/describe-image.ts';
import type { PetitionText, PublishedPetition } from '../petitions/read-petitions.ts';
import { htmlDocument, pageHeaders } from './document.ts';
import { POSTER_STYLE } from './poster-page.style.ts';
import { encodeUrl, qrCodeCopy, qrCodeImage } from './qr-code.ts';
import { summarize } from './text.ts';
import { pageUrl, subpageUrl } from './urls.ts';

/** As many as fit side by side and can still be scanned. */
const STRIPS = 8;
/** Two lines of a strip. */
const STRIP_TITLE_LENGTH = 44;
/** A longer URL needs smaller letters, so that all of it is on the strip. */
const LONG_URL = 70;

interface PosterOptions {
  petition: Pick<PublishedPetition, 'slug' | 'creator' | 'texts' | 'image'>;
  text: PetitionText;
  publicUrl: string;
  partner: string | undefined;
}

/** A poster with a QR code, and strips to tear off. The links keep the partner, and say nothing about who printed them. */
export function posterPage({ petition, text, publicUrl, partner }: PosterOptions) {
  const { lang, words } = dictionaryFor(text.lang);
  const url = pageUrl(publicUrl, petition, { text, partner });
  const code = encodeUrl(url);
  const written = url.replace(/^https?:\/\//, '');
  // A line that ends in one of the URL's hyphens would leave open whether to type it.
  const typed = html`<bdi dir="ltr">${written.split(/(?<=\/)|(?=\?)/).map((part) => html`<span>${part}</span>`)}</bdi>`;
  const direction = directionOf(text.lang);
  const strip = html`<li>${qrCodeCopy(code)}<p><strong lang="${text.lang}" dir="${direction}">${summarize(text.title, STRIP_TITLE_LENGTH)}</strong>${typed}</p></li>`;
  const image = describeImage(petition.image, text.lang, publicUrl);
  return htmlDocument({
    lang,
    title: text.title,
    classes: 'poster',
    head: html`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><style>${raw(POSTER_STYLE)}</style>`,
    body: html`<div class="note">
      <p>${words.poster.print}</p>
      <p><a href="${subpageUrl(url, 'qr.svg')}" download="${petition.slug}.svg">${words.poster.download}</a></p>
      <p><a href="${url}">${words.emailLinkPages.toPetition}</a></p>
    </div>
    <main class="sheet${image ? ' pictured' : ''}">
      <header>
        ${text.target ? html`<p class="addressee" dir="auto">${words.to(text.target)}</p>` : ''}
        <h1 class="${sizeOf(text.title)}" lang="${text.lang}" dir="${direction}">${text.title}</h1>
        <p class="creator">${words.by(petition.creator)}</p>
      </header>
      ${image ? html`<figure><img src="${image.src}" srcset="${image.srcset}" sizes="46rem" alt="${image.alt}" lang="${text.lang}">${image.credit === null ? '' : html`<figcaption dir="auto">${image.credit}</figcaption>`}</figure>` : ''}
      <section class="scan">
        ${qrCodeImage(code, written)}
        <div>
          <p><strong>${words.poster.scan}</strong></p>
          <p>${words.poster.goTo} ${typed}</p>
        </div>
      </section>
      <ul class="strips${written.length > LONG_URL ? ' dense' : ''}" aria-hidden="true">${Array.from({ length: STRIPS }, () => strip)}</ul>
    </main>`,
  });
}

export const POSTER_HEADERS = pageHeaders({ css: POSTER_STYLE });

/** Class of a title, by its length, so that any fits. Chinese characters are twice as wide as others. */
function sizeOf(title: string): string {
  const width = [...title].reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 0);
  if (width <= 50) return '';
  if (width <= 100) return 'long';
  return width <= 180 ? 'longer' : 'longest';
}
