import type { Context, Env, Handler } from 'hono';
import { TokenBuckets } from '../bot-protection/token-buckets.ts';
import type { AppContext } from '../context.ts';
import { readForm } from '../http/body.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { toHex } from '../lib/bytes.ts';
import { SECOND_MS } from '../lib/time.ts';
import type { PublishedPetition } from '../petitions/published-petitions.ts';
import { confirmSignature, isPending } from '../signatures/confirm.ts';
import {
  type PartnerLink,
  partnerForTag,
  readConfirmToken,
  readWithdrawToken,
} from '../signatures/email-links.ts';
import type { Signer } from '../signatures/signer-key.ts';
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
  const limitPresses = createPressLimiter(context);
  return async function postConfirm(c) {
    const request = readConfirmToken(context.tokens, c.req.param('token'));
    const petition = request && context.petitions.byId(request.petition_id);
    if (!request || !petition) return page(context, c, 'gone');
    limitPresses(request);
    const closed = petition.status === 'closed';
    const isSure = await isBoxChecked(c);
    if (closed || !isSure) {
      const pending = await isPending(context.storage, context.requestCipher, request);
      if (!pending) return page(context, c, 'gone');
      return page(context, c, closed ? 'closed' : 'confirm', petition, request, !isSure);
    }
    const stored = await confirmSignature(
      context.storage,
      context.requestCipher,
      context.publicSignatureCipher,
      request,
      { log: context.withdrawalLog },
    );
    return stored ? page(context, c, 'confirmed', petition, request) : page(context, c, 'gone');
  };
}

/**
 * Presses of the buttons behind one signer's links. A press is a transaction, so one link must not keep the database
 * busy. The same for everyone: it counts presses, not what they do.
 */
export const PRESS_LIMIT = { burst: 20, refillMs: 30 * SECOND_MS };

export const pressedTooOften = (waitMs: number) =>
  new HttpProblem(429, 'This link was used too often. Wait for the time in Retry-After, then try again.', {
    headers: { 'Retry-After': String(Math.ceil(waitMs / SECOND_MS)) },
  });

/** @returns a function that throws HttpProblem 429 if a signer's links are pressed too often */
function createPressLimiter({ config }: AppContext): (signer: Signer) => void {
  const buckets = new TokenBuckets(PRESS_LIMIT);
  return ({ petition_id, signer_key }) => {
    if (!config.limits) return;
    const waitMs = buckets.take(`${petition_id} ${toHex(signer_key)}`, performance.now());
    if (waitMs > 0) throw pressedTooOften(waitMs);
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
  const limitPresses = createPressLimiter(context);
  return async function postWithdraw(c) {
    const signer = readWithdrawToken(context.tokens, c.req.param('token'));
    const petition = signer && context.petitions.byId(signer.petition_id);
    if (!signer || !petition) return page(context, c, 'gone');
    limitPresses(signer);
    if (!(await isBoxChecked(c))) return page(context, c, 'withdraw', petition, signer, true);
    await withdrawSignature(context.storage, context.requestCipher, signer, { log: context.withdrawalLog });
    return page(context, c, 'withdrawn', petition, signer);
  };
}

/**
 * Whether the box above the button was checked. Programs that scan emails press buttons, and mail programs unsubscribe by
 * posting to links of older emails.
 */
export async function isBoxChecked(c: Context): Promise<boolean> {
  try {
    return (await readForm(c)).get('sure') === 'yes';
  } catch (error) {
    // Not a form, so not from the page.
    if (error instanceof HttpProblem) return false;
    throw error;
  }
}

/**
 * @param link the partner in the email's link
 * @param isRetry whether the button was pressed without checking the box
 */
function page(
  { config }: AppContext,
  c: Context,
  kind: EmailLinkPageKind,
  petition?: PublishedPetition,
  link?: PartnerLink,
  isRetry = false,
) {
  const partner = petition && link && partnerForTag(link.partnerTag, petition.partners);
  const hasButton = kind === 'confirm' || kind === 'withdraw';
  const status = kind === 'gone' ? 404 : kind === 'closed' ? 409 : hasButton && isRetry ? 422 : 200;
  const { publicUrl } = config;
  const options = { lang: c.req.query('lang'), publicUrl, partner, isRetry };
  return c.html(emailLinkPage(kind, petition, options), status, {
    ...PAGE_HEADERS,
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  });
}
