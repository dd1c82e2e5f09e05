import { Decrypter } from 'age-encryption';
import { EXPORT_FORMATS, type ExportFormat, withoutByteOrderMark } from '../../common/export-formats.ts';
import type { ExportColumn, ExportedSignature } from '../../common/exported-signature.ts';
import { CHALLENGE_PREFIX } from '../../common/identity-proof.ts';
import { answerRequests } from '../worker-server.ts';
import { IdentityError, readIdentities } from './identities.ts';
import { MAX_FILE_BYTES } from './limits.ts';
import type {
  FailureReason,
  Opened,
  OpeningProgress,
  OpeningRequest,
  Rows,
  SaveFormat,
  Selection,
} from './protocol.ts';
import { CannotOpenError, fromBase64, openSealedFile } from './sealed-file.ts';

/** Lines per part of a saved file. */
const PART_SIZE = 5_000;

/** All that was opened, here only. It ends with the worker, and the worker with its page. */
let signatures: ExportedSignature[] = [];
/** A file of one partner has only those who allowed it to email them, as on the command line. */
let isPartnerFile = false;

class NotAChallengeError extends Error {}

answerRequests(respond, reasonOf);

type OnProgress = (progress: OpeningProgress) => void;

function respond(request: OpeningRequest, onProgress: OnProgress): Promise<Opened | string> | Rows | Blob {
  switch (request.type) {
    case 'open':
      return open(request, onProgress);
    case 'prove':
      return openChallenge(request);
    case 'rows': {
      const selected = select(request.selection);
      const { offset, limit } = request;
      return { rows: selected.slice(offset, offset + limit), count: selected.length };
    }
    case 'save':
      return save(request);
  }
}

async function open(
  { file, identity }: OpeningRequest & { type: 'open' },
  onProgress: OnProgress,
): Promise<Opened> {
  signatures = [];
  if (file.size > MAX_FILE_BYTES) throw new CannotOpenError('too-large');
  const identities = await readIdentities(identity.file, identity.passphrase);
  const partners = new Set<string>();
  try {
    const result = await openSealedFile(file.stream(), {
      identities,
      onPage: (page, bytesRead) => {
        for (const signature of page) {
          signatures.push(signature);
          if (typeof signature.partner === 'string') partners.add(signature.partner);
        }
        onProgress({ opened: signatures.length, bytesRead, bytes: file.size });
      },
    });
    isPartnerFile = result.choice.partner !== null;
    return { ...result, partners: [...partners].sort() };
  } catch (error) {
    // Nothing of a file that doesn't open as a whole is kept.
    signatures = [];
    throw error;
  }
}

/** Opens what the server sealed to prove it. Only that: what it gives back is sent to the server. */
async function openChallenge({ sealed, identity }: OpeningRequest & { type: 'prove' }): Promise<string> {
  const decrypter = new Decrypter();
  for (const each of await readIdentities(identity.file, identity.passphrase)) decrypter.addIdentity(each);
  let opened: string;
  try {
    opened = await decrypter.decrypt(fromBase64(sealed), 'text');
  } catch {
    throw new CannotOpenError('wrong-identity');
  }
  if (!opened.startsWith(CHALLENGE_PREFIX)) throw new NotAChallengeError();
  return opened.slice(CHALLENGE_PREFIX.length);
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof IdentityError) return error.problem;
  if (error instanceof NotAChallengeError) return 'not-a-challenge';
  return error instanceof CannotOpenError ? error.reason : 'unreadable';
}

const select = ({ contactOnly, partnerContactOnly, since, partner }: Selection): ExportedSignature[] =>
  signatures.filter(
    (signature) =>
      (!contactOnly || signature.contact === true) &&
      (!(partnerContactOnly || isPartnerFile) || signature.partnerContact === true) &&
      (since === null || String(signature.signedOn) >= since) &&
      (partner === null || (signature.partner ?? '') === partner),
  );

function formatOf(name: SaveFormat, columns: readonly ExportColumn[]): ExportFormat {
  switch (name) {
    case 'excel':
      return EXPORT_FORMATS.csv(columns);
    case 'excel-semicolon':
      return EXPORT_FORMATS['csv-semicolon'](columns);
    case 'csv':
      return withoutByteOrderMark(EXPORT_FORMATS.csv(columns));
    case 'ndjson':
      return EXPORT_FORMATS.ndjson(columns);
  }
}

function save({ selection, format, columns }: OpeningRequest & { type: 'save' }): Blob {
  const selected = select(selection);
  const { head, line } = formatOf(format, columns);
  // Blobs of their own, which browsers keep outside of the worker's memory.
  const parts = [new Blob([head])];
  for (let start = 0; start < selected.length; start += PART_SIZE) {
    const lines = selected.slice(start, start + PART_SIZE).map(line);
    parts.push(new Blob([lines.join('')]));
  }
  return new Blob(parts, { type: format === 'ndjson' ? 'application/x-ndjson' : 'text/csv' });
}
