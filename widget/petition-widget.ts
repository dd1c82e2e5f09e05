import type { TemplateResult } from 'lit/html.js';
import type { SignatureInput } from '../common/contract.ts';
import { advise } from './advise.ts';
import { type Api, type ApiError, apiOf } from './api.ts';
import { PetitionErrorEvent, PetitionShareEvent, PetitionSignEvent, PetitionSignedEvent } from './events.ts';
import { HOME } from './home.ts';
import { ENGLISH, localeFor, nearestLang, speaks } from './locale.ts';
import { styles } from './petition-widget.styles.ts';
import type { Actions, FieldName, Settings, State } from './state.ts';
import { reflect, TemplateElement } from './template-element.ts';
import { likelyMeant } from './typing-slip.ts';
import { view } from './views.ts';
import { watch } from './watch.ts';

/** A tick of the server and the time to get there. */
const AFTER_SIGNING_MS = 2_600;

/** Who signs so soon after the widget appeared looks like a robot. */
const QUICKEST_MS = 2_000;

const EMAIL = '[name=email]';

const BLANK: State = {
  phase: 'loading',
  locale: ENGLISH,
  errors: {},
  suggestion: '',
  notice: '',
  copied: false,
  open: false,
};

/**
 * A petition with its sign form and progress bar. What stands inside the element in the page is shown
 * until the petition is there, and whenever it can't be.
 *
 * @attr {string} petition - Which petition: its slug. The only one that is needed.
 * @attr {string} partner - Your site's code, so that signatures through you can be counted: small letters, digits, `-`, `_`. A code
 *   that the petition doesn't name isn't kept.
 * @attr {string} lang - The language, as in `lang="es"`. Without it the widget takes your page's, then the browser's. It speaks
 *   English, Spanish, French, Portuguese, German, Arabic, Chinese, Vietnamese, Tagalog and Haitian Creole; the petition's own
 *   text comes in the languages it was written in.
 * @attr {string} server - Another petition server than the one the script came from. What is built from the npm package
 *   came from none, and needs it.
 * @attr {boolean} compact - Shows count and bar, and a button that opens the form: for sidebars and footers.
 * @attr {boolean} hide-text - Leaves out title and text, for pages that tell the story themselves.
 *
 * @slot - The fallback: a link to the hosted page.
 *
 * @event {PetitionSignEvent} petition-sign - Before sending; `preventDefault()` stops it. Has `petition`.
 * @event {PetitionSignedEvent} petition-signed - The server has the signature. Has `petition` and `status`: `signed`, or `confirm`
 *   where a letter is to be answered first.
 * @event {PetitionErrorEvent} petition-error - Loading or signing didn't work. Has `petition`, `action` (`load` or `sign`) and
 *   `status`: HTTP's, or 0 where the server couldn't be reached.
 * @event {PetitionShareEvent} petition-share - Somebody passes it on. Has `petition` and `method`: `native`, `copy`, or a link's name.
 *
 * @cssproperty [--petition-accent=#c7400a] - Button, bar, lines under links. The text on the button turns black or white by
 *   itself, whichever is easier to read.
 * @cssproperty [--petition-radius=0.75em] - Corners of fields and buttons.
 *
 * @csspart base - Everything.
 * @csspart columns - What stands in one column or in two.
 * @csspart cause - Title, creator and text.
 * @csspart title - The title.
 * @csspart creator - Whose petition it is.
 * @csspart text - The text.
 * @csspart progress - Count and bar.
 * @csspart count - The number.
 * @csspart bar - The bar.
 * @csspart form - The form.
 * @csspart names - First and last name, side by side where there is room.
 * @csspart field - A field with its label.
 * @csspart label - A label.
 * @csspart input - An input, select or textarea.
 * @csspart error - A mistake at its field.
 * @csspart box - A box to tick, with its label.
 * @csspart button - The one thing to do.
 * @csspart quiet - What else can be done.
 * @csspart link - Words in a row that do something.
 * @csspart consent - Who sees what was typed.
 * @csspart thanks - What replaces the form after signing.
 * @csspart share - The links to share by.
 * @csspart latest - Who signed last, of those who wish that everybody sees it.
 * @csspart closed - What replaces the form of a closed petition.
 */
