import { html, nothing, type TemplateResult } from 'lit';
import type { ConsolePetition } from '../../common/console.ts';
import { ConsoleElement, withBase } from '../console-element.ts';
import { describeError } from '../describe-error.ts';
import type { Draft } from '../editor/draft.ts';
import { EDITOR } from '../editor/editor.styles.ts';
import { errorSummary } from '../editor/error-summary.ts';
import { type Editing, fieldId } from '../editor/field.ts';
import { PetitionEditor } from '../editor/petition-editor.ts';
import { formSection } from '../editor/sections/form.ts';
import { goalSection } from '../editor/sections/goal.ts';
import { partnersSection } from '../editor/sections/partners.ts';
import { peopleSection } from '../editor/sections/people.ts';
import { pictureSection } from '../editor/sections/picture.ts';
import { sharingSection } from '../editor/sections/sharing.ts';
import { textsSection } from '../editor/sections/texts.ts';
import { PetitionChangedEvent } from '../petition-frame.ts';
import { NavigateEvent, type PetitionScreenName, petitionUrl } from '../router.ts';
import { fill, languageName } from '../words.ts';
import '../editor/preview-panel.ts';
import '../editor/publish-dialog.ts';
import '../editor/status-actions.ts';

/** Creates or changes a petition, with the widget beside it as it will look. */
export class EditScreen extends ConsoleElement {
  static override styles = withBase(EDITOR);
  static override properties = {
    petition: { attribute: false },
    from: { attribute: false },
    notice: { state: true },
  };

  /** Undefined for a new one. */
  declare petition: ConsolePetition | undefined;
  /** Slug of the petition that a new one is a copy of. */
  declare from: string | undefined;
  /** That it was saved, until something is changed. */
  declare notice: string;
  readonly #editor = new PetitionEditor(this);
  static #noticeAfter = '';

  constructor() {
    super();
    this.notice = EditScreen.#noticeAfter;
    EditScreen.#noticeAfter = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  #load(): Promise<void> {
    return this.#editor.load(this.petition?.slug ?? this.from, !this.petition);
  }

  #edit(changes: Partial<Draft>): void {
    this.notice = '';
    this.#editor.edit(changes);
  }

  /** @param next the screen to go on with */
  async #save(status?: Draft['status'], next: PetitionScreenName = 'edit'): Promise<void> {
    this.notice = '';
    const saved = await this.#editor.save(status);
    if (!saved) {
      this.#focusSummary();
      return;
    }
    const { before, slug } = saved;
    const { editSaved, editSavedLive } = this.words;
    this.notice = this.#editor.draft!.status === 'draft' ? editSaved : editSavedLive;
    if (before === slug) this.dispatchEvent(new PetitionChangedEvent());
    if (before === slug && next === 'edit') return;
    // Another element takes over at the petition's own URL.
    EditScreen.#noticeAfter = next === 'edit' ? this.notice : '';
    this.dispatchEvent(new NavigateEvent(petitionUrl(slug, next), before !== slug));
  }

  #scrollTo(selector: string): void {
    this.renderRoot.querySelector(selector)?.scrollIntoView({ block: 'start' });
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
    const { partners, languages } = this.#editor.draft!;
    const partner = partners.findIndex(
      ({ code }) => path.split('.', 2).join('.') === `partners.${code.trim()}`,
    );
    const candidates = [
      fieldId(path),
      // The server means the whole list, or the description in any language.
      fieldId(path.replace(/\.[^.]*$/, '')),
      fieldId(`${path}.${languages[0]}`),
      ...(partner === -1 ? [] : [`partner-${partner}-${path.endsWith('.recipient') ? 'recipient' : 'code'}`]),
    ];
    const field = candidates
      .map((id) => this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`))
      .find((found) => found !== null);
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  }

  #addLanguage(code: string): void {
    const { languages } = this.#editor.draft!;
    if (languages.includes(code)) return;
    this.#edit({ languages: [...languages, code] });
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(fieldId(`texts.${code}.title`))}`)?.focus();
    });
  }

  #removeLanguage(lang: string): void {
    const { title, text } = this.#editor.draft!;
    const hasText = title[lang]?.trim() || text[lang]?.trim();
    if (hasText && !confirm(fill(this.words.editRemoveLanguageAsk, { language: languageName(lang) }))) return;
    this.notice = '';
    this.#editor.removeLanguage(lang);
  }

  #renderBar(): TemplateResult {
    const { words } = this;
    const { draft, isSaving, hasChanges, failure } = this.#editor;
    const isDraft = draft!.status === 'draft';
    const status = isSaving ? words.editSaving : this.notice || (hasChanges ? words.editUnsaved : '');
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
      <button type="button" class="quiet to-preview" @click=${() => this.#scrollTo('console-preview-panel')}>
        ${words.editPreview}
      </button>
      ${
        this.#editor.stored && this.petition
          ? html`<button type="button" class="quiet" @click=${() => this.#scrollTo('console-status-actions')}>
              ${words.editMore}
            </button>`
          : nothing
      }
      <span role="status">${status}</span>
      ${failure ? html`<p class="alert" role="alert">${describeError(failure)}</p>` : nothing}
    </div>`;
  }

  /** Mistakes belong to their fields, and not into the question. */
  async #askToPublish(): Promise<void> {
    if (await this.#editor.isPublishable()) {
      await this.renderRoot.querySelector('console-publish-dialog')!.ask();
    } else this.#focusSummary();
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
    const { words, petition } = this;
    const { draft, errors, conflicts, changedBy, failure, preview, stored, isSaving } = this.#editor;
    if (!draft) return failure ? this.renderFailure(failure, () => this.#load()) : this.renderLoading();
    const editing: Editing = { words, draft, errors, edit: (changes) => this.#edit(changes) };
    const { image, organizer } = preview?.petition ?? {};
    return html`<div class="sections">
        ${petition ? nothing : html`<h1>${words.newPetition}</h1>`} ${errorSummary(editing, {
          conflicts,
          changedBy,
          take: (path) => this.#editor.take(path),
          focusField: (event, path) => this.#focusField(event, path),
        })}
        ${textsSection(
          editing,
          (lang) => this.#addLanguage(lang),
          (lang) => this.#removeLanguage(lang),
        )}
        ${pictureSection(editing, image?.src ?? null)}
        ${peopleSection(editing, organizer?.logo?.src ?? null)} ${goalSection(editing)} ${formSection(editing)}
        ${partnersSection(editing)} ${sharingSection(editing, this.#editor.suggestedSlug)}
        ${
          stored && petition
            ? html`<console-status-actions
                .petition=${petition}
                .entry=${stored.entry}
                .etag=${stored.etag}
                @petition-closed=${this.#reload}
                @petition-deleted=${this.#leave}
              ></console-status-actions>`
            : nothing
        }
        ${this.#renderBar()}
        <console-publish-dialog
          .isBusy=${isSaving}
          @publish=${this.#publish}
          @prove=${this.#prove}
        ></console-publish-dialog>
      </div>
      <console-preview-panel
        .message=${preview}
        .languages=${draft.languages}
        .lang=${this.#editor.previewLang}
        @preview-language=${({ detail }: CustomEvent<string>) => {
          this.#editor.previewLang = detail;
          void this.#editor.showPreview();
        }}
      ></console-preview-panel>`;
  }

  #reload(): void {
    this.notice = this.words.editSavedLive;
    this.dispatchEvent(new PetitionChangedEvent());
    void this.#load();
  }

  #leave(): void {
    this.#editor.discard();
    this.dispatchEvent(new NavigateEvent('/console/', true));
  }
}

customElements.define('console-edit', EditScreen);
