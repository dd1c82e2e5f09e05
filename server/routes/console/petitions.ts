import type { Context, Handler } from 'hono';
import type { ConsolePetition } from '../../../common/console.ts';
import { parseAppearance } from '../../../common/theme.ts';
import type { Account } from '../../accounts/accounts.ts';
import type { AppContext } from '../../context.ts';
import { DAY_MS, utcDay } from '../../lib/time.ts';
import { type RecentGrowth, readGrowth, readRecentGrowth } from '../../petitions/growth-report.ts';
import { publishedCount } from '../../petitions/published-petitions.ts';
import type { PublishedPetition } from '../../petitions/read-petitions.ts';
import { createSnippets } from '../../views/snippets.ts';
import { type ConsoleEnv, notFound } from './guard.ts';

const LISTED_DAYS = 30;

/** All petitions, drafts included, with what tells at a glance how they do. A partner's own only. */
export function getConsolePetitions(context: AppContext): Handler<ConsoleEnv> {
  return async function getConsolePetitions(c) {
    const account = c.get('account');
    const visible = allPetitions(context).filter((petition) => maySee(account, petition));
    const growth = await readRecent(context, account, null);
    return c.json(visible.map((petition) => summarize(context, account, petition, growth.get(petition.id))));
  };
}

/** One petition as the list has it. */
export function getSummary(context: AppContext): Handler<ConsoleEnv> {
  return async function getSummary(c) {
    const petition = findConsolePetition(context, c);
    const account = c.get('account');
    const growth = await readRecent(context, account, petition.id);
    const summary = summarize(context, account, petition, growth.get(petition.id));
    return c.json({ ...summary, snippets: snippetsOf(context, account, petition) });
  };
}

/** A partner's own, or those for each partner and for none. */
function snippetsOf(
  { config: { publicUrl } }: AppContext,
  account: Account,
  petition: PublishedPetition,
): Record<string, string> {
  const codes = account.partner === null ? ['', ...Object.keys(petition.partners)] : [account.partner];
  const script = (name: string) => ({ src: `${publicUrl}/v1/${name}.js`, integrity: null });
  const scripts = {
    widget: script('petition-widget'),
    frame: script('petition-frame'),
    list: script('petition-list'),
  };
  const appearance = { ...parseAppearance(() => undefined), showImage: petition.image !== null };
  const snippetFor = (partner: string) => {
    const options = { petition, partner: partner || undefined, lang: undefined, events: false };
    const pageLang = petition.texts[0]!.lang;
    return createSnippets({ ...options, pageLang, appearance }, scripts, publicUrl).element.join('\n');
  };
  return Object.fromEntries(codes.map((code) => [code, snippetFor(code)]));
}

export function getGrowth(context: AppContext): Handler<ConsoleEnv> {
  return async function getGrowth(c) {
    const account = c.get('account');
    const { id, carriedOver } = findConsolePetition(context, c);
    return c.json(
      await readGrowth(context.storage, { petitionId: id, partner: account.partner, carriedOver }),
    );
  };
}

/** @throws HttpProblem 404 if it doesn't exist, or isn't the partner's */
export function findConsolePetition(context: AppContext, c: Context<ConsoleEnv>): PublishedPetition {
  const slug = c.req.param('slug')!;
  const petition = context.petitions.get(slug) ?? context.petitions.draft(slug);
  if (!petition || !maySee(c.get('account'), petition)) throw notFound();
  return petition;
}

const allPetitions = ({ petitions }: AppContext) => [...petitions.all(), ...petitions.drafts()];

const maySee = ({ role, petition }: Account, { id }: PublishedPetition): boolean =>
  role === 'organizer' || petition?.id === id;

const listedDay = (index: number): string => utcDay(Date.now() - (LISTED_DAYS - 1 - index) * DAY_MS);

const readRecent = ({ storage }: AppContext, { partner }: Account, petitionId: number | null) =>
  readRecentGrowth(storage, { petitionId, since: listedDay(0), partner });

/** @param growth undefined if nobody has signed */
function summarize(
  { config, previewLinks }: AppContext,
  { partner }: Account,
  petition: PublishedPetition,
  growth: RecentGrowth | undefined,
): ConsolePetition {
  const { slug, status, victory, carriedOver, texts, partners, partnerRecipients } = petition;
  const { goal } = publishedCount(petition);
  const lastDays = Array.from({ length: LISTED_DAYS }, (_, index) => {
    const day = listedDay(index);
    return { day, signed: growth?.days.get(day) ?? 0 };
  });
  const sum = (counts: readonly { signed: number }[]) =>
    counts.reduce((total, { signed }) => total + signed, 0);
  const isOwnNumber = partner !== null;
  return {
    slug,
    title: texts[0]!.title,
    target: texts[0]!.target,
    status,
    victory,
    count: (growth?.signed ?? 0) + (partner === null ? carriedOver : 0),
    goal: isOwnNumber || (status === 'closed' && goal !== petition.ownGoal) ? null : goal,
    today: lastDays.at(-1)!.signed,
    lastSevenDays: sum(lastDays.slice(-7)),
    days: lastDays,
    preview: status === 'draft' && partner === null ? previewLinks.url(config.publicUrl, petition) : null,
    partners: partner === null ? { ...partners } : { [partner]: partners[partner] ?? partner },
    partnersWithRecipient: Object.keys(partnerRecipients).filter(
      (code) => partner === null || code === partner,
    ),
  };
}
