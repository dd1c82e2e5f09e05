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
import { SigningController } from './controllers/signing.ts';
import { isUnclosed } from './diagnose.ts';
import { PetitionErrorEvent, PetitionShareEvent } from './events.ts';
import { focusWithin } from './focus.ts';
import { prepareDetails } from './load-details.ts';
import { help, loadHelp } from './load-help.ts';
import { getBoolean, getText, ReflectingElement, setBoolean, setText } from './reflecting-element.ts';
import type { Actions } from './state.ts';
import { WIDGET_CSS } from './styles/petition-widget.styles.ts';
import { failedTemplate, petitionTemplate } from './templates/petition.ts';

/**
 * A petition with its form and progress bar. The element's own content is shown while the petition loads, and if it can't be
 * loaded.
 *
 * @attr {string} petition - Slug of the petition. Required.
 * @attr {string} partner - Your site's code, so that signatures from your site are counted for you: lowercase letters, digits, `-`,
 *   and `_`. A code that the petition doesn't have is ignored.
 * @attr {string} lang - Language, as in `lang="es"`. Defaults to your page's, then to the browser's. The widget speaks English,
 *   Spanish, French, Portuguese, German, Arabic, Chinese, Vietnamese, Tagalog, and Haitian Creole; the petition's own text comes in
 *   the languages that it was written in.
 * @attr {string} server - Origin of the petition server. Defaults to the one that the script came from; the npm package has no
 *   default, and requires it.
 * @attr {boolean} compact - Shows the title, the count, the bar, and a button that opens the form: for sidebars, footers, and several
 *   petitions on a page. With `hide-text`, there is no title.
 * @attr {boolean} hide-text - Leaves out the title and the text, for pages that tell the story themselves.
 * @attr {boolean} show-image - Shows the petition's picture above the title, if it has one. Not with `compact` or `hide-text`. It comes
 *   from the petition server; if your page doesn't allow that, there is none.
 * @attr {2 | 3 | 4 | 5 | 6} heading-level - Level of the title's heading in your page's outline, from 2 to 6. Defaults to 2, or 3 if the widget
 *   is compact. Headings below the title follow.
 *
 * @slot - The fallback: a link to the hosted page.
 *
 * @event {PetitionSignEvent} petition-sign - Before a signature is sent; `preventDefault()` stops it. Has `petition`.
 * @event {PetitionSignedEvent} petition-signed - The server has the signature. Has `petition` and `status`: `signed`, or `confirm`
 *   if the person has to confirm by email first.
 * @event {PetitionErrorEvent} petition-error - Loading or signing failed. Has `petition`, `action` (`load` or `sign`), and
 *   `status`: the HTTP status, or 0 if the server couldn't be reached.
 * @event {PetitionShareEvent} petition-share - The person shares the petition. Has `petition` and `method`: `native`, `copy`,
 *   `WhatsApp`, `Telegram`, `SMS`, `E-mail`, `Facebook`, `Bluesky`, `Mastodon`, or `X`.
 *
 * @cssproperty [--petition-accent=#c7400a] - Color of the button, the bar, and the underlines of links. The button's text turns black
 *   or white, whichever is easier to read.
 * @cssproperty [--petition-radius=12px] - Radius of the corners of fields and buttons.
 *
 * @csspart base - Wraps everything.
 * @csspart columns - One column, or two if there is room.
 * @csspart cause - Title, creator, and text.
 * @csspart picture - The petition's picture with its credit.
 * @csspart title - The title.
 * @csspart creator - Who created the petition.
 * @csspart text - The text.
 * @csspart progress - Count and bar.
 * @csspart count - The number of signatures.
 * @csspart bar - The progress bar.
 * @csspart form - The form.
 * @csspart target - Who the petition is addressed to.
 * @csspart notice - How much time is left.
 * @csspart organizer - Who is behind the petition.
 * @csspart names - First and last name, side by side if there is room.
 * @csspart field - A field with its label.
 * @csspart label - A label.
 * @csspart input - An input, select, or textarea.
 * @csspart error - An error below its field.
 * @csspart box - A checkbox with its label.
 * @csspart button - The primary button.
 * @csspart quiet - A secondary button.
 * @csspart link - A button that looks like a link.
 * @csspart consent - Who sees what the person enters.
 * @csspart thanks - Replaces the form after signing.
 * @csspart share - The links to share by.
 * @csspart latest - The last people to sign, of those who chose to be shown publicly.
 * @csspart closed - Replaces the form of a closed petition.
 */
export class PetitionWidget extends ReflectingElement {
  // One string: Lit combines values and arrays with `Array.prototype` methods that some pages have replaced.
  static override styles = unsafeCSS(WIDGET_CSS);
  static override properties: PropertyDeclarations = {
    petition: { noAccessor: true },
    partner: { noAccessor: true },
    // The browser's own property.
    lang: { noAccessor: true },
    server: { noAccessor: true },
    compact: { noAccessor: true },
    hideText: { noAccessor: true, attribute: 'hide-text' },
    showImage: { noAccessor: true, attribute: 'show-image' },
    headingLevel: { noAccessor: true, attribute: 'heading-level' },
    _isOpen: { state: true },
    _isCopied: { state: true },
  };

