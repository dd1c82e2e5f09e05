import type { Context, Env, Handler } from 'hono';
import type { AppContext } from '../context.ts';
import type { PublishedPetition } from '../petitions/published-petitions.ts';
import { confirmSignature, isPending } from '../signatures/confirm.ts';
import {
  type PartnerLink,
  partnerForTag,
  readConfirmToken,
  readWithdrawToken,
} from '../signatures/email-links.ts';
import { withdrawSignature } from '../signatures/withdraw.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { type EmailLinkPageKind, emailLinkPage } from '../views/email-link-page.ts';

/** Shows the button and does nothing: mail scanners follow links. */
export function getConfirm(context: AppContext): Handler<Env, '/confirm/:token'> {
  return async function getConfirm(c) {
    const request = readConfirmToken(context.tokens, c.req.param('token'));
    const petition = request && context.petitions.byId(request.petition_id);
    if (!request || !petition || !(await isPending(context.storage, context.requestCipher, request)))
      return page(context, c, 'gone');
    return page(context, c, petition.status === 'open' ? 'confirm' : 'closed', petition, request);
  };
}

export function postConfirm(context: AppContext): Handler<Env, '/confirm/:token'> {
  return async function postConfirm(c) {
    const request = readConfirmToken(context.tokens, c.req.param('token'));
    const petition = request && context.petitions.byId(request.petition_id);
    if (!request || !petition) return page(context, c, 'gone');
    if (petition.status === 'closed') {
      const pending = await isPending(context.storage, context.requestCipher, request);
      return pending ? page(context, c, 'closed', petition, request) : page(context, c, 'gone');
    }
    const stored = await confirmSignature(
      context.storage,
      context.requestCipher,
      context.publicSignatureCipher,
      request,
    );
    return stored ? page(context, c, 'confirmed', petition, request) : page(context, c, 'gone');
  };
}

/** The same page whether or not there is a signature. */
export function getWithdraw(context: AppContext): Handler<Env, '/withdraw/:token'> {
  return async function getWithdraw(c) {
    const signer = readWithdrawToken(context.tokens, c.req.param('token'));
    const petition = signer && context.petitions.byId(signer.petition_id);
    return signer && petition ? page(context, c, 'withdraw', petition, signer) : page(context, c, 'gone');
  };
}

export function postWithdraw(context: AppContext): Handler<Env, '/withdraw/:token'> {
  return async function postWithdraw(c) {
    const signer = readWithdrawToken(context.tokens, c.req.param('token'));
    const petition = signer && context.petitions.byId(signer.petition_id);
    if (!signer || !petition) return page(context, c, 'gone');
    await withdrawSignature(context.storage, context.requestCipher, signer, context.withdrawalLog);
    return page(context, c, 'withdrawn', petition, signer);
  };
}

/** @param link the partner in the email's link */
function page(
  { config }: AppContext,
  c: Context,
  kind: EmailLinkPageKind,
  petition?: PublishedPetition,
  link?: PartnerLink,
) {
  const partner = petition && link && partnerForTag(link.partnerTag, petition.partners);
  const status = kind === 'gone' ? 404 : kind === 'closed' ? 409 : 200;
  return c.html(emailLinkPage(kind, c.req.query('lang'), petition, config.publicUrl, partner), status, {
    ...PAGE_HEADERS,
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  });
}
