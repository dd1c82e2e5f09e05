import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import type { EditablePetition, Preview } from '../../common/editing.ts';
import { ConsoleError, exchange, request } from '../api.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import { type Draft, duplicate, emptyDraft, slugFor, toDraft, toEntry } from '../editor/draft.ts';
import { EDITOR } from '../editor/editor.styles.ts';
import { errorSummary } from '../editor/error-summary.ts';
import { type Editing, type EntryError, fieldId } from '../editor/field.ts';
import { type Conflict, mergeDrafts, takeTheirs } from '../editor/merge.ts';
import { formSection } from '../editor/sections/form.ts';
import { goalSection } from '../editor/sections/goal.ts';
import { partnersSection } from '../editor/sections/partners.ts';
import { peopleSection } from '../editor/sections/people.ts';
import { pictureSection } from '../editor/sections/picture.ts';
import { sharingSection } from '../editor/sections/sharing.ts';
import { textsSection } from '../editor/sections/texts.ts';
import { PetitionChangedEvent } from '../petition-frame.ts';
import type { PreviewMessage } from '../preview/message.ts';
import { NavigateEvent, type PetitionScreenName, petitionUrl } from '../router.ts';
import { guardUnsaved } from '../unsaved.ts';
import { fill, language, languageName } from '../words.ts';
import '../editor/preview-panel.ts';
import '../editor/publish-dialog.ts';
import '../editor/status-actions.ts';

/** After the last change. */
const PREVIEW_DELAY_MS = 400;

/** Creates or changes a petition, with the widget beside it as it will look. */
export class EditScreen extends ConsoleElement {
  static override styles = withBase(EDITOR);
  static override properties = {
    petition: { attribute: false },
    from: { attribute: false },
    draft: { state: true },
    failure: { state: true },
    errors: { state: true },
    conflicts: { state: true },
    changedBy: { state: true },
    isSaving: { state: true },
    notice: { state: true },
    preview: { state: true },
    previewLang: { state: true },
  };

  /** Undefined for a new one. */
  declare petition: ConsolePetition | undefined;
  /** Slug of the petition that a new one is a copy of. */
  declare from: string | undefined;
  /** Undefined until the petition is loaded. */
  declare draft: Draft | undefined;
  /** Why it couldn't be loaded or saved. */
  declare failure: unknown;
  declare errors: readonly EntryError[];
  declare conflicts: readonly Conflict[];
  /** Who else has saved it meanwhile. */
  declare changedBy: string | undefined;
  declare isSaving: boolean;
  declare notice: string;
  declare preview: PreviewMessage | undefined;
  declare previewLang: string;
  /** As it is stored, and its ETag. */
  #stored: { entry: EditablePetition; etag: string } | undefined;
  /** The draft as it was loaded or saved last. */
  #saved = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #previewed = 0;
  /** Whether mistakes are pointed out while typing: once somebody tried to save. */
  #isChecking = false;
  #unguard: (() => void) | undefined;
  static #noticeAfter = '';

  constructor() {
    super();
    this.errors = [];
    this.conflicts = [];
    this.isSaving = false;
    this.notice = EditScreen.#noticeAfter;
    EditScreen.#noticeAfter = '';
    this.previewLang = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unguard = guardUnsaved(() => this.#hasChanges);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#unguard?.();
  }

  get #hasChanges(): boolean {
    return this.draft !== undefined && JSON.stringify(this.draft) !== this.#saved;
  }

