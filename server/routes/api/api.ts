import { Hono } from 'hono';
import type { ApiCounts, ApiTokenDescription } from '../../../common/api.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { readPartnerTotals } from '../../petitions/growth-report.ts';
import { publishedCount } from '../../petitions/published-petitions.ts';
import { readSince, sendSealedFile } from '../sealed-file.ts';
import { requireCounts, requireToken, type TokenEnv, type TokenFailureLimiter } from './require-token.ts';

/** What programs of the organizer read, with a token from the console. */
export function createApi(context: AppContext, limiter: TokenFailureLimiter): Hono<TokenEnv> {
  const { petitions, storage } = context;
  const api = new Hono<TokenEnv>();
  api.use(requireToken(context, limiter));

  api.get('/token', function getToken(c) {
    const { name, scope, petition, expiresOn } = c.get('token');
    return c.json({ name, scope, petition: petition?.slug ?? null, expiresOn } satisfies ApiTokenDescription);
  });

  api.get('/counts', async function getCounts(c) {
    requireCounts(c.get('token'));
    const totals = await readPartnerTotals(storage);
    const counts: ApiCounts = {
      petitions: petitions.all().map((petition) => ({
        slug: petition.slug,
        title: petition.texts[0]!.title,
        status: petition.status === 'closed' ? 'closed' : 'open',
        ...publishedCount(petition),
        partners: Object.fromEntries(
          Object.entries(petition.partners).map(([code, name]) => [
            code,
            { name, count: totals.get(petition.id)?.get(code) ?? 0 },
          ]),
        ),
      })),
    };
    return c.json(counts);
  });

  api.get('/petitions/:slug/signatures.sealed', async function getSignatures(c) {
    const { petition: allowed } = c.get('token');
    const slug = c.req.param('slug');
    const petition = petitions.get(slug) ?? petitions.draft(slug);
    if (!petition || petition.id !== allowed?.id) {
      throw new HttpProblem(
        403,
        allowed === null
          ? 'This token reads counts, not sealed files. Create one for the sealed file of this petition in the console.'
          : `This token reads the sealed file of ${allowed.slug} only. Create another one in the console.`,
      );
    }
    return sendSealedFile(context, petition, { partner: null, since: readSince(c) });
  });
  return api;
}
