import type { Handler, Context as HonoContext } from 'hono';
import { html } from 'hono/html';
import { type FieldError, PARTNER_CODE } from '../../common/contract.ts';
import { createBotProtection } from '../bot-protection/bot-protection.ts';
import type { Config } from '../config/config.ts';
import type { AppContext } from '../context.ts';
import { assertAllowedOrigin } from '../http/allowed-origins.ts';
import { readForm } from '../http/body.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { type PublishedPetition, selectText } from '../petitions/published-petitions.ts';
import type { SignResult } from '../signatures/sign.ts';
import { htmlDocument, PAGE_HEADERS, pageHeaders } from '../views/document.ts';
import type { PageState } from '../views/page-state.ts';
import { petitionPage } from '../views/petition-page.ts';
import { parseAppearance } from '../views/theme.ts';
import { signWith } from './signatures.ts';

export function getPage({ petitions, config }: AppContext): Handler {
  return function getPage(c) {
    const petition = petitions.get(c.req.param('slug')!);
    if (!petition) return notFoundPage(c);
    const state = stateOf(c, petition, config, c.req.query('partner'));
    return page(c, state, 200, 'public, max-age=10');
  };
}

export function postPage(context: AppContext): Handler {
  const admitted = createBotProtection(context);
  return async function postPage(c) {
    const petition = context.petitions.get(c.req.param('slug')!);
    if (!petition) return notFoundPage(c);
    assertAllowedOrigin(c, petition.origins, context.config.publicUrl);
    const admit = admitted.page(c, petition);
    const typed = await readForm(c);
    const state = stateOf(c, petition, context.config, typed.get('partner') ?? undefined);
    const again = (status: 422 | 429 | 503, errors: FieldError[], notice?: string) =>
      page(c, { ...state, retry: { typed, errors, ...(notice && { notice }) } }, status);

    if (petition.status === 'closed') return page(c, state, 409);
    let signing: SignResult;
    try {
      signing = await signWith(context, petition, fromForm(typed, state.text.lang), admit);
      if ('errors' in signing) return again(422, signing.errors);
    } catch (error) {
      if (!(error instanceof HttpProblem && (error.status === 429 || error.status === 503))) throw error;
      c.header('Retry-After', error.options.headers?.['Retry-After']);
      const { busy, tooMany } = dictionaryFor(state.text.lang).words;
      return again(error.status, [], error.status === 429 ? tooMany : busy);
    }
    // Not a page of its own, which would stand in the browser's history and say that somebody signed.
    // Loading this one again signs again, which counts once.
    return page(c, { ...state, signed: signing.answer.status }, 200);
  };
}

const FRAMED_HEADERS = pageHeaders({ ancestors: '*' });

/** @param framed where it stands in a frame, so that whoever made the page around it can read what is wrong */
export function notFoundPage(c: HonoContext, framed?: 'framed') {
  const { lang, words } = dictionaryFor(languagesOf(c)[0]);
  const body = html`<div class="page"><main class="lone"><h1>${words.notFound}</h1><p>${words.notFoundText}</p></main></div>`;
  return c.html(htmlDocument({ lang, title: words.notFound, body }), 404, {
    ...(framed ? FRAMED_HEADERS : PAGE_HEADERS),
    'Cache-Control': 'no-store',
  });
}

function page(
  c: HonoContext,
  state: PageState,
  status: 200 | 409 | 422 | 429 | 503,
  cacheControl = 'no-store',
) {
  return c.html(petitionPage(state), status, {
    ...PAGE_HEADERS,
    'Cache-Control': cacheControl,
    Vary: 'Accept-Language',
  });
}

/** What a request for a petition's page asks for. */
export function stateOf(
  c: HonoContext,
  petition: PublishedPetition,
  { publicUrl, confirmation }: Config,
  partner: string | undefined,
): PageState {
  return {
    petition,
    text: selectText(petition, languagesOf(c)),
    publicUrl,
    confirmation,
    // A link with a broken partner still lets people sign.
    partner: partner && PARTNER_CODE.test(partner) ? partner : undefined,
    appearance: parseAppearance((name) => c.req.query(name)),
  };
}

/** What the address asks for, else what the browser prefers. */
function languagesOf(c: HonoContext): string[] {
  const asked = c.req.query('lang');
  if (asked) return [asked];
  return (c.req.header('Accept-Language') ?? '')
    .split(',')
    .map((item) => item.split(';', 1)[0]!.trim())
    .filter((tag) => tag && tag !== '*');
}

/** A form that is sent so soon after it was made, in seconds, was hardly filled in by a person. */
const QUICKEST = 2;

/** A form sends text alone, and an empty field like a filled one. */
function fromForm(typed: URLSearchParams, lang: string): Record<string, unknown> {
  const sent: Record<string, unknown> = { lang };
  if (Date.now() / 1000 - Number(typed.get('shown') ?? 0) < QUICKEST) sent.proof = '-';
  for (const [name, value] of typed) {
    if (name === 'contact' || name === 'partnerContact' || name === 'display') sent[name] = value === 'true';
    else if (value !== '' || name === 'email' || name === 'givenName') sent[name] = value;
  }
  return sent;
}