  get #editing(): Editing {
    return {
      words: this.words,
      draft: this.draft!,
      errors: this.errors,
      edit: (changes) => this.#edit(changes),
    };
  }

  async #load(): Promise<void> {
    this.failure = undefined;
    const source = this.petition?.slug ?? this.from;
    try {
      if (source === undefined) this.#setSaved(emptyDraft(language()));
      else {
        const { answer: entry, etag } = await exchange<EditablePetition>('GET', entryPath(source));
        if (this.petition) this.#stored = { entry, etag };
        this.#setSaved(this.petition ? toDraft(entry) : duplicate(toDraft(entry)));
      }
      this.previewLang = this.draft!.languages[0]!;
      await this.#showPreview();
    } catch (error) {
      this.failure = error;
    }
  }

  #setSaved(draft: Draft): void {
    this.draft = draft;
    this.#saved = JSON.stringify(draft);
  }

  #edit(changes: Partial<Draft>): void {
    this.draft = { ...this.draft!, ...changes };
    this.notice = '';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#showPreview(), PREVIEW_DELAY_MS);
  }

  /** The slug as typed, or one made from the title. */
  get #suggestedSlug(): string {
    const { title, languages } = this.draft!;
    return slugFor(title[languages[0]!] ?? '');
  }

  #entry(changes: Partial<Draft> = {}) {
    const draft = { ...this.draft!, ...changes };
    const stored = this.#stored?.entry;
    const removed = stored ? Object.keys(stored.texts) : [];
    return toEntry({ ...draft, slug: draft.slug.trim() || this.#suggestedSlug }, removed);
  }

  /** What is missing is shown as an example, so that there is a preview from the first letter on. */
  #sample(): Partial<Draft> {
    const { words } = this;
    const { title, text, creator, languages, slug, image } = this.draft!;
    const filled = (texts: Record<string, string>, sample: string) =>
      Object.fromEntries(languages.map((lang) => [lang, texts[lang]?.trim() ? texts[lang] : sample]));
    return {
      title: filled(title, words.editSampleTitle),
      text: filled(text, words.editSampleText),
      creator: creator.trim() || words.editSampleCreator,
      slug: slug.trim() || this.#suggestedSlug || 'preview',
      image: image && { ...image, alt: filled(image.alt, words.editPicture) },
    };
  }

  /** @throws ConsoleError 422 with what is wrong with the entry */
  #check(entry: unknown): Promise<Preview> {
    const petition = this.#stored?.entry.slug ?? null;
    return request('POST', '/preview', { petition, entry, lang: this.previewLang });
  }

  /** Also finds mistakes, which are the server's to find. */
  async #showPreview(): Promise<void> {
    const number = ++this.#previewed;
    try {
      const { petition } = await this.#check(this.#entry(this.#sample()));
      if (number !== this.#previewed) return;
      // Drafts and closed petitions have no form to look at.
      const status = petition.status === 'closed' ? 'closed' : 'open';
      this.preview = { petition: { ...petition, status }, lang: this.previewLang };
    } catch (error) {
      // The last preview stays until the mistakes are mended.
      if (!(error instanceof ConsoleError)) throw error;
    }
    if (!this.#isChecking || number !== this.#previewed) return;
    try {
      await this.#check(this.#entry());
      if (number === this.#previewed) this.errors = [];
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      if (number === this.#previewed && error.status === 422) this.errors = toErrors(error);
    }
  }

  /** @param next the screen to go on with */
  async #save(
    status: Draft['status'] = this.draft!.status,
    next: PetitionScreenName = 'edit',
  ): Promise<void> {
    if (this.isSaving || this.#hasPartnerTwice()) return;
    this.isSaving = true;
    this.failure = undefined;
    this.notice = '';
    const stored = this.#stored;
    const entry = this.#entry({ status });
    try {
      const { answer, etag } = stored
        ? await exchange<EditablePetition>('PUT', entryPath(stored.entry.slug), entry, stored.etag)
        : await exchange<EditablePetition>('POST', '/petitions', entry);
      this.#stored = { entry: answer, etag };
      this.#setSaved(toDraft(answer));
      this.errors = [];
      this.conflicts = [];
      this.changedBy = undefined;
      this.#isChecking = false;
      this.notice = answer.status === 'draft' ? this.words.editSaved : this.words.editSavedLive;
      this.#afterSaving(stored?.entry.slug, answer.slug, next);
    } catch (error) {
      await this.#explain(error);
    } finally {
      this.isSaving = false;
    }
  }

  /** As the keys of an object, the second one would replace the first. */
  #hasPartnerTwice(): boolean {
    const codes = this.draft!.partners.map(({ code }) => code.trim());
    const index = codes.findIndex((code, at) => codes.indexOf(code) !== at);
    if (index === -1) return false;
    this.errors = [{ path: `partners.${codes[index]}`, message: this.words.editPartnerTwice }];
    this.#focusSummary();
    return true;
  }

  #afterSaving(before: string | undefined, slug: string, next: PetitionScreenName): void {
    if (before === slug) this.dispatchEvent(new PetitionChangedEvent());
    if (before === slug && next === 'edit') return;
    // Another element takes over at the petition's own URL.
    EditScreen.#noticeAfter = next === 'edit' ? this.notice : '';
    this.dispatchEvent(new NavigateEvent(petitionUrl(slug, next), before !== slug));
  }

  async #explain(error: unknown): Promise<void> {
    if (!(error instanceof ConsoleError)) throw error;
    if (error.status === 412) {
      await this.#merge();
      return;
    }
    if (error.status !== 422) {
      this.failure = error;
      return;
    }
    this.errors = toErrors(error);
    this.#isChecking = true;
    this.#focusSummary();
  }

  /** Somebody else was faster: what both changed is kept, and saved when they ask for it again. */
  async #merge(): Promise<void> {
    const { slug } = this.#stored!.entry;
    try {
      const { answer: theirs, etag } = await exchange<EditablePetition>('GET', entryPath(slug));
      const { draft, conflicts } = mergeDrafts(this.#stored!.entry, this.draft!, theirs);
      this.#stored = { entry: theirs, etag };
      this.#saved = JSON.stringify(toDraft(theirs));
      this.draft = draft;
      this.conflicts = conflicts;
      const audit = await request<{ account: string; petition: string | null; action: string }[]>(
        'GET',
        '/audit',
      );
      this.changedBy =
        audit.find(({ petition, action }) => petition === slug && action.startsWith('petition.'))?.account ??
        '';
      this.#focusSummary();
      await this.#showPreview();
    } catch (error) {
      this.failure = error;
    }
  }

  #take(path: string): void {
    this.draft = takeTheirs(this.draft!, this.#stored!.entry, path);
    this.conflicts = this.conflicts.filter((conflict) => conflict.path !== path);
    void this.#showPreview();
  }

  #focusSummary(): void {
    void this.updateComplete.then(() => {
      const summary = this.renderRoot.querySelector<HTMLElement>('.summary');
      summary?.scrollIntoView({ block: 'nearest' });
      summary?.focus();
    });
  }

  #focusField(event: Event, path: string): void {
    event.preventDefault();
    const { partners, languages } = this.draft!;
    const partner = partners.findIndex(({ code }) => path === `partners.${code.trim()}`);
    const candidates = [
      fieldId(path),
      // The server means the whole list, or the description in any language.
      fieldId(path.replace(/\.[^.]*$/, '')),
      fieldId(`${path}.${languages[0]}`),
      ...(partner === -1 ? [] : [`partner-${partner}-code`]),
    ];
    const field = candidates
      .map((id) => this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`))
      .find((found) => found !== null);
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  }

  #addLanguage(code: string): void {
    const { languages } = this.draft!;
    if (languages.includes(code)) return;
    this.#edit({ languages: [...languages, code] });
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(fieldId(`texts.${code}.title`))}`)?.focus();
    });
  }

  #removeLanguage(lang: string): void {
    const { title, text, languages } = this.draft!;
    const hasText = title[lang]?.trim() || text[lang]?.trim();
    if (hasText && !confirm(fill(this.words.editRemoveLanguageAsk, { language: languageName(lang) }))) return;
    if (this.previewLang === lang) this.previewLang = languages[0]!;
    this.#edit({ languages: languages.filter((other) => other !== lang) });
  }

  #renderBar(): TemplateResult {
    const { words, draft, isSaving } = this;
    const isDraft = draft!.status === 'draft';
    const status = isSaving ? words.editSaving : this.notice || (this.#hasChanges ? words.editUnsaved : '');
    return html`<div class="bar">
      ${
        isDraft
          ? html`<button type="button" aria-disabled=${isSaving} @click=${() => this.#save()}>
                ${words.editSaveDraft}
              </button>
              <button type="button" class="primary" aria-disabled=${isSaving} @click=${this.#askToPublish}>
                ${words.editPublish}
              </button>`
          : html`<button type="button" class="primary" aria-disabled=${isSaving} @click=${() => this.#save()}>
              ${words.editSave}
            </button>`
      }
      <span role="status">${status}</span>
      ${this.failure ? html`<p class="alert" role="alert">${describeError(this.failure)}</p>` : nothing}
    </div>`;
  }

  /** Mistakes belong to their fields, and not into the question. */
  async #askToPublish(): Promise<void> {
    if (this.isSaving || this.#hasPartnerTwice()) return;
    this.failure = undefined;
    try {
      await this.#check(this.#entry({ status: 'open' }));
    } catch (error) {
      await this.#explain(error);
      return;
    }
    this.errors = [];
    await this.renderRoot.querySelector('console-publish-dialog')!.ask();
  }

  /** As a draft, nothing is lost on the way to the screen that proves it. */
  #prove(): Promise<void> {
    this.#closeDialog();
    return this.#save('draft', 'signatures');
  }

  #publish(): Promise<void> {
    this.#closeDialog();
    return this.#save('open', 'growth');
  }

  #closeDialog(): void {
    this.renderRoot.querySelector('console-publish-dialog')?.close();
  }

  protected override render() {
    const { words, draft, petition, preview } = this;
    if (!draft)
      return this.failure ? this.renderFailure(this.failure, () => this.#load()) : this.renderLoading();
    const editing = this.#editing;
    const { image, organizer } = preview?.petition ?? {};
    return html`<div class="sections">
        ${petition ? nothing : html`<h1>${words.newPetition}</h1>`} ${errorSummary(editing, {
          conflicts: this.conflicts,
          changedBy: this.changedBy,
          take: (path) => this.#take(path),
          focusField: (event, path) => this.#focusField(event, path),
        })}
        ${textsSection(
          editing,
          (lang) => this.#addLanguage(lang),
          (lang) => this.#removeLanguage(lang),
        )}
        ${pictureSection(editing, image?.src ?? null)}
        ${peopleSection(editing, organizer?.logo?.src ?? null)} ${goalSection(editing)} ${formSection(editing)}
        ${partnersSection(editing)} ${sharingSection(editing, this.#suggestedSlug)}
        ${
          this.#stored && petition
            ? html`<console-status-actions
                .petition=${petition}
                .entry=${this.#stored.entry}
                .etag=${this.#stored.etag}
                @petition-closed=${this.#reload}
                @petition-deleted=${this.#leave}
              ></console-status-actions>`
            : nothing
        }
        ${this.#renderBar()}
        <console-publish-dialog
          .isBusy=${this.isSaving}
          @publish=${this.#publish}
          @prove=${this.#prove}
        ></console-publish-dialog>
      </div>
      <console-preview-panel
        .message=${preview}
        .languages=${draft.languages}
        .lang=${this.previewLang}
        @preview-language=${({ detail }: CustomEvent<string>) => {
          this.previewLang = detail;
          void this.#showPreview();
        }}
      ></console-preview-panel>`;
  }

  #reload(): void {
    this.dispatchEvent(new PetitionChangedEvent());
    void this.#load();
  }

  #leave(): void {
    this.#saved = JSON.stringify(this.draft);
    this.dispatchEvent(new NavigateEvent('/console/', true));
  }
}

const entryPath = (slug: string) => `/petitions/${encodeURIComponent(slug)}`;

const toErrors = ({ errors }: ConsoleError): EntryError[] =>
  errors.map(({ field, message = '' }) => ({ path: field ?? '', message }));

customElements.define('console-edit', EditScreen);
