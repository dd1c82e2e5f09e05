import { Command } from 'commander';
import { PublishedPetitions, publishedCount } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { selectRequests } from '../storage/signature-pages.ts';
import { withStorage } from './command.ts';
import { previewUrls } from './drafts.ts';
import { print } from './output.ts';

export const list = new Command('list')
  .summary('List the petitions with their counts')
  .description(
    [
      'List the petitions with their counts and goals:',
      '',
      '- SIGNED HERE: signatures made on this server',
      '- ERASED: signatures that `retention` moved into sealed files',
      '- REQUESTS: confirmation emails requested in the last 30 days',
      '- CARRIED OVER: signatures collected elsewhere',
    ].join('\n'),
  )
  .option(
    '--json',
    'print JSON, which includes the count for each partner, and which partners have a recipient',
  )
  .action(async ({ json = false }: { json?: boolean }) => {
    const rows = await withStorage(readRows, { create: false });
    if (json) print(JSON.stringify(rows, null, 2));
    else if (rows.length === 0) print('No petitions yet. Add some with `petitions load FILE`.');
    else {
      print(formatTable(rows));
      for (const { slug, preview } of rows)
        if (preview) print(`\n${slug} is a draft, seen only at ${preview}`);
    }
  });

async function readRows(storage: PetitionStorage): Promise<Row[]> {
  const published = new PublishedPetitions(storage, null);
  await published.refresh();
  const partners = await countByPartner(storage);
  const previews = await previewUrls(storage, published.drafts());
  return Promise.all(
    [...published.all(), ...published.drafts()].map(async (petition) =>
      toRow(petition, await countRequests(storage, petition), partners, previews.get(petition.slug)),
    ),
  );
}

type PartnerCount = Awaited<ReturnType<typeof countByPartner>>[number];

/** Signatures by partner. Reads every signature: for the organizer, never for a page. */
function countByPartner({ db }: PetitionStorage) {
  return db
    .selectFrom('signature')
    .select(['petition_id', 'partner', ({ fn }) => fn.countAll<number>().as('signed')])
    .where('partner', 'is not', null)
    .groupBy(['petition_id', 'partner'])
    .execute();
}

/** Emails requested in the last 30 days, confirmed or not. */
async function countRequests({ db }: PetitionStorage, { id }: PublishedPetition): Promise<number> {
  const { requests } = await db
    .selectFrom(selectRequests(db, id).as('request'))
    .select(({ fn }) => fn.countAll<number>().as('requests'))
    .executeTakeFirstOrThrow();
  return requests;
}

/** The organizer sees signatures made here and those carried over separately. */
function toRow(
  petition: PublishedPetition,
  requests: number,
  partners: readonly PartnerCount[],
  preview: string | undefined,
) {
  return {
    slug: petition.slug,
    status: petition.status,
    ...(preview !== undefined && { preview }),
    closesOn: petition.closesOn?.day ?? null,
    creator: petition.creator,
    languages: petition.texts.map(({ lang }) => lang),
    title: petition.texts[0]!.title,
    ...publishedCount(petition),
    signed: petition.signed,
    erased: petition.erased,
    requests,
    carriedOver: petition.carriedOver,
    origins: petition.origins,
    // Signatures can name others: former partners, and any code if an older version stored them.
    partners: Object.fromEntries(
      Object.keys(petition.partners).map((code) => [
        code,
        partners.find(({ petition_id, partner }) => petition_id === petition.id && partner === code)
          ?.signed ?? 0,
      ]),
    ),
    partnersWithRecipient: Object.keys(petition.partnerRecipients),
  };
}

type Row = ReturnType<typeof toRow>;

interface Column {
  heading: string;
  cell(row: Row): string | number;
}

function formatTable(rows: readonly Row[]): string {
  const columns: Column[] = [
    { heading: 'PETITION', cell: ({ slug }) => slug },
    { heading: 'STATUS', cell: ({ status }) => status },
    { heading: 'COUNT', cell: ({ count }) => count },
    { heading: 'GOAL', cell: ({ goal }) => goal },
    { heading: 'SIGNED HERE', cell: ({ signed }) => signed },
    // A column of zeros would only raise questions.
    ...(rows.some(({ erased }) => erased > 0)
      ? [{ heading: 'ERASED', cell: ({ erased }: Row) => erased }]
      : []),
    ...(rows.some(({ requests }) => requests > 0)
      ? [{ heading: 'REQUESTS', cell: ({ requests }: Row) => requests }]
      : []),
    { heading: 'CARRIED OVER', cell: ({ carriedOver }) => carriedOver },
    { heading: 'LANGUAGES', cell: ({ languages }) => languages.join(' ') },
  ];
  const number = new Intl.NumberFormat('en-US');
  const aligned = columns.map(({ heading, cell }) => {
    const cells = rows.map(cell);
    const texts = [
      heading,
      ...cells.map((value) => (typeof value === 'number' ? number.format(value) : value)),
    ];
    const width = Math.max(...texts.map(({ length }) => length));
    return texts.map((text) => (typeof cells[0] === 'number' ? text.padStart(width) : text.padEnd(width)));
  });
  return aligned[0]!
    .map((_, line) =>
      aligned
        .map((column) => column[line])
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
