import type { Context, Env, Handler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { cleanInput, INPUT_KINDS } from '../../common/clean-input.ts';
import type { FieldError } from '../../common/contract.ts';
import { suggestEmail } from '../../common/suggest-email.ts';
import { parseAppearance } from '../../common/theme.ts';
import { createBotProtection } from '../bot-protection/bot-protection.ts';
import type { Config } from '../config/config.ts';
import type { AppContext } from '../context.ts';
import { assertAllowedOrigin } from '../http/allowed-origins.ts';
import { readForm } from '../http/body.ts';
import { clientAddressResolver } from '../http/client-address.ts';
import type { HeaderMap } from '../http/headers.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { languageCaching, PageCache, sendPublicPage } from '../http/page-cache.ts';
import { parseAcceptLanguage } from '../i18n/accept-language.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import { selectText } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import type { SignResult } from '../signatures/sign.ts';
import { PAGE_HEADERS, pageHeaders } from '../views/document.ts';
import { failurePage, notFoundPage } from '../views/message-pages.ts';
import type { FormRetry, PageState } from '../views/page-state.ts';
import { petitionPage } from '../views/petition-page.ts';
import { findAllErrors, validateAndSign } from './signatures.ts';

export function getHostedPage({ petitions, config, previewLinks }: AppContext): Handler<Env, '/p/:slug'> {
  const pages = new PageCache();
  return function getHostedPage(c) {
    const slug = c.req.param('slug');
    const petition = petitions.get(slug);
    const preview = c.req.query('preview');
    const draft = preview === undefined ? undefined : petitions.draft(slug);
    if (draft && previewLinks.isValid(draft, preview!)) {
      return sendPage(c, { ...pageState(c, draft, config, c.req.query('partner')), preview: preview! }, 200);
    }
    if (!petition) return sendNotFoundPage(c);
    if (petitions.isEarlierSlug(slug)) return c.redirect(currentUrl(c, petition, config), 301);
    const state = pageState(c, petition, config, c.req.query('partner'));
    const page = pages.get(petition, variantOf(state), () => petitionPage(state));
    return sendPublicPage(c, page, { ...PAGE_HEADERS, ...petitionCaching(c, petition) });
  };
}

/** The same URL with the petition's current slug. */
function currentUrl(c: Context, { slug }: PublishedPetition, { publicUrl }: Config): string {
  return `${publicUrl}/p/${slug}${new URL(c.req.url).search}`;
}

/** How long the button works that leads back to the form after signing, in addition to the day of signing. */
const CHANGE_DAYS = 1;

/** A petition's page is cached for this long, and so is its frame. */
const MAX_AGE_S = 10;

/** What a page or frame depends on, besides the published petition. */
export const variantOf = ({ text, partner, appearance }: PageState): string =>
  JSON.stringify([text.lang, partner, appearance]);

/** A petition with one text is shown in its language, whatever the browser prefers. */
export const petitionCaching = (c: Context, { texts }: PublishedPetition): HeaderMap =>
  languageCaching(texts.length === 1 || Boolean(c.req.query('lang')), MAX_AGE_S);

export function postHostedPage(context: AppContext): Handler<Env, '/p/:slug'> {
  const { config, petitions, tokens } = context;
  // Encrypted: the page after signing must not hold what was entered, wherever a browser may keep a copy.
  const createChange = (entered: URLSearchParams) => {
    const kept = new URLSearchParams(entered);
    // Not what a browser filled into the invisible field.
    kept.delete('proof');
    return tokens.create('change', Buffer.from(kept.toString()), CHANGE_DAYS);
  };
  const readChange = (token: string) => new URLSearchParams(tokens.read('change', token)?.toString() ?? '');
  const getClientAddress = clientAddressResolver(config.trustProxy);
  const botProtection = createBotProtection(context);
  return async function postHostedPage(c) {
    const petition = petitions.get(c.req.param('slug'));
    if (!petition) return sendNotFoundPage(c);
    assertAllowedOrigin(c, petition.origins, config.publicUrl);
    const check = botProtection.checkPage(getClientAddress(c), petition);
    const form = await readForm(c);
    const changeToken = form.get('change');
    const { entered, isAsked } = readAnswers(
      cleanForm(changeToken === null ? form : readChange(changeToken)),
    );
    const state = pageState(c, petition, config, entered.get('partner') ?? undefined);
    const showForm = (status: 200 | 422 | 429 | 503, retry: Partial<FormRetry>) =>
      sendPage(c, { ...state, retry: { entered, errors: [], ...retry } }, status);
    const rerenderForm = (status: 422 | 429 | 503, errors: FieldError[], notice?: string) =>
      showForm(status, { errors, ...(notice && { notice }) });

    if (petition.status === 'closed') return sendPage(c, state, 409);
    if (changeToken !== null) return showForm(200, { isChange: true });
    const input = formInput(entered, state.text.lang);
    const meantEmail = isAsked ? '' : suggestEmail(entered.get('email') ?? '');
    // Errors come first.
    if (meantEmail && findAllErrors(petition, input).length === 0) return showForm(422, { meantEmail });
    let result: SignResult;
    try {
      result = await validateAndSign(context, petition, input, check);
      if ('errors' in result) return rerenderForm(422, result.errors);
    } catch (error) {
      if (!(error instanceof HttpProblem && (error.status === 429 || error.status === 503))) throw error;
      c.header('Retry-After', error.options.headers?.['Retry-After']);
      const { busy, tooMany } = dictionaryFor(state.text.lang).words;
      return rerenderForm(error.status, [], error.status === 429 ? tooMany : busy);
    }
    // No redirect to a thank-you page: its URL in the browser's history would show that someone signed.
    // Reloading this page signs again, which counts once.
    return sendPage(
      c,
      { ...state, signed: result.answer.status, sentTo: result.email, changeToken: createChange(entered) },
      200,
    );
  };
}

const FRAMED_HEADERS = pageHeaders({ ancestors: '*' });

/** @param framed allows any site to show it in an `<iframe>`, so that the site's author sees what is wrong */
export function sendNotFoundPage(c: Context, { framed = false } = {}) {
  const { lang, words } = dictionaryFor(...requestedLanguages(c));
  return c.html(notFoundPage(lang, words), 404, {
    ...(framed ? FRAMED_HEADERS : PAGE_HEADERS),
    'Cache-Control': 'no-store',
  });
}

/** The page of a request that failed, with the status and headers of its problem document. */
export function sendFailurePage(c: Context, { status, headers }: Response) {
  const { lang, words } = dictionaryFor(...requestedLanguages(c));
  const { 'content-type': _, ...others } = Object.fromEntries(headers);
  return c.html(failurePage(status, lang, words), status as ContentfulStatusCode, {
    ...PAGE_HEADERS,
    ...others,
  });
}

/** Responds to a form. Never compressed: the length would reveal something about what was entered. */
function sendPage(c: Context, state: PageState, status: 200 | 409 | 422 | 429 | 503) {
  return c.html(petitionPage(state), status, { ...PAGE_HEADERS, 'Cache-Control': 'no-store' });
}

/** What a request for a petition's page or frame shows. */
export function pageState(
  c: Context,
  petition: PublishedPetition,
  { publicUrl, confirmation }: Config,
  partner: string | undefined,
): PageState {
  return {
    petition,
    text: selectText(petition, requestedLanguages(c)),
    publicUrl,
    confirmation,
    // Anyone can make up a code for one person. Kept in the page's links, it would show where that person shares them.
    partner: partner && Object.hasOwn(petition.partners, partner) ? partner : undefined,
    appearance: parseAppearance((name) => c.req.query(name)),
  };
}

/** The language in the URL, otherwise the ones that the browser prefers. */
export function requestedLanguages(c: Context): string[] {
  const lang = c.req.query('lang');
  return lang ? [lang] : parseAcceptLanguage(c.req.header('Accept-Language'));
}

/** A form that is sent faster than this was probably not filled in by a person. */
const MIN_FILL_SECONDS = 2;

/** Shows people what will be sent if they have to correct something else. */
export function cleanForm(entered: URLSearchParams): URLSearchParams {
  return new URLSearchParams(
    [...entered].map(([name, value]): [string, string] => {
      const kind = Object.hasOwn(INPUT_KINDS, name)
        ? INPUT_KINDS[name as keyof typeof INPUT_KINDS]
        : undefined;
      return [name, kind ? cleanInput(value, kind) : value];
    }),
  );
}

/** What the buttons of a form answer, apart from what was entered in its fields. */
function readAnswers(form: URLSearchParams) {
  const entered = new URLSearchParams(form);
  for (const answer of ['asked', 'meant']) entered.delete(answer);
  // An address that was edited since the question is no answer to it.
  const isAsked = form.get('asked') === form.get('email');
  if (isAsked && form.has('meant')) entered.set('email', form.get('meant')!);
  return { entered, isAsked };
}

/** The form as `SignatureInput`. Forms send everything as text, and empty fields as well. */
function formInput(entered: URLSearchParams, lang: string): Record<string, unknown> {
  const input: Record<string, unknown> = { lang };
  // An invalid proof.
  if (Date.now() / 1000 - Number(entered.get('shown') ?? 0) < MIN_FILL_SECONDS) input.proof = '-';
  for (const [name, value] of entered) {
    if (name === 'contact' || name === 'partnerContact' || name === 'display') input[name] = value === 'true';
    else if (value !== '' || name === 'email' || name === 'givenName') input[name] = value;
  }
  return input;
}
