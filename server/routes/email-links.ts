import type { Handler, Context as HonoContext } from 'hono';
import type { Context } from '../context.ts';
import type { PublishedPetition } from '../petitions/published-petitions.ts';
import {
  confirm,
  isPending,
  type Linked,
  openConfirmToken,
  openWithdrawToken,
  withdraw,
} from '../signatures/confirm.ts';
import { partnerWith } from '../signatures/partner-tag.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { type LetterPageKind, letterPage } from '../views/email-link-page.ts';

/** Shows what the button would do. Does nothing: mail scanners follow links. */
export function getConfirm(context: Context): Handler {
  return async function getConfirm(c) {
    const request = openConfirmToken(context.tokens, c.req.param('token')!);
    const petition = request && context.catalogue.byId(request.petition_id);
    if (!request || !petition || !(await isPending(context.storage, context.requestSeal, request)))
      return page(context, c, 'gone');
    return page(context, c, petition.status === 'open' ? 'confirm' : 'closed', petition, request);
  };
}

export function postConfirm(context: Context): Handler {
  return async function postConfirm(c) {
    const request = openConfirmToken(context.tokens, c.req.param('token')!);
    const petition = request && context.catalogue.byId(request.petition_id);
    if (!request || !petition) return page(context, c, 'gone');
    if (petition.status === 'closed') {
      const pending = await isPending(context.storage, context.requestSeal, request);
      return pending ? page(context, c, 'closed', petition, request) : page(context, c, 'gone');
    }
    const stored = await confirm(context.storage, context.requestSeal, context.shownSeal, request);
    return stored ? page(context, c, 'confirmed', petition, request) : page(context, c, 'gone');
  };
}

/** The same for those who have signed and those who haven't. */
export function getWithdraw(context: Context): Handler {
  return async function getWithdraw(c) {
    const signer = openWithdrawToken(context.tokens, c.req.param('token')!);
    const petition = signer && context.catalogue.byId(signer.petition_id);
    return signer && petition ? page(context, c, 'withdraw', petition, signer) : page(context, c, 'gone');
  };
}

export function postWithdraw(context: Context): Handler {
  return async function postWithdraw(c) {
    const signer = openWithdrawToken(context.tokens, c.req.param('token')!);
    const petition = signer && context.catalogue.byId(signer.petition_id);
    if (!signer || !petition) return page(context, c, 'gone');
    await withdraw(context.storage, context.requestSeal, signer);
    return page(context, c, 'withdrawn', petition, signer);
  };
}

/** @param linked what the letter's link says besides */
function page(
  { config }: Context,
  c: HonoContext,
  kind: LetterPageKind,
  petition?: PublishedPetition,
  linked?: Linked,
) {
  const partner = petition && linked && partnerWith(linked.partnerTag, petition.partners);
  const status = kind === 'gone' ? 404 : kind === 'closed' ? 409 : 200;
  return c.html(letterPage(kind, c.req.query('lang'), petition, config.publicUrl, partner), status, {
    ...PAGE_HEADERS,
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  });
}
