import type { Env, Handler } from 'hono';
import { findLinkedPartner } from '../accounts/partner-links.ts';
import type { AppContext } from '../context.ts';
import { readGrowth } from '../petitions/growth-report.ts';
import { partnerName, selectText } from '../petitions/published-petitions.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { numbersPage } from '../views/numbers-page.ts';
import { requestedLanguages, sendNotFoundPage } from './hosted-page.ts';

/** A partner's numbers, for anyone who has the link, until it is revoked or the petition no longer lists the partner. */
export function getNumbers({ storage, petitions, config }: AppContext): Handler<Env, '/numbers/:token'> {
  return async function getNumbers(c) {
    const linked = await findLinkedPartner(storage.db, c.req.param('token'));
    const petition = linked && petitions.byId(linked.petitionId);
    const name = petition && partnerName(petition, linked.partner);
    if (!linked || !petition || name == null) return sendNotFoundPage(c);
    const { petitionId, partner } = linked;
    const growth = await readGrowth(storage, { petitionId, partner, carriedOver: 0 });
    const text = selectText(petition, requestedLanguages(c));
    const page = numbersPage({
      petition,
      text,
      partner,
      partnerName: name,
      growth,
      publicUrl: config.publicUrl,
      languages: requestedLanguages(c),
    });
    return c.html(page, 200, { ...PAGE_HEADERS, 'Cache-Control': 'no-store' });
  };
}
