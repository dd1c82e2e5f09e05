import { html } from 'hono/html';
import type { Organizer } from '../../common/contract.ts';
import { directionOf } from '../../common/languages.ts';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import { languageName } from '../i18n/language-name.ts';
import { describeImage, describeOrganizer } from '../images/describe-image.ts';
import { describeDeadline } from '../petitions/deadline.ts';
import { describeMomentum } from '../petitions/momentum.ts';
import { describeProgress } from '../petitions/progress.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { CARD_HEIGHT, CARD_WIDTH } from '../social-card/card-text.ts';
import { htmlDocument } from './document.ts';
import { named } from './form-fields.ts';
import { organizedBy, organizerLinks } from './organizer.ts';
import type { PageState } from './page-state.ts';
import { formAction, petitionForm } from './petition-form.ts';
import { sharePart } from './share-links.ts';
import { blocksHtml, summarize } from './text.ts';
import { cardUrl, embedCodeUrl, pageUrl, subpageUrl, withAppearance } from './urls.ts';

/** The hosted page. It has no scripts: it works wherever HTML does, and nothing on it can read what is typed. */
export function petitionPage(state: PageState) {
  const { petition, text, publicUrl, retry } = state;
  const { lang, words } = dictionaryFor(text.lang);
  const title = retry && !retry.isChange ? `${words.errors.title}: ${text.title}` : text.title;
  return htmlDocument({
    lang,
    title,
    head: headTags(state, lang, words),
    body: html`<div class="page">
      ${petition.status === 'draft' ? html`<p class="draft">${words.draft}</p>` : ''}
      ${languageLinks(state, words)}
      <main>
        <article class="cause">
          ${heroPart(state, words)}
          <header>
            <h1 lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</h1>
            <p class="creator">${words.by(petition.creator)}</p>
          </header>
          ${outcomePart(state, words)}
          ${text.target === null ? '' : html`<p class="target" lang="${lang}" dir="auto">${words.to(text.target)}</p>`}
          <div class="text" lang="${text.lang}" dir="${directionOf(text.lang)}">${blocksHtml(text.blocks)}</div>
          ${petition.status === 'open' && !state.signed ? html`<a class="jump button" href="#sign">${words.sign}</a>` : ''}
        </article>
        <section class="card" id="sign" aria-label="${actionLabel(state, words)}">${actionPart(state, lang, words)}${latestPart(petition, words)}</section>
      </main>
      <footer>
        ${organizerPart(describeOrganizer(petition.organizer, text.lang, publicUrl), words)}
        <section id="privacy">
        <h2>${words.privacy.heading}</h2>
        ${privacyOf(state, words).map((paragraph) => html`<p>${paragraph}</p>`)}
        <p><a href="/privacy?lang=${lang}">${words.privacyMore}</a></p>
        </section>
        ${petition.status === 'open' ? spreadLinks(state, words) : ''}
      </footer>
    </div>`,
  });
}

/** The picture keeps its place from the first byte on: the page states its size. */
function heroPart({ petition, text, publicUrl }: PageState, words: Dictionary) {
  const image = describeImage(petition.image, text.lang, publicUrl);
  if (!image) return '';
  const { src, srcset, width, height, alt, credit } = image;
  return html`<figure class="hero">
            ${petition.victory ? html`<p class="badge">${words.victory}</p>` : ''}
            <img src="${src}" srcset="${srcset}" sizes="(min-width: 56rem) 40rem, 100vw" width="${width}" height="${height}" alt="${alt}">
            ${credit === null ? '' : html`<figcaption dir="auto">${credit}</figcaption>`}
          </figure>`;
}

/** Who is behind the petition, and how to reach them. */
function organizerPart(organizer: Organizer | null, words: Dictionary) {
  if (!organizer) return '';
  const { logo } = organizer;
  const links = organizerLinks(organizer, words);
  return html`<section class="organizer">
          ${logo ? html`<img src="${logo.src}" srcset="${logo.srcset}" sizes="10rem" width="${logo.width}" height="${logo.height}" alt="${logo.alt}" loading="lazy">` : ''}
          <p><strong>${organizedBy(organizer, words)}</strong></p>
          ${links.length > 0 ? html`<p class="links">${links}</p>` : ''}
        </section>`;
}

