import { en } from '../locales/en.ts';
import { asSentence, fill, language, type Words, words } from '../words.ts';

type RuleKey = Extract<keyof Words, `rule${string}`>;

interface Rule {
  key: RuleKey;
  pattern: RegExp;
}

/** `{name}` in a sentence stands for what differs. */
const PLACEHOLDER = /\\\{(\w+)\\\}/g;

/** The server's sentences about petitions are those of `petitions load`, in English. They are the dictionary's, too. */
const RULES: readonly Rule[] = (Object.keys(en) as (keyof Words)[])
  .filter((key): key is RuleKey => key.startsWith('rule'))
  .map((key) => {
    const escaped = en[key].replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return { key, pattern: new RegExp(`^${escaped.replace(PLACEHOLDER, '(?<$1>.*)')}$`, 's') };
  });

/** What the server says about a value, in the language of the console. As it is if it has no translation. */
export function describeRule(message: string): string {
  if (language() === 'en') return asSentence(message);
  for (const { key, pattern } of RULES) {
    const found = pattern.exec(message);
    if (found) return asSentence(fill(words()[key], { ...found.groups }));
  }
  return asSentence(message);
}

/** The rule that a sentence of the server follows. */
export const findRule = (message: string): RuleKey | undefined =>
  RULES.find(({ pattern }) => pattern.test(message))?.key;
