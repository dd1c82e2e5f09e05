import { type ExportFilter, matchesFilter, narrowFilter } from '../archive/export-filter.ts';
import type { SealedSignature } from '../archive/sealed-page.ts';
import { SignatureDecryptor } from '../archive/signature-decryptor.ts';
import { SkippedReport } from '../archive/skipped-report.ts';
import { checkIdentities, FAILURE_REASONS } from '../archive/write-decrypted.ts';
import type { Identity } from '../crypto/identities.ts';
import { UserError } from '../lib/errors.ts';
import type { Source } from './source.ts';
import { StateFile } from './state-file.ts';
import type { Target } from './target.ts';

/** So many refusals without a success are not about the signatures. */
const MAX_FIRST_REFUSALS = 5;

export interface ForwardOptions {
  source: Source;
  target: Target;
  identities: readonly Identity[];
  /** Also those who did not agree to be contacted. */
  includeWithoutConsent: boolean;
  since: string | null;
  /** Path. Undefined for the usual one. */
  stateFile: string | undefined;
  progress: {
    start(total: number): Promise<void>;
    advance(): void;
    stop(): void;
  };
  signal: AbortSignal;
}

/** What became of the signatures. Counted from the start, over all rounds. */
export interface ForwardTotals {
  slug: string;
  forwarded: number;
  /** Forwarded by an earlier run. */
  before: number;
  withoutConsent: number;
  /** Left out because of a failure, in lines for the user. */
  problems: string[];
  /** Path of the state file. */
  state: string;
}

/**
 * Forwards all signatures of the source that were not forwarded yet, one after the other. Whatever ends it, the next call goes on
 * where it stopped.
 *
 * @param totals filled in along the way, so that they are right even if this throws
 * @throws UserError if it can't go on
 */
export async function forwardSignatures(options: ForwardOptions, totals: ForwardTotals): Promise<void> {
  const { source, target, identities, since, progress } = options;
  const { header, rows, problems } = await inspect(source, identities);
  const petition = { id: header.petitionId, slug: header.slug };
  const filter = narrowFilter(header.choice, { partner: null, since });
  const state = await StateFile.open(identities, { petition, address: target.address }, options.stateFile);
  Object.assign(totals, { slug: petition.slug, state: state.path, before: 0, withoutConsent: 0, problems });
  const skipped = new SkippedReport();
  const run = new Run(options, filter, petition, state, totals, skipped);
  await progress.start(rows);
  try {
    for await (const { dataKeys, rows } of (await source.open()).pages()) {
      for (const dataKey of dataKeys) run.decryptor.addDataKey(dataKey);
      for (const row of rows) {
        if (options.signal.aborted) return;
        await run.forward(row);
        progress.advance();
      }
    }
    problems.push(...checkIdentities(run.decryptor, identities, petition.slug));
  } finally {
    progress.stop();
    problems.push(...skipped.lines());
    try {
      await run.flush();
    } finally {
      state.close();
    }
  }
}

/**
 * Reads the whole source, so that a damaged one, or a wrong identity, is known before anything is sent or written.
 *
 * @throws UserError if the identities decrypt nothing
 */
async function inspect(source: Source, identities: readonly Identity[]) {
  const file = await source.open();
  const decryptor = createDecryptor(file.header, identities);
  let rows = 0;
  for await (const page of file.pages()) {
    rows += page.rows.length;
    for (const dataKey of page.dataKeys) decryptor.addDataKey(dataKey);
  }
  await decryptor.tryDataKeys();
  checkIdentities(decryptor, identities, file.header.slug);
  return { header: file.header, rows, problems: file.problems() };
}

const createDecryptor = ({ petitionId }: { petitionId: number }, identities: readonly Identity[]) =>
  new SignatureDecryptor(
    petitionId,
    identities.map(({ privateKey }) => privateKey),
  );

class Run {
  readonly decryptor: SignatureDecryptor;
  readonly #options: ForwardOptions;
  readonly #filter: ExportFilter;
  readonly #slug: string;
  readonly #state: StateFile;
  readonly #totals: ForwardTotals;
  readonly #skipped: SkippedReport;
  #unflushed = 0;
  #accepted = 0;
  #refused = 0;

  constructor(
    options: ForwardOptions,
    filter: ExportFilter,
    petition: { id: number; slug: string },
    state: StateFile,
    totals: ForwardTotals,
    skipped: SkippedReport,
  ) {
    this.decryptor = createDecryptor({ petitionId: petition.id }, options.identities);
    this.#options = options;
    this.#filter = filter;
    this.#slug = petition.slug;
    this.#state = state;
    this.#totals = totals;
    this.#skipped = skipped;
  }

  async forward(row: SealedSignature): Promise<void> {
    const { target, includeWithoutConsent } = this.#options;
    const filter = this.#filter;
    if (!matchesFilter(filter, row)) return;
    if (this.#state.has(row)) {
      this.#totals.before += 1;
      return;
    }
    const signature = await this.decryptor.decrypt(row);
    if (typeof signature === 'string') {
      this.#skipped.add(FAILURE_REASONS[signature], row.signer_key);
      return;
    }
    // A partner's file is about what the partner may do, and nothing else can be asked for.
    const mayContact = (filter.partner === null ? signature.contact : signature.partnerContact) === true;
    if (!mayContact && !(includeWithoutConsent && filter.partner === null)) {
      this.#totals.withoutConsent += 1;
      return;
    }
    const id = this.#state.idOf(row);
    const refusal = await target.send({ id, petition: this.#slug, mayContact, ...signature });
    if (refusal !== null) return this.#onRefusal(refusal, row);
    this.#accepted += 1;
    this.#totals.forwarded += 1;
    this.#state.add(row);
    this.#unflushed += 1;
    if (this.#unflushed >= target.batchSize) await this.flush();
  }

  /** First what was sent, then that it was sent: the other order could lose signatures. */
  async flush(): Promise<void> {
    this.#unflushed = 0;
    await this.#options.target.flush();
    this.#state.flush();
  }

  #onRefusal(reason: string, { signer_key }: SealedSignature): void {
    this.#skipped.add(reason, signer_key);
    this.#refused += 1;
    if (this.#accepted > 0 || this.#refused < MAX_FIRST_REFUSALS) return;
    throw new UserError(
      `The first ${MAX_FIRST_REFUSALS} signatures were each ${reason}. Nothing more is sent. Compare key, secret, and address with those of the target, then run the same command again.`,
    );
  }
}
