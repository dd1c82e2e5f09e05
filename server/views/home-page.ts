import { html } from 'hono/html';
import type { Organizer } from '../../common/contract.ts';
import { directionOf } from '../../common/languages.ts';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import { formatNumber } from '../i18n/number-format.ts';
import { describeImage } from '../images/describe-image.ts';
import { describeDeadline } from '../petitions/deadline.ts';
import { describeProgress } from '../petitions/progress.ts';
import { selectText } from '../petitions/published-petitions.ts';
import type { PetitionText, PublishedPetition } from '../petitions/read-petitions.ts';
import { htmlDocument } from './document.ts';
import { summarize } from './text.ts';
import { pageUrl } from './urls.ts';

interface HomePageState {
  /** Those on this page. */
  petitions: readonly PublishedPetition[];
  /** The tags to choose from. */
  tags: readonly string[];
  /** BCP 47 tags in order of preference. */
  languages: readonly string[];
  publicUrl: string;
  organizer: Pick<Organizer, 'name'> | null;
  query: string;
  tag: string;
  /** Its number, from 1. */
  page: number;
  /** How many pages there are, at least 1. */
  pages: number;
}

/** The open petitions, with a search. Works without scripts. */
export function homePage(state: HomePageState) {
  const { petitions, languages, publicUrl, organizer, query, tag, page } = state;
  const { lang, words } = dictionaryFor(...languages);
  const isSearch = query !== '' || tag !== '';
  const title = organizer ? `${words.petitions} – ${organizer.name}` : words.petitions;
  return htmlDocument({
    lang,
    title,
    head: html`<meta name="color-scheme" content="light dark">
    ${isSearch ? html`<meta name="robots" content="noindex">` : html`<link rel="canonical" href="${`${publicUrl}${homeUrl({ lang, page })}`}">`}
    <link rel="alternate" type="application/rss+xml" title="${title}" href="${`${publicUrl}/feed.xml?lang=${lang}`}">`,
    body: html`<div class="page"><main class="home">
      <header>
        ${organizer ? html`<p class="creator">${organizer.name}</p>` : ''}
        <h1>${words.petitions}</h1>
      </header>
      <search>${searchForm(state, lang, words)}</search>
      ${petitions.length === 0 ? html`<p role="status">${isSearch ? words.home.noResults : words.noPetitions}</p>` : ''}
      ${petitions.length === 0 ? '' : html`<ul class="cards">${petitions.map((petition, index) => card(petition, index, state, lang, words))}</ul>`}
      ${pageLinks(state, lang, words)}
      <footer><p><a href="/privacy?lang=${lang}">${words.privacy.heading}</a></p>
        <p><a href="/feed.xml?lang=${lang}">${words.home.feed}</a></p></footer>
    </main></div>`,
  });
}

function searchForm({ tags, query, tag }: HomePageState, lang: string, words: Dictionary) {
  const { search, button, all } = words.home;
  const link = (name: string, value: string) =>
    html`<a href="${homeUrl({ lang, tag: value })}"${value === tag && !query ? html` aria-current="page"` : ''}>${name}</a>`;
  return html`<form method="get" action="/" class="search">
          <input type="hidden" name="lang" value="${lang}">
          <label for="q">${search}</label>
          <div class="row"><input id="q" type="search" name="q" value="${query}" maxlength="100" dir="auto"><button class="quiet button">${button}</button></div>
        </form>
        ${tags.length === 0 ? '' : html`<nav class="tags">${link(all, '')} ${tags.map((name) => html`${link(name, name)} `)}</nav>`}`;
}

/** Only what differs from the first page of all petitions. */
function homeUrl({
  lang,
  query,
  tag,
  page = 1,
}: {
  lang: string;
  query?: string;
  tag?: string;
  page?: number;
}) {
  const parameters = {
    lang,
    ...(query && { q: query }),
    ...(tag && { tag }),
    ...(page > 1 && { page: `${page}` }),
  };
  return `/?${new URLSearchParams(parameters)}`;
}

function pageLinks({ query, tag, page, pages }: HomePageState, lang: string, { home }: Dictionary) {
  if (pages === 1) return '';
  const link = (rel: 'prev' | 'next', to: number, text: string) =>
    to < 1 || to > pages
      ? ''
      : html`<a rel="${rel}" href="${homeUrl({ lang, query, tag, page: to })}">${text}</a>`;
  return html`<nav class="pages" aria-label="${home.pages}">
        ${link('prev', page - 1, home.previous)} <span>${home.page(formatNumber(page, lang), formatNumber(pages, lang))}</span> ${link('next', page + 1, home.next)}
      </nav>`;
}

/** Those that are visible at once on most screens. */
const EAGER_PICTURES = 3;
/** Text takes the place of a picture where other cards have one. */
const SUMMARY_LENGTH = 160;
const SUMMARY_LENGTH_WITHOUT_PICTURE = 280;

function card(
  petition: PublishedPetition,
  index: number,
  { petitions, languages, publicUrl }: HomePageState,
  lang: string,
  words: Dictionary,
) {
  const text = selectText(petition, languages);
  const { count, goal, counted, ofGoal } = describeProgress(petition, lang, words);
  const deadline = describeDeadline(petition, lang, words);
  const direction = directionOf(text.lang);
  const isPlainAmongPictures = !petition.image && petitions.some(({ image }) => image);
  const length = isPlainAmongPictures ? SUMMARY_LENGTH_WITHOUT_PICTURE : SUMMARY_LENGTH;
  return html`<li class="card">
          ${cardPicture(petition, text, publicUrl, index >= EAGER_PICTURES)}
          <h2><a href="${pageUrl(publicUrl, petition, { text })}" lang="${text.lang}" dir="${direction}">${text.title}</a></h2>
          <p class="creator">${words.by(petition.creator)}</p>
          <p lang="${text.lang}" dir="${direction}">${summarize(text.text, length)}</p>
          <div class="progress"><p><strong>${counted}</strong> <span>${ofGoal}</span></p>
            ${goal === null ? '' : html`<progress max="${goal}" value="${count}" aria-hidden="true"></progress>`}
            ${deadline === null ? '' : html`<p class="notice">${deadline}</p>`}</div>
        </li>`;
}

/** The page states its size, so that nothing moves when it arrives. */
function cardPicture(petition: PublishedPetition, text: PetitionText, publicUrl: string, isLazy: boolean) {
  const image = describeImage(petition.image, text.lang, publicUrl);
  if (!image) return '';
  const { src, srcset, width, height, alt } = image;
  return html`<img src="${src}" srcset="${srcset}" sizes="(min-width: 45rem) 22rem, calc(100vw - 2.5rem)" width="${width}" height="${height}" alt="${alt}" lang="${text.lang}"${isLazy ? html` loading="lazy"` : ''}>`;
}
