import type { Handler } from 'hono';
import { recordAudit } from '../../accounts/audit.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { readGrowth } from '../../petitions/growth-report.ts';
import type { PublishedPetition } from '../../petitions/read-petitions.ts';
import { readSince, sendSealedFile } from '../sealed-file.ts';
import type { ConsoleEnv } from './guard.ts';
import { findConsolePetition } from './petitions.ts';

/** How many signatures a file may have, stored and not erased, is sent along, so that a download can show its progress. */
export const SIGNATURES_HEADER = 'X-Signatures';

/**
 * The signatures as `petitions export --sealed` writes them: nobody can read them without the identity. A partner's file has
 * those through its own code. If it has a recipient, they are those that its own identity opens.
 */
export function getSealedFile(context: AppContext): Handler<ConsoleEnv> {
  const { storage } = context;
  return async function getSealedFile(c) {
    const account = c.get('account');
    const petition = findConsolePetition(context, c);
    const since = readSince(c);
    const partner = account.partner ?? c.req.query('partner') ?? null;
    if (partner !== null && !Object.hasOwn(petition.partners, partner)) {
      throw new HttpProblem(400, 'The petition has no such partner.');
    }
    await storage.write((transaction) =>
      recordAudit(transaction, {
        account: account.name,
        action: 'signatures.download',
        petition: petition.slug,
        detail: partner,
      }),
    );
    return sendSealedFile(
      context,
      petition,
      { partner, since },
      {
        onlyPartner: account.partner,
        headers: { [SIGNATURES_HEADER]: String(await countSignatures(context, petition, account.partner)) },
      },
    );
  };
}

/** How many signatures a file may have: all that are stored, or those through a partner, erased ones included. */
async function countSignatures(
  { storage }: AppContext,
  { id, signed, erased }: PublishedPetition,
  partner: string | null,
): Promise<number> {
  if (partner === null) return signed - erased;
  const { days, earlier } = await readGrowth(storage, { petitionId: id, partner, carriedOver: 0 });
  return days.reduce((sum, day) => sum + day.signed, earlier);
}
