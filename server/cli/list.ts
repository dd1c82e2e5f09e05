import {
  type PublishedPetition,
  PublishedPetitions,
  publishedCount,
} from '../petitions/published-petitions.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { selectRequests } from '../storage/signature-pages.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const list: Command = {
  usage: 'list [--json]',
  summary: 'show the petitions, how many signed, and how many letters were asked for in the last 30 days',
  async run(args) {
    const { values } = parseArguments(list, args, { json: { type: 'boolean' } }, []);
    const petitions = await withStorage(
      async (storage) => {
        const petitions = new PublishedPetitions(storage, null);
        await petitions.refresh();
        const partners = await signedThroughPartners(storage);
        return Promise.all(
          petitions
            .all()
            .map(async (petition) => row(petition, await askedForLetters(storage, petition), partners)),
        );
      },
      { make: false },
    );
    if (values.json) print(JSON.stringify(petitions, null, 2));
    else if (petitions.length === 0)
      print('There are no petitions yet. `petitions load FILE` brings them in.');
    else print(table(petitions));
    return 0;
  },
};

type PartnerCount = Awaited<ReturnType<typeof signedThroughPartners>>[number];

/** How many signed on which partner's site. Reads every signature: for the organiser, never for a page. */
function signedThroughPartners({ db }: PetitionStorage) {
  return db
    .selectFrom('signature')
    .select(['petition_id', 'partner', ({ fn }) => fn.countAll<number>().as('signed')])
    .where('partner', 'is not', null)
    .groupBy(['petition_id', 'partner'])
    .orderBy('partner')
    .execute();
}

/** How many letters were asked for in the last 30 days, confirmed or not. */
async function askedForLetters({ db }: PetitionStorage, { id }: PublishedPetition): Promise<number> {
  const { requests } = await db
    .selectFrom(selectRequests(db, id).as('each'))
    .select(({ fn }) => fn.countAll<number>().as('requests'))
    .executeTakeFirstOrThrow();
  return requests;
}

/** Signatures made here and those carried over stand apart, for the organiser. */
function row(petition: PublishedPetition, requests: number, partners: readonly PartnerCount[]) {
  return {
    slug: petition.slug,
    status: petition.status,
    creator: petition.creator,
    languages: petition.texts.map(({ lang }) => lang),
    title: petition.texts[0]!.title,
    ...publishedCount(petition),
    signed: petition.signed,
    erased: petition.erased,
    requests,
    carriedOver: petition.carriedOver,
    origins: petition.origins,
    partners: Object.fromEntries(
      partners
        .filter(({ petition_id }) => petition_id === petition.id)
        .map(({ partner, signed }) => [partner, signed]),
    ),
  };
}

type Row = ReturnType<typeof row>;

interface Column {
  heading: string;
  cell(row: Row): string | number;
}

function table(petitions: readonly Row[]): string {
  const columns: Column[] = [
    { heading: 'PETITION', cell: ({ slug }) => slug },
    { heading: 'STATUS', cell: ({ status }) => status },
    { heading: 'COUNT', cell: ({ count }) => count },
    { heading: 'GOAL', cell: ({ goal }) => goal },
    { heading: 'SIGNED HERE', cell: ({ signed }) => signed },
    // Where there is nothing to tell, they would only make one ask.
    ...(petitions.some(({ erased }) => erased > 0)
      ? [{ heading: 'ERASED', cell: ({ erased }: Row) => erased }]
      : []),
    ...(petitions.some(({ requests }) => requests > 0)
      ? [{ heading: 'REQUESTS', cell: ({ requests }: Row) => requests }]
      : []),
    { heading: 'CARRIED OVER', cell: ({ carriedOver }) => carriedOver },
    { heading: 'LANGUAGES', cell: ({ languages }) => languages.join(' ') },
  ];
  const number = new Intl.NumberFormat('en');
  const aligned = columns.map(({ heading, cell }) => {
    const cells = petitions.map(cell);
    const texts = [heading, ...cells.map((each) => (typeof each === 'number' ? number.format(each) : each))];
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
