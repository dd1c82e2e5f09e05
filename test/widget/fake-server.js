import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';

/**
 * @typedef {'ok' | 'hold' | 'drop' | 'html' | 'proof' | { status: number }} Answer
 * @typedef {{ lang: string, count: number, goal: number, consent: object }} Text
 * @typedef {{ texts: Text[], answers: Record<string, Answer>, signed: string, isOld: boolean }} Scenario
 */

/** The languages of the server's consent. */
const CONSENT_LANGUAGES = ['en', 'es', 'fr', 'pt', 'de', 'ar', 'zh', 'vi', 'tl', 'ht'];

/**
 * A petition server that tests control. A test puts a scenario at `/fake/SLUG`: the petition in its languages, and the
 * response to each kind of request. The widget then finds it at `/v1/petitions/SLUG`.
 *
 * - `ok`: the normal response
 * - `hold`: no response until the scenario changes
 * - `drop`: the connection ends without a response
 * - `html`: a web page, as captive portals of hotels and trains send
 * - `proof`: the normal response to a valid proof, otherwise a challenge
 * - `{ status, errors }`: a problem document
 *
 * `GET /fake/SLUG` lists the requests received, `GET /v1/petitions` all petitions.
 */
export function fakeServer() {
  /** @type {Map<string, Fake>} */
  const fakes = new Map();

  /** @type {import('@web/dev-server-core').Middleware} */
  return async function answer(ctx, next) {
    const [, api, slug = '', kind = 'petition'] =
      /^\/(fake|v1\/petitions)\/([^/]+)(?:\/(count|signatures))?$/.exec(ctx.path) ?? [];
    // Where the build puts the dictionaries.
    ctx.path = ctx.path.replace(/petition-widget\.(\w+)\.json$/, 'locales/$1.json');
    if (ctx.path === '/v1/petitions') {
      ctx.body = [...fakes.values()].flatMap((fake) => fake.listed());
      return;
    }
    if (!api) return next();
    ctx.set('Cache-Control', 'no-store');

    const fake = fakes.get(slug) ?? new Fake();
    fakes.set(slug, fake);
    if (api === 'fake') {
      if (ctx.method === 'PUT') fake.change(JSON.parse(await bodyOf(ctx.req)));
      ctx.body = fake.requests;
      return;
    }

    const lang = new URLSearchParams(ctx.search).get('lang') ?? '';
    const type = ctx.get('Content-Type');
    const body = await bodyOf(ctx.req);
    fake.requests.push({ kind, method: ctx.method, lang, type, body });
    const answer = await fake.answerTo(kind, body);
    if (answer === 'drop') {
      ctx.respond = false;
      ctx.req.socket.destroy();
    } else if (answer === 'html') {
      ctx.body = '<!doctype html><title>Welcome on board</title><p>Accept our terms to use the network.';
    } else if (answer === 'ok') {
      Object.assign(ctx, fake.normalResponse(kind, lang));
    } else {
      ctx.status = answer.status;
      ctx.body = { type: 'about:blank', title: 'Problem', detail: 'It did not work.', ...answer };
      ctx.type = 'application/problem+json';
    }
  };
}

class Fake {
  /** @type {{ kind: string, method: string, lang: string, type: string, body: string }[]} */
  requests = [];
  /** @type {Scenario} */
  #scenario = { texts: [], answers: {}, signed: 'signed', isOld: false };
  /** @type {(() => void)[]} */
  #held = [];

  /** @param {Partial<Scenario>} scenario */
  change({ answers, ...others }) {
    Object.assign(this.#scenario, others);
    Object.assign(this.#scenario.answers, answers);
    for (const resume of this.#held.splice(0)) resume();
  }

  /**
   * @param {string} kind
   * @param {string} body
   */
  async answerTo(kind, body) {
    for (;;) {
      const answer = this.#scenario.texts[0] ? (this.#scenario.answers[kind] ?? 'ok') : { status: 404 };
      if (answer === 'proof')
        return (await isProven(body)) ? 'ok' : { status: 429, challenge: await challenge() };
      if (answer !== 'hold') return answer;
      await new Promise((resume) => this.#held.push(() => resume(undefined)));
    }
  }

  listed() {
    return this.#scenario.isOld ? [] : this.#scenario.texts.slice(0, 1);
  }

  /**
   * @param {string} kind
   * @param {string} lang
   */
  normalResponse(kind, lang) {
    const { texts, signed } = this.#scenario;
    if (kind === 'signatures') return { status: 202, body: { status: signed } };
    const base = lang.split('-')[0];
    const petition = texts.find((text) => text.lang === base) ?? texts[0];
    const consent = { ...petition?.consent, lang: CONSENT_LANGUAGES.includes(base) ? base : 'en' };
    return {
      status: 200,
      body: kind === 'count' ? { count: petition?.count, goal: petition?.goal } : { ...petition, consent },
    };
  }
}

/** @param {import('node:http').IncomingMessage} request */
async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const hmacSignatureSecret = 'a secret for tests';

/** A challenge like the server's, with a tenth of the work. */
function challenge() {
  const counter = 5_000 + Math.floor(Math.random() * 10_000);
  return createChallenge({ algorithm: 'SHA-256', cost: 1, counter, deriveKey, hmacSignatureSecret });
}

/** @param {string} body */
async function isProven(body) {
  try {
    const solved = JSON.parse(Buffer.from(JSON.parse(body).proof, 'base64').toString());
    return (await verifySolution({ ...solved, deriveKey, hmacSignatureSecret })).verified;
  } catch {
    return false;
  }
}
