import type { Kysely } from 'kysely';
import { utcDay } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import type { Database } from '../storage/schema.ts';
import { createToken, findPartner, hashToken } from './accounts.ts';
import { recordAudit } from './audit.ts';

/** Whose numbers a link shows. */
export interface LinkedPartner {
  petitionId: number;
  partner: string;
}

/**
 * Creates a link that shows a partner's numbers to anyone who has it. Earlier ones go on working.
 *
 * @param by name of the account that creates it, for the audit log
 * @returns the token for the link, which is not stored
 * @throws UserError if the petition doesn't exist, or doesn't list the partner
 */
export async function createPartnerLink(
  storage: PetitionStorage,
  slug: string,
  partner: string,
  by: string,
): Promise<string> {
  const token = createToken();
  await storage.write(async (transaction) => {
    const { petition_id } = await findPartner(transaction, slug, partner);
    await transaction
      .insertInto('partner_link')
      .values({ hash: hashToken(token), petition_id, partner, created_on: utcDay() })
      .execute();
    await recordAudit(transaction, {
      account: by,
      action: 'partner-link.create',
      petition: slug,
      detail: partner,
    });
  });
  return token;
}

/**
 * Ends all links of a partner.
 *
 * @returns how many there were
 * @throws UserError if the petition doesn't exist, or doesn't list the partner
 */
export async function revokePartnerLinks(
  storage: PetitionStorage,
  slug: string,
  partner: string,
  by: string,
): Promise<number> {
  return storage.write(async (transaction) => {
    const { petition_id } = await findPartner(transaction, slug, partner);
    const { numDeletedRows } = await transaction
      .deleteFrom('partner_link')
      .where('petition_id', '=', petition_id)
      .where('partner', '=', partner)
      .executeTakeFirst();
    await recordAudit(transaction, {
      account: by,
      action: 'partner-link.revoke',
      petition: slug,
      detail: partner,
    });
    return Number(numDeletedRows);
  });
}

/** How many links each partner of a petition has, by code. */
export async function countPartnerLinks(
  db: Kysely<Database>,
  petitionId: number,
): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('partner_link')
    .select(({ fn }) => ['partner', fn.countAll<number>().as('links')])
    .where('petition_id', '=', petitionId)
    .groupBy('partner')
    .execute();
  return Object.fromEntries(rows.map(({ partner, links }) => [partner, links]));
}

/** Null if the link was revoked or made up. */
export async function findLinkedPartner(db: Kysely<Database>, token: string): Promise<LinkedPartner | null> {
  const row = await db
    .selectFrom('partner_link')
    .select(['petition_id', 'partner'])
    .where('hash', '=', hashToken(token))
    .executeTakeFirst();
  return row ? { petitionId: row.petition_id, partner: row.partner } : null;
}
