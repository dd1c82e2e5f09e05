import type { Handler } from 'hono';
import { type NewPartnerLink, PartnerLinkRequest, type PartnerLinks } from '../../../common/console-care.ts';
import { countPartnerLinks, createPartnerLink, revokePartnerLinks } from '../../accounts/partner-links.ts';
import type { AppContext } from '../../context.ts';
import { type ConsoleEnv, notFound, requireOrganizer } from './guard.ts';
import { findConsolePetition } from './petitions.ts';
import { readBody } from './read-body.ts';

export function getPartnerLinks(context: AppContext): Handler<ConsoleEnv> {
  return async function getPartnerLinks(c) {
    requireOrganizer(c);
    const { id } = findConsolePetition(context, c);
    return c.json((await countPartnerLinks(context.storage.db, id)) satisfies PartnerLinks);
  };
}

/** Creates a link, whose token is stored nowhere. */
export function postPartnerLink(context: AppContext): Handler<ConsoleEnv> {
  return async function postPartnerLink(c) {
    requireOrganizer(c);
    const { slug, partners } = findConsolePetition(context, c);
    const { partner } = await readBody(c, PartnerLinkRequest);
    if (!Object.hasOwn(partners, partner)) throw notFound();
    const token = await createPartnerLink(context.storage, slug, partner, c.get('account').name);
    return c.json({ url: `${context.config.publicUrl}/numbers/${token}` } satisfies NewPartnerLink, 201);
  };
}

export function deletePartnerLinks(context: AppContext): Handler<ConsoleEnv> {
  return async function deletePartnerLinks(c) {
    requireOrganizer(c);
    const { slug, partners } = findConsolePetition(context, c);
    const partner = c.req.param('partner')!;
    if (!Object.hasOwn(partners, partner)) throw notFound();
    await revokePartnerLinks(context.storage, slug, partner, c.get('account').name);
    return c.body(null, 204);
  };
}
