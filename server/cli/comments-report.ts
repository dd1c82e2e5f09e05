import type { ModerationAction, PublicComment } from '../petitions/moderation.ts';

/** Who is named of those to whom the same was done. */
const NAMED = 5;

export const isWaiting = ({ comment, approved }: PublicComment) => comment !== null && !approved;

const isApproved = ({ approved }: PublicComment) => approved;

/**
 * A line each, so that a list can be gone through by line.
 *
 * @param withState where not all of them wait
 */
export function listed(comments: readonly PublicComment[], withState: boolean): string[] {
  const width = Math.max(...comments.map(({ name }) => name.length)) + 1;
  return comments.map(({ handle, name, comment, approved }) => {
    const state = comment === null ? '-' : approved ? 'approved' : 'waiting';
    const start = withState ? `${handle}  ${state.padEnd('approved'.length)}` : handle;
    if (comment === null) return `${start}  ${name}`;
    return `${start}  ${`${name}:`.padEnd(width)} ${comment.replaceAll('\n', ' ↵ ')}`;
  });
}

/** What was done to whom, by the comments as they were before. */
export function done(
  verdicts: ReadonlyMap<string, ModerationAction>,
  before: readonly PublicComment[],
): string[] {
  const known = new Map(before.map((comment) => [comment.handle, comment]));
  const doings = new Map<string, string[]>();
  for (const [handle, verdict] of verdicts) {
    const { name = handle, comment = null } = known.get(handle) ?? {};
    const doing = comment === null && verdict !== 'hide' ? `no comment to ${verdict}` : verdict;
    const names = doings.get(doing) ?? [];
    names.push(name);
    doings.set(doing, names);
  }
  return [...doings].map(([doing, names]) => `${inWords(doing, names.length)}: ${named(names)}`);
}

function inWords(doing: string, count: number): string {
  switch (doing) {
    case 'approve':
      return `Approved ${counted(count)}`;
    case 'refuse':
      return `Refused ${counted(count)}, which can't be undone`;
    case 'hide':
      return `Hid ${counted(count, 'name')}, which can't be undone`;
    default:
      return `There was ${doing}`;
  }
}

export const remaining = (comments: readonly PublicComment[]) =>
  `${counted(comments.filter(isApproved).length)} shown, ${comments.filter(isWaiting).length.toLocaleString('en')} still to be decided.`;

/**
 * What is left to do, and how.
 *
 * @param all whether everybody was listed
 */
export function summary(slug: string, comments: readonly PublicComment[], all: boolean): string {
  const waiting = comments.filter(isWaiting).length;
  if (waiting > 0) {
    return `${counted(waiting)} to be decided. To approve some, hand their lines back: petitions comments ${slug} --approve - < FILE`;
  }
  if (comments.length === 0) return 'Nothing waits; nobody is shown.';
  const people = comments.length === 1 ? '1 person' : `${comments.length.toLocaleString('en')} people`;
  const approved = comments.filter(isApproved).length;
  const withComment = approved === 0 ? 'none' : approved.toLocaleString('en');
  return `Nothing waits; ${people} shown, ${withComment} with a comment.${all ? '' : ' --all lists them.'}`;
}

const counted = (count: number, what = 'comment') =>
  `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

function named(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${(names.length - NAMED).toLocaleString('en')} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}
