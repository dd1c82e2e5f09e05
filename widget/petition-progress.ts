import { html, type TemplateResult } from 'lit/html.js';
import type { Count } from '../common/contract.ts';
import { advise } from './advise.ts';
import { type Api, type ApiError, apiOf } from './api.ts';
import { HOME } from './home.ts';
import { ENGLISH, localeFor, nearestLang, speaks } from './locale.ts';
import { CSS } from './progress.styles.ts';
import { progressPart } from './progress.ts';
import { reflect, TemplateElement } from './template-element.ts';
import { watch } from './watch.ts';

const styles = new CSSStyleSheet();
styles.replaceSync(CSS);

/**
 * Count and bar of a petition, and nothing else. What stands inside the element in the page is shown until they are there,
 * and whenever they can't be.
 *
 * @attr {string} petition - Which petition: its slug. The only one that is needed.
 * @attr {string} lang - The language; without it your page's, then the browser's.
 * @attr {string} server - Another petition server than the one the script came from. What is built from the npm package
 *   came from none, and needs it.
 *
 * @slot - The fallback.
 *
 * @cssproperty [--petition-accent=#c7400a] - The bar.
 *
 * @csspart base - Everything.
 * @csspart progress - Count and bar.
 * @csspart count - The number.
 * @csspart bar - The bar.
 */
export class PetitionProgress extends TemplateElement {
  static observedAttributes = ['petition', 'lang', 'server'];

  declare petition: string;
  declare server: string;

  #locale = ENGLISH;
  #count: Count | undefined;
  #api: Api | undefined;
  #stale = true;
  /** How often something was asked for: only the last answer is of interest. */
  #loads = 0;

  constructor() {
    super(styles);
    watch(this, async () => {
      const before = this.#count;
      const api = this.#api;
      if (!api || !before) return false;
      const count = await api.count();
      if (api !== this.#api || count.count === before.count) return false;
      this.#count = count;
      this.requestUpdate();
      return true;
    });
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null) {
    this.#stale ||= before !== after;
    super.attributeChangedCallback(name, before, after);
  }

  protected override render(): TemplateResult {
    if (this.#stale) this.#load();
    const { lang, dir } = this.#locale;
    return this.#count
      ? html`<div part="base" lang=${lang} dir=${dir}>${progressPart(this.#locale, this.#count)}</div>`
      : html`<slot></slot>`;
  }

  async #load() {
    this.#stale = false;
    this.#count = undefined;
    const load = ++this.#loads;
    const wanted = nearestLang(this);
    try {
      this.#api = apiOf(new URL(this.server || HOME).origin, this.petition);
      const [locale, petition] = await Promise.all([
        localeFor(wanted),
        this.#api.petition(wanted, 'default'),
      ]);
      if (load !== this.#loads) return;
      this.#locale = locale;
      this.#count = petition;
      this.requestUpdate();
      if (!speaks(locale, this.lang)) advise(this);
    } catch (error) {
      if (load === this.#loads) advise(this, (error as ApiError).status ?? 0);
    }
  }
}

reflect(PetitionProgress.prototype, { petition: '', server: '' });
