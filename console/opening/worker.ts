import { EXPORT_FORMATS } from '../../common/export-formats.ts';
import type { ExportedSignature } from '../../common/exported-signature.ts';
import { IdentityError, readIdentities } from './identities.ts';
import type { OpeningAnswer, OpeningRequest, Selection } from './protocol.ts';
import { CannotOpenError, openSealedFile } from './sealed-file.ts';

/** Lines per part of a saved file. */
const PART_SIZE = 5_000;

/** All that was opened, here only. It ends with the worker, and the worker with its page. */
let signatures: ExportedSignature[] = [];

const answer = (message: OpeningAnswer) => postMessage(message);

addEventListener('message', async ({ data }: MessageEvent<OpeningRequest>) => {
  if (data.type === 'open') await open(data);
  else if (data.type === 'rows') {
    const selected = select(data.selection);
    answer({ type: 'rows', rows: selected.slice(0, data.limit), count: selected.length });
  } else save(data);
});

async function open({ file, identity, passphrase }: OpeningRequest & { type: 'open' }): Promise<void> {
  signatures = [];
  try {
    const identities = await readIdentities(identity, passphrase);
    const result = await openSealedFile(file.stream(), {
      identities,
      onPage: (page, bytesRead) => {
        signatures.push(...page);
        answer({ type: 'progress', opened: signatures.length, bytesRead, bytes: file.size });
      },
    });
    const partners = new Set(
      signatures.flatMap(({ partner }) => (typeof partner === 'string' ? partner : [])),
    );
    answer({ type: 'opened', result, partners: [...partners].sort() });
  } catch (error) {
    // Nothing of a file that doesn't open as a whole is kept.
    signatures = [];
    answer({ type: 'failed', reason: reasonOf(error) });
  }
}

function reasonOf(error: unknown): (OpeningAnswer & { type: 'failed' })['reason'] {
  if (error instanceof IdentityError) return error.problem;
  return error instanceof CannotOpenError ? error.reason : 'unreadable';
}

const select = ({ contactOnly, since, partner }: Selection): ExportedSignature[] =>
  signatures.filter(
    (signature) =>
      (!contactOnly || signature.contact === true) &&
      (since === null || String(signature.signedOn) >= since) &&
      (partner === null || signature.partner === partner),
  );

function save({ selection, format, columns }: OpeningRequest & { type: 'save' }): void {
  const selected = select(selection);
  const { head, line } = EXPORT_FORMATS[format](columns);
  const parts = [head];
  for (let start = 0; start < selected.length; start += PART_SIZE) {
    parts.push(
      selected
        .slice(start, start + PART_SIZE)
        .map(line)
        .join(''),
    );
  }
  const type = format === 'ndjson' ? 'application/x-ndjson' : 'text/csv';
  answer({ type: 'saved', file: new Blob(parts, { type }), count: selected.length });
}
