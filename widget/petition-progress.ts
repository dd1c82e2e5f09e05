import {
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
  unsafeCSS,
} from 'lit';
import { LocaleController } from './controllers/locale.ts';
import { PetitionController } from './controllers/petition.ts';
import { isUnclosed } from './diagnose.ts';
import { getText, ReflectingElement, setText } from './reflecting-element.ts';
import { PROGRESS_CSS } from './styles/progress.styles.ts';
import { progressTemplate } from './templates/progress.ts';

/**
 * Count and bar of a petition, and nothing else. The element's own content is shown while they load, and if they can't be
 * loaded.
 *
 * @attr {string} petition - Slug of the petition. Required.
 * @attr {string} lang - Language, as in `lang="es"`. Defaults to your page's, then to the browser's.
 * @attr {string} server - Origin of the petition server. Defaults to the one that the script came from; the npm package has no
 *   default, and requires it.
 *
 * @slot - The fallback.
 *
 * @cssproperty [--petition-accent=#c7400a] - Color of the bar.
 *
 * @csspart base - Wraps everything.
 * @csspart progress - Count and bar.
 * @csspart count - The number of signatures.
 * @csspart bar - The progress bar.
 */
export class PetitionProgress extends ReflectingElement {
  // One string: Lit combines values and arrays with `Array.prototype` methods that some pages have replaced.
  static override styles = unsafeCSS(PROGRESS_CSS);
  static override properties: PropertyDeclarations = {
    petition: { noAccessor: true },
    // The browser's own property.
    lang: { noAccessor: true },
    server: { noAccessor: true },
  };

  get petition(): string {
    return getText(this, 'petition');
  }
  set petition(value: string) {
    setText(this, 'petition', value);
  }

  get server(): string {
    return getText(this, 'server');
  }
  set server(value: string) {
    setText(this, 'server', value);
  }

  readonly #locale = new LocaleController(this);
  readonly #petition = new PetitionController(this, this.#locale);

  protected override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('petition') || changed.has('server')) this.#petition.reset();
  }

  protected override render(): TemplateResult {
    const { count } = this.#petition;
    if (!count) return html`<slot></slot>`;
    const locale = this.#locale.current;
    return html`<div part="base" lang=${locale.lang} dir=${locale.dir}>${progressTemplate(count, locale, this.#petition.petition!.status === 'closed')}</div>${isUnclosed(this) ? html`<slot></slot>` : nothing}`;
  }
}
