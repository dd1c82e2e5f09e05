import type { Context, Env, Handler } from 'hono';
import { TokenBuckets } from '../bot-protection/token-buckets.ts';
import type { AppContext } from '../context.ts';
import { toHex } from '../lib/bytes.ts';
import { readStopToken } from '../signatures/email-links.ts';
import { allowEmails, stopEmails } from '../signatures/stopped-addresses.ts';
import { PAGE_HEADERS } from '../views/document.ts';
import { type UnsubscribePageKind, unsubscribePage } from '../views/unsubscribe-page.ts';
import { isBoxChecked, PRESS_LIMIT, pressedTooOften, readLinkForm } from './email-links.ts';

/** Stops all emails to an address or, with `allow` in the query, allows them again. */
export function getUnsubscribe({ tokens }: AppContext): Handler<Env, '/unsubscribe/:token'> {
  return function getUnsubscribe(c) {
    if (!readStopToken(tokens, c.req.param('token'))) return page(c, 'gone', 404);
    return page(c, isToAllow(c) ? 'allow' : 'stop');
  };
}

export function postUnsubscribe({
  config,
  storage,
  tokens,
}: AppContext): Handler<Env, '/unsubscribe/:token'> {
  const buckets = new TokenBuckets(PRESS_LIMIT);
  return async function postUnsubscribe(c) {
    const hash = readStopToken(tokens, c.req.param('token'));
    if (!hash) return page(c, 'gone', 404);
    const waitMs = config.limits ? buckets.take(toHex(hash), performance.now()) : 0;
    if (waitMs > 0) throw pressedTooOften(waitMs);
    const isSure = isBoxChecked(await readLinkForm(c));
    if (isToAllow(c)) {
      if (!isSure) return page(c, 'allow', 422);
      await allowEmails(storage, hash);
      return page(c, 'allowed');
    }
    if (!isSure) return page(c, 'stop', 422);
    await stopEmails(storage, hash);
    return page(c, 'stopped');
  };
}

const isToAllow = (c: Context) => c.req.query('allow') !== undefined;

function page(c: Context, kind: UnsubscribePageKind, status: 200 | 404 | 422 = 200) {
  return c.html(unsubscribePage(kind, c.req.query('lang'), status === 422), status, {
    ...PAGE_HEADERS,
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex',
  });
}
