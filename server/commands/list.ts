import { Catalogue, type PublishedPetition, publishedCount } from '../petitions/catalogue.ts';
import type { Storage } from '../storage/open.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const list: Command = {
  usage: 'list [--json]',
  summary: 'show the petitions and how many signed',
  async run(args) {
    const { values } = parseArguments(list, args, { json: { type: 'boolean' } }, []);
    const petitions = await withStorage(
      async (storage) => {
        const catalogue = new Catalogue(storage, null);
        await catalogue.refresh();
        const partners = await signedThroughPartners(storage);
        return catalogue.all().map((petition) => row(petition, partners));
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
function signedThroughPartners({ db }: Storage) {
  return db
    .selectFrom('signature')
    .select(['petition_id', 'partner', ({ fn }) => fn.countAll<number>().as('signed')])
    .where('partner', 'is not', null)
    .groupBy(['petition_id', 'partner'])
    .orderBy('partner')
    .execute();
}

/** Signatures made here and those carried over stand apart, for the organiser. */
function row(petition: PublishedPetition, partners: readonly PartnerCount[]) {
  return {
    slug: petition.slug,
    status: petition.status,
    creator: petition.creator,
    languages: petition.texts.map(({ lang }) => lang),
    title: petition.texts[0]!.title,
    ...publishedCount(petition),
    signed: petition.signed,
    carriedOver: petition.carriedOver,
    origins: petition.origins,
    partners: Object.fromEntries(
      partners
        .filter(({ petition_id }) => petition_id === petition.id)
        .map(({ partner, signed }) => [partner, signed]),
    ),
  };
}

function table(petitions: ReturnType<typeof row>[]): string {
  const number = new Intl.NumberFormat('en');
  const lines = [
    ['PETITION', 'STATUS', 'COUNT', 'GOAL', 'SIGNED HERE', 'CARRIED OVER', 'LANGUAGES'],
    ...petitions.map(({ slug, status, count, goal, signed, carriedOver, languages }) => [
      slug,
      status,
      ...[count, goal, signed, carriedOver].map((each) => number.format(each)),
      languages.join(' '),
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const isNumber = (column: number) => column >= 2 && column <= 5;
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
