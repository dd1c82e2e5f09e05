import { html } from 'hono/html';
import { directionOf } from '../../common/languages.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { describeProgress } from '../petitions/progress.ts';
import { type PublishedPetition, selectText } from '../petitions/published-petitions.ts';
import { htmlDocument } from './document.ts';
import { pageUrl } from './urls.ts';

/** The open petitions, for those who came to the server's address without one. */
export function homePage(
  petitions: readonly PublishedPetition[],
  languages: readonly string[],
  publicUrl: string,
) {
  const { lang, words } = dictionaryFor(...languages);
  const open = petitions.filter(({ status }) => status === 'open');
  return htmlDocument({
    lang,
    title: words.petitions,
    head: html`<meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="prose">
      <h1>${words.petitions}</h1>
      ${open.length === 0 ? html`<p>${words.noPetitions}</p>` : ''}
      ${open.map((petition) => {
        const text = selectText(petition, languages);
        const { counted, ofGoal } = describeProgress(petition, lang, words);
        return html`<section>
        <h2><a href="${pageUrl(publicUrl, petition, { text })}" lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</a></h2>
        <p class="creator">${words.by(petition.creator)}</p>
        <p>${counted} ${ofGoal}</p>
      </section>`;
      })}
      <footer><p><a href="/privacy?lang=${lang}">${words.privacy.heading}</a></p></footer>
    </main></div>`,
  });
}