/** The outcome of a closed petition. Visitors want to know that first. */
function outcomePart({ petition, text }: PageState, words: Dictionary) {
  if (petition.status !== 'closed' || (text.outcome === null && !petition.victory)) return '';
  return html`<section class="outcome" lang="${text.lang}" dir="${directionOf(text.lang)}">
            <h2 lang="${dictionaryFor(text.lang).lang}">${petition.victory ? words.victory : words.outcome}</h2>
            <div class="text" dir="auto">${blocksHtml(text.outcomeBlocks)}</div>
          </section>`;
}

/** Count and bar, and the next step: sign, or share. */
export function actionPart(state: PageState, lang: string, words: Dictionary) {
  const { petition } = state;
  const progress = progressPart(petition, lang, words);
  if (petition.status === 'closed') {
    return html`${progress}
      <h2>${words.closed}</h2>
      <p>${words.closedText}</p>`;
  }
  if (state.signed) return html`${progress}${thanksPart(state, words)}`;
  const form = petitionForm(state, words);
  // Shows what people will fill in, and can't be sent.
  return html`${progress}${petition.status === 'draft' ? html`<div inert>${form}</div>` : form}`;
}

/** Names the region after what it holds now. */
function actionLabel({ petition, signed }: PageState, words: Dictionary): string {
  if (petition.status === 'closed') return words.closed;
  if (signed) return signed === 'confirm' ? words.confirmEmailHeading : words.thanks;
  return words.sign;
}

/** What holds for this petition. Without emails, others can find out who has signed, and nobody gets a link to withdraw. */
function privacyOf({ petition: { fields }, confirmation }: PageState, words: Dictionary): string[] {
  const [encryption, count, cookies, organizer] = words.privacy.text as [string, string, string, string];
  const withEmails = confirmation === 'required';
  return [
    encryption,
    ...(fields.partnerContact === 'off' ? [] : [words.privacyPartner]),
    count,
    fields.display === 'off' ? words.privacyHidden : words.privacyShown,
    withEmails ? cookies : words.privacyCookies,
    organizer,
    withEmails ? words.privacyEmail : words.privacyNoEmail,
  ];
}

/** The latest signers who chose to be shown publicly. */
function latestPart({ latest }: PublishedPetition, words: Dictionary) {
  if (latest.length === 0) return '';
  return html`<div class="latest">
      <h2>${words.latest}</h2>
      <ul>${latest.map(
        ({ name, comment }) =>
          html`<li dir="auto"><strong>${name}</strong>${comment ? html` <q>${comment}</q>` : ''}</li>`,
      )}</ul>
    </div>`;
}

function progressPart(petition: PublishedPetition, lang: string, words: Dictionary) {
  const { count, goal, counted, ofGoal } = describeProgress(petition, lang, words);
  const notices = [describeMomentum(petition, lang, words), describeDeadline(petition, lang, words)];
  return html`<div class="progress">
      <p><strong>${counted}</strong> <span>${ofGoal}</span></p>
      ${goal === null ? '' : html`<progress max="${goal}" value="${count}" aria-hidden="true"></progress>`}
      ${notices.map((notice) => (notice === null ? '' : html`<p class="notice">${notice}</p>`))}
    </div>`;
}

function thanksPart(state: PageState, words: Dictionary) {
  const { petition, text, publicUrl, partner, signed, sentTo } = state;
  const url = pageUrl(publicUrl, petition, { text, partner });
  return html`<div class="thanks" role="status">
      <h2>${signed === 'confirm' ? words.confirmEmailHeading : words.thanks}</h2>
      <p>${signed === 'confirm' && sentTo ? named(words.confirmEmailText, sentTo) : words.thanksText}</p>
      ${signed === 'confirm' && state.changeToken ? changePart(state, words) : ''}
      <h3>${words.share}</h3>
      ${sharePart(url, text, words)}
      <p class="address">${url}</p>
    </div>`;
}

