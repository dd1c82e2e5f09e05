import { dictionaryFor } from '../i18n/dictionaries.ts';
import { describeProgress } from '../petitions/progress.ts';
import type { PetitionText, PublishedPetition } from '../petitions/published-petitions.ts';
import { directionOf } from '../views/document.ts';

/** A piece of text and the language that it is in. */
export interface Said {
  text: string;
  lang: string;
  dir: 'ltr' | 'rtl';
}

/** All that a card says. Nothing of it is about a signer: who lets everybody see their name isn't on a card all the same. */
export interface CardText {
  title: Said;
  creator: Said;
  /** "8,889" */
  counted: Said;
  /** "of 9,000 signatures" */
  ofGoal: Said;
  /** Of the bar, from 0 to 1. */
  filled: number;
  /** What is to be done; of a closed petition, that it is closed. */
  notice: Said;
  closed: boolean;
  /** What came of it. */
  outcome: Said | null;
  host: Said;
}

/** Marks that keep a name in another script from turning the sentence round. */
const isolated = (name: string) => `\u2068${name}\u2069`;

export function cardTextOf(petition: PublishedPetition, text: PetitionText, publicUrl: string): CardText {
  const { lang, words } = dictionaryFor(text.lang);
  const closed = petition.status === 'closed';
  const { count, goal, counted, ofGoal } = describeProgress(petition, lang, words);
  const ours = (said: string): Said => ({ text: said, lang, dir: directionOf(lang) });
  const theirs = (said: string): Said => ({ text: said, lang: text.lang, dir: directionOf(text.lang) });
  return {
    title: theirs(text.title),
    creator: ours(words.by(isolated(petition.creator))),
    counted: ours(counted),
    ofGoal: ours(ofGoal),
    filled: Math.min(1, count / goal),
    notice: ours(closed ? words.closed : words.sign),
    closed,
    outcome: closed && text.outcome ? theirs(text.outcome.replace(/\s+/g, ' ')) : null,
    host: { text: new URL(publicUrl).host, lang: 'en', dir: 'ltr' },
  };
}
