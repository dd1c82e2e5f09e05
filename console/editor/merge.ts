import type { EditablePetition } from '../../common/editing.ts';
import { type Draft, toDraft, toEntry } from './draft.ts';

/** A value that two people changed in different ways. */
export interface Conflict {
  /** As in the errors of an entry, like `texts.en.title`. */
  path: string;
  /** Null if they removed it. */
  theirs: string | null;
}

/** Values by path. Lists, pictures, and organizers are one value each. */
type Leaves = Map<string, unknown>;

const NESTED = ['texts', 'target', 'shareText', 'fields', 'partners'];

/**
 * Combines what was changed here with what somebody else has saved. What both changed stays as it is here.
 *
 * @param base as it was when it was opened
 */
export function mergeDrafts(
  base: EditablePetition,
  mine: Draft,
  theirs: EditablePetition,
): { draft: Draft; conflicts: Conflict[] } {
  const [before, here, there] = [toDraft(base), mine, toDraft(theirs)].map(flatten) as [
    Leaves,
    Leaves,
    Leaves,
  ];
  const merged: Leaves = new Map();
  const conflicts: Conflict[] = [];
  for (const path of new Set([...there.keys(), ...here.keys()])) {
    const isOurs = !isSame(here.get(path), before.get(path));
    const isTheirs = !isSame(there.get(path), before.get(path));
    const value = isOurs ? here.get(path) : there.get(path);
    if (value !== undefined) merged.set(path, value);
    if (isOurs && isTheirs && !isSame(here.get(path), there.get(path))) {
      conflicts.push({ path, theirs: describe(there.get(path)) });
    }
  }
  return { draft: toDraft(unflatten(merged)), conflicts };
}

/** The draft with the other person's value at one path. */
export function takeTheirs(mine: Draft, theirs: EditablePetition, path: string): Draft {
  const leaves = flatten(mine);
  const others = flatten(toDraft(theirs));
  // A language that was removed here comes back as a whole.
  const isGone = path.startsWith('texts.') && !leaves.has(path);
  const language = path.replace(/[^.]+$/, '');
  for (const taken of isGone ? [`${language}title`, `${language}text`] : [path]) {
    const value = others.get(taken);
    if (value === undefined) leaves.delete(taken);
    else leaves.set(taken, value);
  }
  return toDraft(unflatten(leaves));
}

function flatten(draft: Draft): Leaves {
  const leaves: Leaves = new Map();
  for (const [key, value] of Object.entries(toEntry(draft))) {
    if (!NESTED.includes(key)) {
      leaves.set(key, value);
      continue;
    }
    for (const [inner, content] of Object.entries((value ?? {}) as Record<string, unknown>)) {
      if (key !== 'texts') leaves.set(`${key}.${inner}`, content);
      else {
        const { title, text } = content as { title: string; text: string };
        leaves.set(`texts.${inner}.title`, title);
        leaves.set(`texts.${inner}.text`, text);
      }
    }
  }
  return leaves;
}

function unflatten(leaves: Leaves): EditablePetition {
  const entry: Record<string, unknown> = {
    texts: {},
    target: null,
    shareText: null,
    fields: {},
    partners: {},
  };
  for (const [path, value] of leaves) {
    const dot = path.indexOf('.');
    if (dot === -1) {
      entry[path] = value;
      continue;
    }
    const key = path.slice(0, dot);
    const rest = path.slice(dot + 1);
    entry[key] ??= {};
    const record = entry[key] as Record<string, unknown>;
    if (key !== 'texts') record[rest] = value;
    else {
      const [lang, part] = rest.split('.') as [string, string];
      record[lang] = { title: '', text: '', ...(record[lang] as object), [part]: value };
    }
  }
  return entry as unknown as EditablePetition;
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function describe(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  // A partner. Recipients may be two thousand characters long.
  if (typeof value === 'object' && 'recipient' in value && 'name' in value) {
    const recipient = String(value.recipient);
    return `${value.name} (${recipient.slice(0, 16)}…${recipient.slice(-6)})`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
