import { html, nothing, type PropertyDeclarations, type TemplateResult, unsafeCSS } from 'lit';
import type { PetitionSummary } from '../common/contract.ts';
import { matchLanguage, uiDirectionOf } from '../common/languages.ts';
import { ListController } from './controllers/list.ts';
import { isUnclosed } from './diagnose.ts';
import { LIST_WORDS } from './locales/list.ts';
import { getText, ReflectingElement, setText } from './reflecting-element.ts';
import { LIST_CSS } from './styles/list.styles.ts';

/**
 * Cards of the petitions of a server, a partner, or a topic, each with a link to the hosted page. The element's own content is shown while
 * they load, and if they can't be loaded.
 *
 * @attr {string} partner - Your site's code: only petitions that list it, and signatures through the links count for you.
 * @attr {string} tag - Only petitions with this tag, like `housing`.
 * @attr {'open' | 'closed'} status - `open`, the default, or `closed`.
 * @attr {'newest' | 'goal'} sort - What comes first: `newest`, the default, or with `goal` the petition that is nearest to its goal.
 * @attr {number} limit - How many to show at first, from 1 to 99. Defaults to 12. A button shows as many again.
 * @attr {2 | 3 | 4 | 5 | 6} heading-level - Level of the titles' headings in your page's outline, from 2 to 6. Defaults to 3.
 * @attr {string} lang - Language, as in `lang="es"`. Defaults to your page's, then to the browser's.
 * @attr {string} server - Origin of the petition server. Defaults to the one that the script came from; the npm package has no
 *   default, and requires it.
 *
 * @slot - The fallback: a link to the petition server.
 *
 * @cssproperty [--petition-accent=#c7400a] - Color of the bars, and of the card under the pointer.
 * @cssproperty [--petition-radius=12px] - Radius of the corners of cards and the button.
 *
 * @csspart base - Wraps everything.
 * @csspart list - The cards.
 * @csspart card - A petition.
 * @csspart picture - Its picture, or the accent color. Only if one of the petitions has a picture.
 * @csspart title - Its title, with the link.
 * @csspart target - Who it is addressed to.
 * @csspart creator - Who created it, if it is addressed to nobody.
 * @csspart progress - Count and bar.
 * @csspart count - The number of signatures.
 * @csspart bar - The progress bar.
 * @csspart notice - How much time is left, or that the petition is closed.
 * @csspart empty - Replaces the cards if there are none.
 * @csspart more - The button that shows more.
 * @csspart error - That no more could be loaded.
 */
export class PetitionList extends ReflectingElement {
  // One string: Lit combines values and arrays with `Array.prototype` methods that some pages have replaced.
  static override styles = unsafeCSS(LIST_CSS);
  static override properties: PropertyDeclarations = {
    partner: { noAccessor: true },
    tag: { noAccessor: true },
    status: { noAccessor: true },
    sort: { noAccessor: true },
    limit: { noAccessor: true },
    headingLevel: { noAccessor: true, attribute: 'heading-level' },
    // The browser's own property.
    lang: { noAccessor: true },
    server: { noAccessor: true },
  };

  get partner(): string {
    return getText(this, 'partner');
  }
  set partner(value: string) {
    setText(this, 'partner', value);
  }

  get tag(): string {
    return getText(this, 'tag');
  }
  set tag(value: string) {
    setText(this, 'tag', value);
  }

  get status(): string {
    return getText(this, 'status');
  }
  set status(value: string) {
    setText(this, 'status', value);
  }

  get sort(): string {
    return getText(this, 'sort');
  }
  set sort(value: string) {
    setText(this, 'sort', value);
  }

  get limit(): string {
    return getText(this, 'limit');
  }
  set limit(value: string | number) {
    setText(this, 'limit', value);
  }

  get headingLevel(): string {
    return getText(this, 'heading-level');
  }
  set headingLevel(value: string | number) {
    setText(this, 'heading-level', value);
  }

  get server(): string {
    return getText(this, 'server');
  }
  set server(value: string) {
    setText(this, 'server', value);
  }

  readonly #list = new ListController(this);

  /** The button may be gone, so the focus goes to what it has brought. */
  readonly #showMore = async () => {
    const before = this.#list.petitions!.length;
    await this.#list.loadMore();
    await this.updateComplete;
    this.renderRoot.querySelectorAll('a')[before]?.focus();
  };

  protected override render(): TemplateResult {
    const { petitions, hasMore, isLoading, hasFailed } = this.#list;
    if (!petitions) return html`<slot></slot>`;
    const lang = matchLanguage(this.#list.lang) ?? 'en';
    const words = LIST_WORDS[lang];
    // Then the others have their color in its place, so that cards of a row begin alike.
    const hasPictures = petitions.some(({ image }) => image);
    // Without `role`, Safari takes a list without bullets for none.
    return html`<div part="base" lang=${lang} dir=${uiDirectionOf(lang)}>
      ${
        petitions[0]
          ? html`<ul part="list" role="list">${petitions.map((petition) => this.#card(petition, hasPictures))}</ul>`
          : html`<p part="empty">${words.empty}</p>`
      }
      <p part="error" role="alert">${hasFailed ? words.failed : nothing}</p>
      ${hasMore ? html`<button type="button" part="more" aria-disabled=${isLoading} @click=${this.#showMore} .textContent=${words.more + (isLoading ? ' …' : '')}></button>` : nothing}
    </div>${isUnclosed(this) ? html`<slot></slot>` : nothing}`;
  }

  #card(petition: PetitionSummary, hasPictures: boolean): TemplateResult {
    const { status, lang, title, image, count, goal, captions } = petition;
    const isOpen = status === 'open';
    const notice = captions.closed ?? captions.closing;
    return html`<li part="card">
      ${hasPictures ? html`<div part="picture">${image ? html`<img lang=${lang} alt=${image.alt} width=${image.width} height=${image.height} loading="lazy" referrerpolicy="no-referrer" sizes="(min-width: 40em) 28em, 100vw" srcset=${image.srcset} src=${image.src} @error=${hide}>` : nothing}</div>` : nothing}
      <h3 part="title" aria-level=${+this.headingLevel || 3}><a href=${pageUrl(petition, this.partner)} lang=${lang}>${title}</a></h3>
      ${captions.target ? html`<p part="target">${captions.target}</p>` : html`<p part="creator">${captions.creator}</p>`}
      <div part="progress">
        <p><strong part="count">${captions.count}</strong> <bdi>${captions.goal}</bdi></p>
        ${isOpen ? html`<progress part="bar" aria-hidden="true" max=${goal} value=${count}></progress>` : nothing}
        ${notice ? html`<p part="notice">${notice}</p>` : nothing}
      </div>
    </li>`;
  }
}

/** A page's policy can forbid pictures from the server: then there is none, and no icon of a broken one. */
function hide({ target }: Event): void {
  (target as HTMLElement).hidden = true;
}

/** The hosted page in the language of the card. A signature through it counts for the partner. */
function pageUrl({ url, lang }: PetitionSummary, partner: string): string {
  const page = new URL(url);
  page.searchParams.set('lang', lang);
  if (partner) page.searchParams.set('partner', partner);
  // People who may write a link must not be able to write a script.
  return /^https?:/.test(page.href) ? page.href : '';
}