/** A way back to the form, as it was filled in, for those who see a typo in the address that the email went to. */
function changePart({ petition, text, partner, changeToken }: PageState, words: Dictionary) {
  return html`<form class="change" method="post" action="${formAction(petition, text, partner)}">
        <p>${words.wrongAddress} <button class="link" name="change" value="${changeToken}">${words.changeAddress}</button></p>
      </form>`;
}

/** For people who want to do more than sign. */
function spreadLinks({ petition, text, publicUrl, partner }: PageState, words: Dictionary) {
  const poster = subpageUrl(pageUrl(publicUrl, petition, { text, partner }), 'poster');
  return html`<p><a href="${embedCodeUrl(publicUrl, petition, text, partner)}">${words.embed.title}</a></p>
        <p><a href="${poster}">${words.poster.link}</a></p>`;
}

function languageLinks({ petition, text, publicUrl, partner, preview }: PageState, words: Dictionary) {
  if (petition.texts.length < 2) return '';
  return html`<nav class="languages" aria-label="${words.languages}">${petition.texts.map((other) =>
    other === text
      ? html`<span lang="${other.lang}" aria-current="true">${languageName(other.lang)}</span> `
      : html`<a lang="${other.lang}" hreflang="${other.lang}" href="${pageUrl(publicUrl, petition, { text: other, partner, preview, explicitLanguage: true })}">${languageName(other.lang)}</a> `,
  )}</nav>`;
}

function headTags(
  { petition, text, publicUrl, partner, appearance }: PageState,
  lang: string,
  words: Dictionary,
) {
  const description = summarize(text.text);
  const url = pageUrl(publicUrl, petition, { text });
  // A partner's link is shared and embedded for that partner: networks link to what og:url says.
  const own = pageUrl(publicUrl, petition, { text, partner });
  const { counted, ofGoal } = describeProgress(petition, lang, words);
  const image = describeImage(petition.image, text.lang, publicUrl);
  // What the preview image shows besides the title.
  const cardDetails = [
    `${counted} ${ofGoal}`,
    ...(text.target === null ? [] : [words.to(text.target)]),
    ...(image ? [image.alt] : []),
  ];
  return html`<link rel="canonical" href="${url}">
    ${petition.texts.map((other) => html`<link rel="alternate" hreflang="${other.lang}" href="${pageUrl(publicUrl, petition, { text: other })}">`)}
    <link rel="alternate" hreflang="x-default" href="${pageUrl(publicUrl, petition)}">
    <meta name="description" content="${description}">
    <meta property="og:type" content="website">
    <meta property="og:title" content="${text.title}">
    <meta property="og:description" content="${description}">
    <meta property="og:url" content="${own}">
    <meta property="og:locale" content="${lang}">
    <meta property="og:image" content="${cardUrl(publicUrl, petition, text)}">
    <meta property="og:image:type" content="${petition.image ? 'image/jpeg' : 'image/png'}">
    <meta property="og:image:width" content="${CARD_WIDTH}">
    <meta property="og:image:height" content="${CARD_HEIGHT}">
    <meta property="og:image:alt" content="${`${text.title}: ${cardDetails.join(' – ')}`}">
    <meta name="twitter:card" content="summary_large_image">
    <link rel="alternate" type="application/json+oembed" href="${`${publicUrl}/oembed?${new URLSearchParams({ url: withAppearance(own, appearance) })}`}">
    <meta name="color-scheme" content="light dark">
    ${petition.noindex || petition.status === 'draft' ? html`<meta name="robots" content="noindex">` : ''}
    ${
      // Without it, a browser wouldn't send even this server the origin of a signature.
      html`<meta name="referrer" content="same-origin">`
    }`;
}
