import { html, type TemplateResult } from 'lit';
import type { ServerHealth } from '../common/console-care.ts';
import { type FilledValues, fillIn } from '../common/fill.ts';
import { FINDINGS, type ValueKind } from '../common/findings/findings.ts';
import { formatValues } from '../common/findings/format-values.ts';
import { asSentence, fileSize, fill, locale, timeName, words } from './words.ts';

/** The kinds of values that may be in another script than the sentence. */
const FOREIGN: readonly ValueKind[] = ['text', 'all', 'any'];

/** What `doctor` found, in the language of the console. In English if the server is newer than this page. */
export function renderFinding({ code, values, message }: ServerHealth['findings'][number]) {
  if (!Object.hasOwn(FINDINGS, code)) return html`<span lang="en" dir="ltr">${message}</span>`;
  const formatted = formatValues({ code, values }, { locale: locale(), size: fileSize, time: timeName });
  const kinds: Readonly<Record<string, ValueKind>> = FINDINGS[code].values;
  const pick = (isForeign: boolean) =>
    Object.fromEntries(
      Object.entries(formatted).filter(([name]) => FOREIGN.includes(kinds[name]!) === isForeign),
    );
  return renderSentence(fill(asSentence(words()[code]), pick(false)), pick(true));
}

/**
 * A sentence in which a command is between backticks.
 *
 * @param foreign values in another script than the sentence. They may contain backticks and braces, which mean nothing in them
 */
export const renderSentence = (sentence: string, foreign: FilledValues = {}): (string | TemplateResult)[] =>
  sentence.split(/(`[^`]*`|\{\w+\})/).map((part) => {
    const inner = part.slice(1, -1);
    if (part.startsWith('`')) return html`<code dir="ltr">${fillIn(inner, foreign, locale())}</code>`;
    return part.startsWith('{') ? html`<bdi>${foreign[inner]}</bdi>` : part;
  });
