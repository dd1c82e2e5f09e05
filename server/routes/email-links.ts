import type { Context, Env, Handler } from 'hono';
import type { FieldError } from '../../common/contract.ts';
import { TokenBuckets } from '../bot-protection/token-buckets.ts';
import type { AppContext } from '../context.ts';
import { readForm } from '../http/body.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { toHex } from '../lib/bytes.ts';
import { SECOND_MS } from '../lib/time.ts';
import { partnerName } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { type ConfirmableRequest, confirmSignature, findRequest } from '../signatures/confirm.ts';
import { type Box, type BoxName, boxesToAsk, type Consent, consentFor } from '../signatures/consent.ts';
import {
  type PartnerLink,
  partnerForTag,
  readConfirmToken,
  readWithdrawToken,
} from '../signatures/email-links.ts';
import type { UnsealedRecord } from '../signatures/request-cipher.ts';
import { createRecord, findErrors, type SealedSignature, sealSignature } from '../signatures/sign.ts';
import type { Signer } from '../signatures/signer-key.ts';
import { withdrawSignature } from '../signatures/withdraw.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { type EmailLinkPageKind, emailLinkPage, type RequestForm } from '../views/email-link-page.ts';
import { cleanForm } from './hosted-page.ts';
import { parseInput } from './signatures.ts';

/** Shows what will be stored, and does nothing: mail scanners follow links. */
export function getConfirm(context: AppContext): Handler<Env, '/confirm/:token'> {
  const { storage, requestCipher } = context;
  return async function getConfirm(c) {
    const link = readConfirmToken(context.tokens, c.req.param('token'));
    const petition = link && context.petitions.byId(link.petition_id);
    const request = petition && (await findRequest(storage, requestCipher, link));
    if (!request) return page(context, c, 'gone');
    if (petition.status === 'closed') return page(context, c, 'closed', petition, link);
    return page(context, c, 'confirm', petition, link, { request: requestForm(petition, request) });
  };
}

export function postConfirm(context: AppContext): Handler<Env, '/confirm/:token'> {
  const { storage, requestCipher, publicSignatureCipher, sealers, withdrawalLog } = context;
  const limitPresses = createPressLimiter(context);
  return async function postConfirm(c) {
    const link = readConfirmToken(context.tokens, c.req.param('token'));
    const petition = link && context.petitions.byId(link.petition_id);
    if (!petition) return page(context, c, 'gone');
    limitPresses(link);
    const form = cleanForm(await readLinkForm(c));
    const request = await findRequest(storage, requestCipher, link);
    if (!request) return page(context, c, 'gone');
    if (petition.status === 'closed') return page(context, c, 'closed', petition, link);
    const confirmed = applyForm(petition, request, form, dictionaryFor(c.req.query('lang')).lang);
    const isSure = isBoxChecked(form);
    if (!isSure || 'errors' in confirmed) {
      const errors = 'errors' in confirmed ? confirmed.errors : [];
      return page(context, c, 'confirm', petition, link, {
        isRetry: !isSure,
        request: requestForm(petition, request, { form, errors }),
      });
    }
    const sealed =
      'signature' in confirmed ? confirmed : await sealSignature(sealers, petition, link, confirmed.record);
    const stored = await confirmSignature(storage, requestCipher, publicSignatureCipher, link, sealed, {
      log: withdrawalLog,
    });
    return stored ? page(context, c, 'confirmed', petition, link) : page(context, c, 'gone');
  };
}

const TEXT_FIELDS = ['givenName', 'familyName', 'postalCode', 'country', 'comment'] as const;

/** What the page of a request shows: what was entered, or what its form was sent with. */
function requestForm(
  petition: PublishedPetition,
  request: ConfirmableRequest,
  { form, errors }: { form?: URLSearchParams; errors: readonly FieldError[] } = { errors: [] },
): RequestForm {
  const boxes = (labels: Consent['boxes']) => askedBoxes(petition, request, labels);
  if ('signature' in request) return { boxes };
  const { record } = request;
  const entered = new URLSearchParams(
    TEXT_FIELDS.map((name): [string, string] => [name, form?.get(name) ?? record[name] ?? '']),
  );
  return { fields: { email: record.email, entered, errors }, boxes };
}