  get petition(): string {
    return getText(this, 'petition');
  }
  set petition(value: string) {
    setText(this, 'petition', value);
  }

  get partner(): string {
    return getText(this, 'partner');
  }
  set partner(value: string) {
    setText(this, 'partner', value);
  }

  get server(): string {
    return getText(this, 'server');
  }
  set server(value: string) {
    setText(this, 'server', value);
  }

  get compact(): boolean {
    return getBoolean(this, 'compact');
  }
  set compact(value: boolean) {
    setBoolean(this, 'compact', value);
  }

  get hideText(): boolean {
    return getBoolean(this, 'hide-text');
  }
  set hideText(value: boolean) {
    setBoolean(this, 'hide-text', value);
  }

  get showImage(): boolean {
    return getBoolean(this, 'show-image');
  }
  set showImage(value: boolean) {
    setBoolean(this, 'show-image', value);
  }

  get headingLevel(): string {
    return getText(this, 'heading-level');
  }
  set headingLevel(value: string | number) {
    setText(this, 'heading-level', value);
  }

  /** Whether a compact widget shows its form. */
  declare private _isOpen: boolean;
  declare private _isCopied: boolean;

  readonly #locale = new LocaleController(this);
  readonly #petition = new PetitionController(
    this,
    this.#locale,
    ({ status }) => {
      this.dispatchEvent(new PetitionErrorEvent(this.petition, 'load', status));
    },
    (petition) => prepareDetails(petition, this.renderRoot),
  );
  readonly #signing = new SigningController(this, this.#locale, this.#petition);

  constructor() {
    super();
    this._isOpen = false;
    this._isCopied = false;
    for (const type of ['keydown', 'keypress', 'keyup'] as const)
      this.addEventListener(type, keepFromHotkeys);
  }

  protected override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('petition') || changed.has('server')) {
      this.#petition.reset();
      this.#signing.reset();
      this.#locale.chosen = '';
      this._isOpen = false;
      this._isCopied = false;
    }
    // Keeps a partly filled form open.
    if (changed.has('compact') && hasInput(this.#form)) this._isOpen = true;
  }

  get #form(): HTMLFormElement | null {
    return this.renderRoot.querySelector('form');
  }

  readonly #retry = () => this.#petition.load();

  readonly #actions: Actions = {
    open: () => {
      this._isOpen = true;
      focusWithin(this, 'input');
    },
    chooseLanguage: (lang) => {
      this.#locale.chosen = lang;
      this.#petition.load();
    },
    prepare: () => {
      if (!help) loadHelp().then(() => this.requestUpdate());
    },
    edit: ({ target }) => this.#signing.edit((target as HTMLInputElement).name),
    acceptSuggestion: () => this.#signing.acceptSuggestion(),
    submit: (event) => {
      event.preventDefault();
      this.#signing.sign(this.#form!);
    },
    onChange: () => this.#signing.reset(),
    onShare: (method) => {
      this.dispatchEvent(new PetitionShareEvent(this.petition, method));
    },
    onCopy: () => {
      this._isCopied = true;
    },
  };

  /** Screen readers announce levels as the page's outline has them. What is styled as `<h2>` and `<h3>` stays the same. */
  protected override updated() {
    const level = +this.headingLevel || (this.compact ? 3 : 2);
    for (const heading of this.renderRoot.querySelectorAll('h2,h3'))
      heading.setAttribute('aria-level', `${level + +heading.matches('h3')}`);
  }

  protected override render(): TemplateResult {
    const { petition, count, failure, partner } = this.#petition;
    if (failure !== undefined) return failedTemplate(this.#locale.current, failure === 404, this.#retry);
    if (!petition || !count) return html`<slot></slot>`;
    const view = {
      petition,
      count,
      locale: this.#locale.current,
      signing: this.#signing.state,
      partner,
      hideText: this.hideText,
      showImage: this.showImage,
      compact: this.compact,
      isOpen: this._isOpen,
      isCopied: this._isCopied,
      country: this.#form?.querySelector('select')?.value ?? '',
    };
    return html`${petitionTemplate(view, this.#actions)}${isUnclosed(this) ? html`<slot></slot>` : nothing}`;
  }
}

/**
 * A page's hotkeys see the element, not a text field, as the target of what is typed inside, and would swallow letters. Escape
 * types nothing, and closes the dialog that a page may show the widget in.
 */
function keepFromHotkeys(event: KeyboardEvent): void {
  if (event.key !== 'Escape') event.stopPropagation();
}

const hasInput = (form: HTMLFormElement | null) => !!form && [...new FormData(form).values()].some(Boolean);
