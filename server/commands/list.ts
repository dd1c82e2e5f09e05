import { Catalogue, type PublishedPetition, publishedCount } from '../petitions/catalogue.ts';
import { type Command, parseArguments, print, withStorage } from './command.ts';

export const list: Command = {
  usage: 'list [--json]',
  summary: 'show the petitions and how many signed',
  async run(args) {
    const { values } = parseArguments(list, args, { json: { type: 'boolean' } }, []);
    const petitions = await withStorage(async (storage) => {
      const catalogue = new Catalogue(storage);
      await catalogue.refresh();
      return catalogue.all().map(row);
    });
    if (values.json) print(JSON.stringify(petitions, null, 2));
    else if (petitions.length === 0)
      print('There are no petitions yet. `petitions load FILE` brings them in.');
    else print(table(petitions));
    return 0;
  },
};

/** Signatures made here and those carried over stand apart, for the organiser. */
function row(petition: PublishedPetition) {
  return {
    slug: petition.slug,
    status: petition.status,
    creator: petition.creator,
    languages: petition.texts.map(({ lang }) => lang),
    title: petition.texts[0]!.title,
    ...publishedCount(petition),
    signed: petition.signed,
    carriedOver: petition.carriedOver,
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
