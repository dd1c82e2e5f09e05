import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AuditEntry } from '../../common/console.ts';
import type { EditablePetition, Preview } from '../../common/editing.ts';
import { hasNewRecipient } from '../../common/recipients.ts';
import { ConsoleError, exchange, request } from '../api.ts';
import { PasskeyError } from '../passkey-error.ts';
import { answerWithPasskey } from '../passkeys.ts';
import type { PreviewMessage } from '../preview/message.ts';
import { guardUnsaved } from '../unsaved.ts';
import { language, words } from '../words.ts';
import { type Draft, duplicate, type Entry, emptyDraft, slugFor, toDraft, toEntry } from './draft.ts';
import type { EntryError } from './field.ts';
import { type Conflict, mergeDrafts, takeTheirs } from './merge.ts';

/** After the last change. */
const PREVIEW_DELAY_MS = 400;

/** What is edited, as it is in the form and as it is stored: loads, previews, saves, and merges it. */
export class PetitionEditor implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  /** Undefined until the petition is loaded. */
  draft: Draft | undefined;
  /** As it is stored, and its ETag. Undefined for a petition that is new. */
  stored: { entry: EditablePetition; etag: string } | undefined;
  /** What is wrong with the draft, since somebody tried to save it. */
  errors: readonly EntryError[] = [];
  conflicts: readonly Conflict[] = [];
  /** Who else has saved it meanwhile. Empty if nobody knows, undefined if nobody has. */
  changedBy: string | undefined;
  /** Why it couldn't be loaded or saved. */
  failure: unknown;
  isSaving = false;
  preview: PreviewMessage | undefined;
  previewLang = '';
  /** The draft as it was loaded or saved last. */
  #saved = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #previewed = 0;
  /** Whether mistakes are pointed out while typing: once somebody tried to save. */
  #isChecking = false;
  #unguard: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#unguard = guardUnsaved(() => this.hasChanges);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#unguard?.();
  }

  get hasChanges(): boolean {
    return this.draft !== undefined && JSON.stringify(this.draft) !== this.#saved;
  }

  /** Made from the title. */
  get suggestedSlug(): string {
    const { title, languages } = this.draft!;
    return slugFor(title[languages[0]!] ?? '');
  }

  /**
   * @param source slug of the petition. Undefined for an empty draft
   * @param isCopy whether another petition is made from it
   */
  async load(source: string | undefined, isCopy: boolean): Promise<void> {
    this.failure = undefined;
    try {
      if (source === undefined) this.#setSaved(emptyDraft(language()));
      else {
        const { answer: entry, etag } = await exchange<EditablePetition>('GET', entryPath(source));
        if (!isCopy) this.stored = { entry, etag };
        this.#setSaved(isCopy ? duplicate(toDraft(entry)) : toDraft(entry));
      }
      this.previewLang = this.draft!.languages[0]!;
      await this.showPreview();
    } catch (error) {
      this.failure = error;
    }
    this.#host.requestUpdate();
  }

  edit(changes: Partial<Draft>): void {
    this.draft = { ...this.draft!, ...changes };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.showPreview(), PREVIEW_DELAY_MS);
    this.#host.requestUpdate();
  }

  removeLanguage(lang: string): void {
    const languages = this.draft!.languages.filter((other) => other !== lang);
    if (this.previewLang === lang) this.previewLang = languages[0]!;
    this.edit({ languages });
  }

  /** Nothing of the draft is kept, for a petition that is gone. */
  discard(): void {
    this.#saved = JSON.stringify(this.draft);
  }

  /** Also finds mistakes, which are the server's to find. */
  async showPreview(): Promise<void> {
    const number = ++this.#previewed;
    try {
      const { petition } = await this.#check(this.#entry(this.#sample()));
      if (number !== this.#previewed) return;
      // Drafts have no form to look at.
      const status = petition.status === 'closed' ? 'closed' : 'open';
      this.preview = { petition: { ...petition, status }, lang: this.previewLang };
    } catch (error) {
      // The last preview stays until the errors are fixed.
      if (!(error instanceof ConsoleError)) throw error;
    }
    if (this.#isChecking && number === this.#previewed) await this.#findErrors(number);
    this.#host.requestUpdate();
  }

  async #findErrors(number: number): Promise<void> {
    try {
      await this.#check(this.#entry());
      if (number === this.#previewed) this.errors = [];
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
      if (number === this.#previewed && error.status === 422) this.errors = toErrors(error);
    }
  }

  /** @returns whether it could be published as it is */
  async isPublishable(): Promise<boolean> {
    if (this.isSaving || this.#hasPartnerTwice()) return false;
    this.failure = undefined;
    try {
      await this.#check(this.#entry({ status: 'open' }));
    } catch (error) {
      await this.#explain(error);
      return false;
    }
    this.errors = [];
    this.#host.requestUpdate();
    return true;
  }

  /** @returns its slug before and after. Undefined if it wasn't saved */
  async save(
    status: Draft['status'] = this.draft!.status,
  ): Promise<{ before: string | undefined; slug: string } | undefined> {
    if (this.isSaving || this.#hasPartnerTwice()) return undefined;
    this.isSaving = true;
    this.failure = undefined;
    this.#host.requestUpdate();
    const { draft, stored } = this;
    const entry = this.#entry({ status });
    let passkey: object | undefined;
    try {
      passkey = await this.#confirm(entry);
      const { answer, etag } = stored
        ? await exchange<EditablePetition>('PUT', entryPath(stored.entry.slug), entry, {
            etag: stored.etag,
            passkey,
          })
        : await exchange<EditablePetition>('POST', '/petitions', entry, { passkey });
      this.stored = { entry: answer, etag };
      const saved = toDraft(answer);
      this.#saved = JSON.stringify(saved);
      // What was typed meanwhile stays, and is saved the next time.
      this.draft = this.draft === draft ? saved : { ...this.draft!, status: saved.status, slug: saved.slug };
      this.errors = [];
      this.conflicts = [];
      this.changedBy = undefined;
      this.#isChecking = false;
      return { before: stored?.entry.slug, slug: answer.slug };
    } catch (error) {
      const isRefused = passkey && error instanceof ConsoleError && error.status === 403;
      await this.#explain(isRefused ? new PasskeyError('refused') : error);
      return undefined;
    } finally {
      this.isSaving = false;
      this.#host.requestUpdate();
    }
  }

  /** Takes the other person's value at a path that both changed. */
  take(path: string): void {
    this.draft = takeTheirs(this.draft!, this.stored!.entry, path);
    this.conflicts = this.conflicts.filter((conflict) => conflict.path !== path);
    this.#host.requestUpdate();
    void this.showPreview();
  }

  #setSaved(draft: Draft): void {
    this.draft = draft;
    this.#saved = JSON.stringify(draft);
  }

  #entry(changes: Partial<Draft> = {}) {
    const draft = { ...this.draft!, ...changes };
    const removed = this.stored ? Object.keys(this.stored.entry.texts) : [];
    return toEntry({ ...draft, slug: draft.slug.trim() || this.suggestedSlug }, removed);
  }

  /** What is missing is shown as an example, so that there is a preview from the first letter on. */
  #sample(): Partial<Draft> {
    const { editSampleTitle, editSampleText, editSampleCreator, editPicture } = words();
    const { title, text, creator, languages, slug, image } = this.draft!;
    const filled = (texts: Record<string, string>, sample: string) =>
      Object.fromEntries(languages.map((lang) => [lang, texts[lang]?.trim() ? texts[lang] : sample]));
    return {
      title: filled(title, editSampleTitle),
      text: filled(text, editSampleText),
      creator: creator.trim() || editSampleCreator,
      slug: slug.trim() || this.suggestedSlug || 'preview',
      image: image && { ...image, alt: filled(image.alt, editPicture) },
    };
  }

  /** @throws ConsoleError 422 with what is wrong with the entry */
  #check(entry: unknown): Promise<Preview> {
    const petition = this.stored?.entry.slug ?? null;
    return request('POST', '/preview', { petition, entry, lang: this.previewLang });
  }

  /** As the keys of an object, the second one would replace the first. */
  #hasPartnerTwice(): boolean {
    const codes = this.draft!.partners.map(({ code }) => code.trim());
    const index = codes.findIndex((code, at) => codes.indexOf(code) !== at);
    if (index === -1) return false;
    this.errors = [{ path: `partners.${codes[index]}`, message: words().editPartnerTwice }];
    this.#host.requestUpdate();
    return true;
  }

  /** Asks for a passkey if a partner has a new recipient, once nothing else is wrong. */
  async #confirm(entry: Entry): Promise<object | undefined> {
    if (!hasNewRecipient(this.stored?.entry.partners ?? {}, entry.partners)) return undefined;
    await this.#check(entry);
    return answerWithPasskey();
  }

  async #explain(error: unknown): Promise<void> {
    if (error instanceof PasskeyError) {
      this.failure = error;
      return;
    }
    if (!(error instanceof ConsoleError)) throw error;
    if (error.status === 412) await this.#merge();
    else if (error.status === 422) {
      this.errors = toErrors(error);
      this.#isChecking = true;
    } else this.failure = error;
    this.#host.requestUpdate();
  }

  /** Somebody else was faster: what both changed is kept, and saved when they ask for it again. */
  async #merge(): Promise<void> {
    const { slug } = this.stored!.entry;
    try {
      const { answer: theirs, etag } = await exchange<EditablePetition>('GET', entryPath(slug));
      const { draft, conflicts } = mergeDrafts(this.stored!.entry, this.draft!, theirs);
      this.stored = { entry: theirs, etag };
      this.#saved = JSON.stringify(toDraft(theirs));
      this.draft = draft;
      this.conflicts = conflicts;
      const audit = await request<AuditEntry[]>('GET', '/audit');
      const last = audit.find(({ petition, action }) => petition === slug && action.startsWith('petition.'));
      this.changedBy = last?.account ?? '';
      await this.showPreview();
    } catch (error) {
      this.failure = error;
    }
  }
}

const entryPath = (slug: string) => `/petitions/${encodeURIComponent(slug)}`;

const toErrors = ({ errors }: ConsoleError): EntryError[] =>
  errors.map(({ field, message = '' }) => ({ path: field ?? '', message }));
