import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ImportSettings } from '../../common/console-import.ts';
import type { DateOrder } from '../../common/import/date-order.ts';
import { ConsoleError } from '../api.ts';
import { describeError } from '../describe-error.ts';
import { guardUnsaved } from '../unsaved.ts';
import { words } from '../words.ts';
import { type Choices, chosenColumns, chosenTwice, guessChoices, hasPerson } from './column-choices.ts';
import { describeProblem, rejectionWords } from './describe.ts';
import type { FoundFile } from './protocol.ts';
import { ImportReader, ReaderError } from './reader.ts';
import type { EnteredOptions, UnclearOrder } from './reading-options.ts';
import { runImport, type Totals } from './run.ts';

/** What is done with the file. */
export type Work = 'read' | 'check' | 'import';

export interface ImportState {
  /** Of the file. */
  name: string;
  file?: FoundFile | undefined;
  choices: Choices;
  /** Whether no column says who signed. */
  lacksPerson?: boolean;
  unclear?: UnclearOrder | undefined;
  /** Whether rows without an email address are added to the number carried over. */
  carriesOver: boolean;
  running?: Work | undefined;
  /** How much of the file was read by what is running, from 0 to 1. */
  share: number;
  /** Of what is running. */
  totals?: Totals | undefined;
  /** Whether the server can't be reached at the moment. */
  isWaiting: boolean;
  /** Why it failed, or that it was stopped. */
  problem?: { at: Work; text: string } | undefined;
  /** What the check found, and how the file was read for it. */
  checked?: { totals: Totals; settings: ImportSettings } | undefined;
  imported?: Totals | undefined;
}

/** A file of another tool, and what is done with it, one thing at a time: it is read, checked, and imported. */
export class ImportController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #renewToken: () => Promise<string>;
  state: Readonly<ImportState> = { name: '', choices: [], carriesOver: false, share: 0, isWaiting: false };
  readonly #reader = new ImportReader();
  #size = 0;
  #stop = new AbortController();
  #releaseGuard: (() => void) | undefined;

  /** @param renewToken asks for a new token, because the one of a running import has expired */
  constructor(host: ReactiveControllerHost, renewToken: () => Promise<string>) {
    this.#host = host;
    this.#renewToken = renewToken;
    host.addController(this);
  }

  hostConnected(): void {
    this.#releaseGuard = guardUnsaved(
      () => this.state.running === 'import',
      () => words().importLeave,
    );
  }

  hostDisconnected(): void {
    this.#releaseGuard?.();
    this.#stop.abort();
    this.#reader.close();
  }

  #set(changes: Partial<ImportState>): void {
    this.state = { ...this.state, ...changes };
    this.#host.requestUpdate();
  }

  /** What was found in another reading of the file no longer holds. */
  reset(): void {
    this.cancel();
    this.#set({ checked: undefined, imported: undefined, lacksPerson: false, problem: undefined });
  }

  /** @param stored fields that not every petition has, and this one does */
  async open(file: File, stored: readonly string[]): Promise<void> {
    this.reset();
    this.#reader.close();
    this.#size = file.size;
    this.#set({ name: file.name, file: undefined, unclear: undefined, carriesOver: false });
    await this.#run('read', async (signal) => {
      const found = await this.#reader.open(file, this.#onBytes);
      signal.throwIfAborted();
      this.#set({ choices: guessChoices(found, stored), file: found });
    });
  }

  choose(choices: Choices): void {
    this.reset();
    this.#set({ unclear: undefined, choices });
  }

  /** @returns whether the choices can be used as they are */
  validateChoices(): boolean {
    const { choices } = this.state;
    const lacksPerson = !hasPerson(choices);
    this.#set({ lacksPerson });
    return !lacksPerson && chosenTwice(choices).size === 0;
  }

  setCarriesOver(carriesOver: boolean): void {
    this.#set({ carriesOver });
  }

  /** @returns whether it was checked. Otherwise it failed, or somebody has to choose the order of dates first */
  async check(path: string, { source, timeZone, order }: EnteredOptions): Promise<boolean> {
    const isDone = await this.#run('check', async (signal) => {
      const dates = order ?? (await this.#findOrder(signal));
      if (dates === undefined) return;
      const settings = { source, timeZone, dates };
      const totals = await this.#send(path, settings, null, signal);
      this.#set({ checked: { totals, settings } });
    });
    return isDone && this.state.checked !== undefined;
  }

  /** @returns whether all of it was imported */
  import(path: string, settings: ImportSettings, token: string): Promise<boolean> {
    return this.#run('import', async (signal) => {
      this.#set({ imported: await this.#send(path, settings, token, signal) });
    });
  }

  /** An import goes on to the end of its batch. Nothing else changes anything, so nobody has to wait for it. */
  cancel(): void {
    this.#stop.abort();
    if (this.state.running === 'read') this.#reader.close();
    if (this.state.running !== 'import') this.#set({ running: undefined });
  }

  /** The rows that were rejected last, with all their cells. */
  rejectedFile(): Promise<Blob> {
    return this.#reader.rejectedFile();
  }

  readonly #onBytes = (bytesRead: number): void => {
    this.#set({ share: this.#shareOf(bytesRead) });
  };

  #shareOf(bytesRead: number): number {
    return Math.min(1, bytesRead / Math.max(1, this.#size));
  }

  /** Does one thing at a time, and says why it failed. @returns whether it didn't */
  async #run(running: Work, act: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const stop = new AbortController();
    this.#stop = stop;
    this.#set({ running, share: 0, totals: undefined, isWaiting: false, problem: undefined });
    try {
      await act(stop.signal);
      return true;
    } catch (error) {
      // Somebody stopped it, or chose another file.
      if (stop.signal.aborted) {
        if (running === 'import') this.#set({ problem: { at: running, text: words().importStopped } });
      } else this.#set({ problem: { at: running, text: describeImportError(error) } });
      return false;
    } finally {
      if (this.#stop === stop) this.#set({ running: undefined });
    }
  }

  /** Of the dates. Null if there are none, undefined if somebody has to choose it first. */
  async #findOrder(signal: AbortSignal): Promise<DateOrder | null | undefined> {
    const column = this.state.choices.indexOf('signedOn');
    if (column < 0) return null;
    const result = await this.#reader.findDateOrder(column, this.#onBytes);
    signal.throwIfAborted();
    if ('order' in result) return result.order;
    this.#set({ unclear: result });
    return undefined;
  }

  #send(path: string, settings: ImportSettings, token: string | null, signal: AbortSignal): Promise<Totals> {
    const { file, choices, carriesOver } = this.state;
    return runImport(this.#reader, {
      path,
      settings,
      columns: chosenColumns(choices, file!),
      words: rejectionWords(words()),
      digest: file!.digest,
      carriesOver,
      token,
      renewToken: this.#renewToken,
      signal,
      onProgress: (totals) => this.#set({ totals, share: this.#shareOf(totals.bytesRead) }),
      onWaiting: (isWaiting) => this.#set({ isWaiting }),
    });
  }
}

export function describeImportError(error: unknown): string {
  if (error instanceof ReaderError) return describeProblem(error, words());
  if (error instanceof ConsoleError && error.status === 409) return words().importClosed;
  return describeError(error);
}