export class PetitionWidget extends TemplateElement {
  static observedAttributes = ['petition', 'partner', 'lang', 'server', 'hide-text', 'compact'];

  declare petition: string;
  declare partner: string;
  declare server: string;
  declare compact: boolean;
  declare hideText: boolean;

  #state = BLANK;
  #api: Api | undefined;
  /** What a person chose in the widget; the page's own wish comes after it. */
  #chosenLang = '';
  /** Whether something was asked for that isn't loaded yet. */
  #stale = true;
  readonly #madeAt = performance.now();
  /** How often something was asked for: only the last answer is of interest. */
  #loads = 0;
  readonly #lookIn = watch(this, () => this.#askForCount());

  constructor() {
    super(styles);
    // A page's hotkeys see the element as the target of what is typed inside, and would eat letters. Escape types none, and
    // shuts the box that a page may have the widget in.
    for (const type of ['keydown', 'keypress', 'keyup'] as const) {
      this.addEventListener(type, (event) => event.key === 'Escape' || event.stopPropagation());
    }
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null) {
    if (before !== after && 'petition lang server'.includes(name)) {
      if (name !== 'lang') {
        // Whatever is still on its way was meant for what stood here before.
        this.#state = BLANK;
        this.#api = undefined;
      }
      this.#chosenLang = '';
      this.#stale = true;
      this.#loads++;
    }
    // What somebody has begun to type isn't folded away.
    const form = name === 'compact' && this.#find<HTMLFormElement>('form');
    if (form && [...new FormData(form).values()].join('')) this.#state = { ...this.#state, open: true };
    super.attributeChangedCallback(name, before, after);
  }

