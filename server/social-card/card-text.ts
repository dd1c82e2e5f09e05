import { directionOf } from '../../common/languages.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';
import type { PetitionImage } from '../images/stored-images.ts';
import { describeProgress } from '../petitions/progress.ts';
import type { PetitionText, PublishedPetition } from '../petitions/read-petitions.ts';

/** Size of the image in pixels, as all services that show link previews expect it. */
export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;

/** A text with the language and direction to set it in. */
export interface LocalizedText {
  text: string;
  lang: string;
  dir: 'ltr' | 'rtl';
}

/** Everything that a card says. It says nothing about signers, not even those who show their names publicly. */
export interface CardText {
  title: LocalizedText;
  /** Who the petition is addressed to. */
  target: LocalizedText | null;
  creator: LocalizedText;
  /** "8,889" */
  count: LocalizedText;
  /** "of 9,000 signatures", or "signatures" without a goal. */
  ofGoal: LocalizedText;
  /** Filled share of the bar, from 0 to 1. Null without a goal, and thus without a bar. */
  progress: number | null;
  /** The call to action, or that the petition is closed or has won. */
  notice: LocalizedText;
  /** Whether it is closed and hasn't won. */
  closed: boolean;
  /** Outcome of a closed petition. */
  outcome: LocalizedText | null;
  host: LocalizedText;
  /** The petition's picture, in the width that suits the card. */
  image: { hash: string; width: number } | null;
}

/** Wraps a name in bidi isolates, so that a name in another script doesn't reorder the sentence around it. */
const isolated = (name: string) => `\u2068${name}\u2069`;

export function buildCardText(
  petition: PublishedPetition,
  text: Pick<PetitionText, 'lang' | 'title' | 'outcome' | 'target'>,
  publicUrl: string,
): CardText {
  const { lang, words } = dictionaryFor(text.lang);
  const closed = petition.status === 'closed';
  const { count, goal, counted, ofGoal } = describeProgress(petition, lang, words);
  const fromServer = (phrase: string): LocalizedText => ({ text: phrase, lang, dir: directionOf(lang) });
  const fromPetition = (phrase: string): LocalizedText => ({
    text: phrase,
    lang: text.lang,
    dir: directionOf(text.lang),
  });
  return {
    title: fromPetition(text.title),
    target: text.target === null ? null : fromServer(words.to(isolated(text.target))),
    creator: fromServer(words.by(isolated(petition.creator))),
    count: fromServer(counted),
    ofGoal: fromServer(ofGoal),
    progress: goal === null ? null : Math.min(1, count / goal),
    notice: fromServer(petition.victory ? words.victory : closed ? words.closed : words.sign),
    closed: closed && !petition.victory,
    outcome: closed && text.outcome ? fromPetition(text.outcome.replace(/\s+/g, ' ')) : null,
    host: { text: new URL(publicUrl).host, lang: 'en', dir: 'ltr' },
    image: petition.image && { hash: petition.image.hash, width: chooseWidth(petition.image) },
  };
}

/** The smallest that fills the card. */
const chooseWidth = ({ widths, width }: PetitionImage) =>
  widths.find((available) => available >= CARD_WIDTH) ?? width;
