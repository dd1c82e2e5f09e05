import { html } from 'hono/html';
import type { Growth } from '../../common/console.ts';
import { directionOf } from '../../common/languages.ts';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';
import { formatNumber, nameLocales } from '../i18n/number-format.ts';
import type { PetitionText, PublishedPetition } from '../petitions/read-petitions.ts';
import { htmlDocument } from './document.ts';
import { named } from './form-fields.ts';
import { embedCodeUrl, pageUrl } from './urls.ts';

interface NumbersPageOptions {
  petition: PublishedPetition;
  text: PetitionText;
  partner: string;
  partnerName: string;
  growth: Growth;
  publicUrl: string;
  /** That the reader prefers. The petition need not have them. */
  languages: readonly string[];
}

/** More would be thinner than a finger, and the table has them. */
const SHOWN_DAYS = 60;
const CHART = { width: 600, height: 160, gap: 1 };

/** How many signed through a partner, for anyone who has its link. */
export function numbersPage(options: NumbersPageOptions) {
  const { petition, text, partner, partnerName, growth, publicUrl } = options;
  const { lang, words } = dictionaryFor(...options.languages, text.lang);
  const { numbers } = words;
  const count = growth.earlier + total(growth.days);
  const number = (value: number) => formatNumber(value, lang);
  return htmlDocument({
    lang,
    title: `${numbers.title.replace('#', partnerName)}: ${text.title}`,
    head: html`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">`,
    body: html`<div class="page"><main class="prose numbers">
      <h1>${named(numbers.title, partnerName)}</h1>
      <p class="creator"><a href="${pageUrl(publicUrl, petition, { text, partner })}" lang="${text.lang}" dir="${directionOf(text.lang)}">${text.title}</a></p>
      <dl>
        <div><dt>${numbers.all}</dt><dd>${number(count)}</dd></div>
        <div><dt>${numbers.today}</dt><dd>${number(total(growth.days.slice(-1)))}</dd></div>
        <div><dt>${numbers.week}</dt><dd>${number(total(growth.days.slice(-7)))}</dd></div>
      </dl>
      ${growth.days.length === 0 ? html`<p>${numbers.none}</p>` : daysPart(growth.days, lang, words)}
      <p class="hint">${numbers.note}</p>
      <p><a href="${embedCodeUrl(publicUrl, petition, text, partner)}">${words.embed.title}</a></p>
    </main></div>`,
  });
}

function daysPart(days: Growth['days'], lang: string, { numbers }: Dictionary) {
  const dayName = new Intl.DateTimeFormat(nameLocales(lang), { dateStyle: 'medium', timeZone: 'UTC' });
  const name = (day: string) => dayName.format(Date.parse(day));
  const shown = days.slice(-SHOWN_DAYS);
  const most = Math.max(...shown.map(({ signed }) => signed));
  const best = shown.find(({ signed }) => signed === most)!;
  const sentence = numbers.chart(
    name(shown[0]!.day),
    name(shown.at(-1)!.day),
    name(best.day),
    formatNumber(most, lang),
  );
  const step = CHART.width / shown.length;
  return html`<section>
        <h2>${numbers.perDay}</h2>
        <p>${sentence}</p>
        <svg viewBox="0 0 ${CHART.width} ${CHART.height}" role="img" aria-label="${sentence}" preserveAspectRatio="none">
          ${shown.map(({ signed }, index) => {
            const height = most > 0 ? (Math.max(0, signed) / most) * CHART.height : 0;
            return html`<rect x="${(index * step).toFixed(1)}" y="${(CHART.height - height).toFixed(1)}" width="${Math.max(1, step - CHART.gap).toFixed(1)}" height="${height.toFixed(1)}"></rect>`;
          })}
        </svg>
        <details><summary>${numbers.table}</summary>
          <table><thead><tr><th scope="col">${numbers.day}</th><th scope="col">${numbers.signatures}</th></tr></thead>
          <tbody>${days.toReversed().map(({ day, signed }) => html`<tr><td>${name(day)}</td><td>${formatNumber(signed, lang)}</td></tr>`)}</tbody></table>
        </details>
      </section>`;
}

const total = (days: Growth['days']) => days.reduce((sum, { signed }) => sum + signed, 0);