  protected override render(): TemplateResult {
    if (this.#stale) this.#load();
    return view(this.#state, this.#settings(), this.#actions);
  }

  #settings(): Settings {
    const { partner } = this;
    return {
      // A code that the petition doesn't name counts for nobody, and must not keep anybody from signing.
      partner: Object.hasOwn(this.#state.petition?.partners ?? {}, partner) ? partner : '',
      hideText: this.hideText,
      compact: this.compact,
    };
  }

  #set(change: Partial<State>) {
    this.#state = { ...this.#state, ...change };
    this.requestUpdate();
  }

  /** @param cache where to take the petition from */
  async #load(cache: RequestCache = 'default') {
    this.#stale = false;
    const wanted = this.#chosenLang || nearestLang(this);
    const load = ++this.#loads;
    const found = localeFor(wanted);
    found.then((locale) => {
      if (load === this.#loads && !this.#state.petition) this.#set({ locale });
    });
    try {
      this.#api ??= apiOf(new URL(this.server || HOME).origin, this.petition);
      const [petition, locale] = await Promise.all([this.#api.petition(wanted, cache), found]);
      if (load !== this.#loads) return;
      const country = this.#find('select')?.value;
      this.#set({ locale, petition, count: petition, ...(!this.#state.petition && { phase: 'ready' }) });
      if (this.partner !== this.#settings().partner || !speaks(locale, this.lang)) advise(this);
      await this.updateComplete;
      // In another language the countries stand in another order.
      if (country) this.#find('select').value = country;
    } catch (error) {
      if (load !== this.#loads) return;
      // What is no address throws as well.
      const { status = 0 } = error as Partial<ApiError>;
      advise(this, status);
      // What is shown already is better than a message about what isn't.
      if (!this.#state.petition) this.#set({ phase: 'failed' });
      this.dispatchEvent(new PetitionErrorEvent(this.petition, 'load', status));
    }
  }

  async #askForCount(): Promise<boolean> {
    const api = this.#api;
    if (!api || !this.#state.petition) return false;
    const count = await api.count();
    const changed = api === this.#api && count.count !== this.#state.count?.count;
    if (changed) this.#set({ count });
    return changed;
  }

  readonly #actions: Actions = {
    open: () => {
      this.#set({ open: true });
      this.#focus('input');
    },
    reload: () => this.#load(),
    chooseLang: (lang) => {
      this.#chosenLang = lang;
      this.#load();
    },
    checkEmail: ({ value }) => this.#set({ suggestion: likelyMeant(value.trim()) }),
    takeSuggestion: () => {
      this.#find(EMAIL).value = this.#state.suggestion;
      this.#set({ suggestion: '' });
      this.#focus(EMAIL);
    },
    submit: (event) => {
      event.preventDefault();
      if (this.#state.phase === 'ready') this.#sign();
    },
    share: (method, url) => {
      this.dispatchEvent(new PetitionShareEvent(this.petition, method));
      // Rejects where the person thinks better of it.
      if (method === 'native') navigator.share({ url }).catch(() => {});
      if (method === 'copy') {
        // Where a frame may not write, the link stays selected, to be copied by hand.
        this.#find('[readonly]').select();
        navigator.clipboard?.writeText(url).then(
          () => this.#set({ copied: true }),
          () => {},
        );
      }
    },
  };

  async #sign() {
    const form = this.#find<HTMLFormElement>('form');
    const errors: State['errors'] = {};
    // What can be told without the server, in the widget's words rather than the browser's.
    for (const { name, validity } of form.elements as Iterable<HTMLInputElement>) {
      if (!validity.valid) errors[name as FieldName] = validity.valueMissing ? 'required' : 'invalid';
    }
    if (this.#say(errors) || !this.dispatchEvent(new PetitionSignEvent(this.petition))) return;

    const typed = new FormData(form);
    const { partner } = this.#settings();
    const input = {
      ...Object.fromEntries(typed),
      ...(partner && { partner }),
      display: typed.has('display'),
      contact: typed.has('contact'),
      partnerContact: typed.has('partnerContact'),
      // Whose words were consented to, where the widget's own are in another.
      lang: this.#state.petition!.consent.lang,
      // What is no proof has the server ask for one: nobody is refused for being quick.
      proof: typed.get('proof') || (performance.now() - this.#madeAt < QUICKEST_MS ? '-' : ''),
    } as SignatureInput;
    this.#set({ phase: 'sending' });
    const api = this.#api!;
    try {
      const { status } = await api.sign(input);
      if (api !== this.#api) return;
      this.#set({ phase: 'signed', signer: { ...input, status } });
      this.#focus('h3');
      this.#lookIn(AFTER_SIGNING_MS);
      this.dispatchEvent(new PetitionSignedEvent(this.petition, status));
    } catch (error) {
      if (api !== this.#api) return;
      this.#set({ phase: 'ready' });
      this.#explain(error as ApiError);
    }
  }

  /** Says at the fields, or else above the button, why the server didn't take it. */
  #explain({ status, fields }: ApiError) {
    const errors: State['errors'] = {};
    for (const { field, code } of fields) {
      if (this.#find(`[name="${field}"]`)) {
        errors[field as FieldName] = code === 'required' || code === 'too_long' ? code : 'invalid';
      }
    }
    if (!this.#say(errors)) this.#set({ notice: status ? 'busy' : 'unsent' });
    // Closed meanwhile: show how it stands.
    if (status === 409) this.#load('reload');
    if (status === 403) advise(this, status);
    this.dispatchEvent(new PetitionErrorEvent(this.petition, 'sign', status));
  }

  /** Shows mistakes at their fields and goes to the first. @returns whether there are any */
  #say(errors: State['errors']): boolean {
    this.#set({ errors, notice: '' });
    this.#focus('[aria-invalid=true]');
    return Object.keys(errors).length > 0;
  }

  #focus(selector: string) {
    this.updateComplete.then(() => this.#find(selector)?.focus());
  }

  #find<T extends Element = HTMLInputElement>(selector: string): T {
    return this.root.querySelector<T>(selector)!;
  }
}

reflect(PetitionWidget.prototype, { petition: '', partner: '', server: '', compact: false, hideText: false });
