import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawLogos, drawPictures } from './draw-pictures.ts';

/** An entry of a file for `petitions load`, as far as the demo and its tests read it. */
export interface SamplePetition {
  slug: string;
  organizer?: { name: string };
  texts: Record<string, { title: string; text: string }>;
  [setting: string]: unknown;
}

/** What a picture shows, by language, and who made it. */
interface Caption {
  alt: Record<string, string>;
  credit: string;
}

const readJson = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

export const SAMPLE_PETITIONS: readonly SamplePetition[] = readJson('./petitions.json');

/** By slug. Not in petitions.json, which can be loaded without drawing the pictures. */
export const CAPTIONS: Record<string, Caption> = readJson('./pictures/captions.json');

/** Files in logos/, without their endings, by the organizer's name. */
export const LOGOS: Record<string, string> = {
  'Harbour Aid': 'harbour-aid',
  'Quarry Road Clinic': 'quarry-road-clinic',
  'Teachers for a Clean Pension': 'teachers-for-a-clean-pension',
};

/** Of petitions that close soon, counting today. Not in petitions.json, where a fixed day would soon be in the past. */
export const DAYS_LEFT: Record<string, number> = {
  'keep-the-alder-family-home': 5,
  'let-lena-stay': 12,
};

/** The petition that has won. */
export const VICTORY = 'release-the-harbour-strikers';

/** What came of the petitions that are closed. */
export const OUTCOMES: Record<string, string> = {
  'release-the-harbour-strikers':
    'They are home. On the hundred and third day the Prosecutor dropped every charge, and the morning ferry brought all nineteen back from Skerry Fort together. Jonas has held his daughter. The Harbour Company has sat down with them twice now, and the talk is about the cranes. To each of you who signed: thank you. They have taken their helmets down from the gate.',
  'no-money-from-detention':
    'The trustees voted seven to five to keep the shares. They did agree to publish every holding each year, on page one. It is not what we asked for, and two of us are standing for the board in the spring. The peg with the owl is still there.',
};

/** Draws the pictures into `folder`, and writes a file for `petitions load` next to them. Returns its path. */
export async function writePetitionFile(folder: string): Promise<string> {
  await Promise.all([drawPictures(join(folder, 'pictures')), drawLogos(join(folder, 'logos'))]);
  const petitions = SAMPLE_PETITIONS.map((petition) => {
    const { slug, organizer } = petition;
    const logo = organizer && LOGOS[organizer.name];
    const days = DAYS_LEFT[slug];
    return {
      ...petition,
      ...(logo && { organizer: { ...organizer, logo: `logos/${logo}.png` } }),
      image: { file: `pictures/${slug}.jpg`, ...CAPTIONS[slug] },
      ...(days !== undefined && { closesOn: dayFromToday(days - 1) }),
    };
  });
  const file = join(folder, 'petitions.json');
  writeFileSync(file, JSON.stringify(petitions));
  return file;
}

function dayFromToday(days: number): string {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