/** The boxes on the page of a request. */
function askedBoxes(
  petition: PublishedPetition,
  request: ConfirmableRequest,
  labels: Consent['boxes'],
): Box[] {
  const { partner, ...checked } =
    'signature' in request
      ? { partner: request.signature.partner, display: request.publicSignature !== undefined }
      : request.record;
  return boxesToAsk(checked, labels, partnerName(petition, partner));
}

/**
 * What the form confirms. Only boxes that are checked in it count, of those that its page shows: anyone can check them for
 * someone else when requesting. Fields that it lacks stay as they were requested: an older page has only the box.
 */
function applyForm(
  petition: PublishedPetition,
  request: ConfirmableRequest,
  form: URLSearchParams,
  lang: string,
): { record: UnsealedRecord } | SealedSignature | { errors: FieldError[] } {
  const asked = askedBoxes(petition, request, consentFor(lang, petition.fields).boxes).map(
    ({ name }) => name,
  );
  const isChecked = (name: BoxName) => asked.includes(name) && form.get(name) === 'true';
  if ('signature' in request) {
    const { signature, publicSignature } = request;
    const shown = isChecked('display') ? publicSignature : undefined;
    return { signature, dataKey: null, publicSignature: shown ?? null };
  }
  const { record } = request;
  const boxes = {
    display: isChecked('display'),
    contact: isChecked('contact'),
    partnerContact: isChecked('partnerContact'),
  };
  if (!TEXT_FIELDS.some((name) => form.has(name))) return { record: { ...record, ...boxes } };
  const fields = TEXT_FIELDS.map((name) => [name, form.get(name) ?? record[name] ?? '']);
  const parsed = parseInput(petition, { ...Object.fromEntries(fields), ...boxes, email: record.email, lang });
  if ('errors' in parsed) return parsed;
  const errors = findErrors(petition, parsed.input);
  if (errors.length > 0) return { errors };
  const { signedOn, partner, email } = record;
  return { record: { signedOn, partner, ...createRecord(petition, parsed.input, email) } };
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
    if (!isBoxChecked(await readLinkForm(c))) {
      return page(context, c, 'withdraw', petition, signer, { isRetry: true });
    }
    await withdrawSignature(context.storage, context.requestCipher, signer, { log: context.withdrawalLog });
    return page(context, c, 'withdrawn', petition, signer);
  };
}

/**
 * Whether the box above the button was checked. Programs that scan emails press buttons, and mail programs unsubscribe by
 * posting to links of older emails.
 */
export const isBoxChecked = (form: URLSearchParams) => form.get('sure') === 'yes';

/** The form of an email link's page. Empty if something else was posted, which can't be from the page. */
export async function readLinkForm(c: Context): Promise<URLSearchParams> {
  try {
    return await readForm(c);
  } catch (error) {
    if (error instanceof HttpProblem) return new URLSearchParams();
    throw error;
  }
}

/**
 * @param link the partner in the email's link
 * @param options `isRetry`: whether the button was pressed without checking the box. `request`: what it confirms
 */
function page(
  { config }: AppContext,
  c: Context,
  kind: EmailLinkPageKind,
  petition?: PublishedPetition,
  link?: PartnerLink,
  { isRetry = false, request }: { isRetry?: boolean; request?: RequestForm } = {},
) {
  const partner = petition && link && partnerForTag(link.partnerTag, petition.partners);
  const isRejected = isRetry || (request?.fields?.errors.length ?? 0) > 0;
  const status = kind === 'gone' ? 404 : kind === 'closed' ? 409 : isRejected ? 422 : 200;
  const { publicUrl } = config;
  const options = { lang: c.req.query('lang'), publicUrl, partner, isRetry, request };
  return c.html(emailLinkPage(kind, petition, options), status, {
    ...PAGE_HEADERS,
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  });
}
