import { formatCount } from '../lib/format-count.ts';
import type { ModerationAction, PublicComment } from '../petitions/moderation.ts';

/** How many names to list per result. */
const MAX_NAMES = 5;

export const isWaiting = ({ waiting }: PublicComment) => waiting;

const isApproved = ({ comment, approved }: PublicComment) => comment !== null && approved;

/** What an entry without a comment is about. */
const nounFor = (comments: readonly PublicComment[]) =>
  comments.every(({ comment }) => comment !== null) ? 'comment' : 'name';

/**
 * One comment per line, so that a list can be edited line by line.
 *
 * @param withState for a list in which not all are waiting
 */
export function formatComments(comments: readonly PublicComment[], withState: boolean): string[] {
  const width = Math.max(...comments.map(({ name }) => name.length)) + 1;
  return comments.map(({ handle, name, comment, approved, waiting }) => {
    const state = waiting ? 'waiting' : comment !== null && approved ? 'approved' : '-';
    const start = withState ? `${handle}  ${state.padEnd('approved'.length)}` : handle;
    if (comment === null) return `${start}  ${name}`;
    return `${start}  ${`${name}:`.padEnd(width)} ${comment.replaceAll('\n', ' ↵ ')}`;
  });
}

/**
 * Describes what was done to which comments.
 *
 * @param before the comments as they were before the actions
 */
export function formatActions(
  actions: ReadonlyMap<string, ModerationAction>,
  before: readonly PublicComment[],
): string[] {
  const known = new Map(before.map((comment) => [comment.handle, comment]));
  const namesByResult = new Map<string, string[]>();
  for (const [handle, action] of actions) {
    const { name = handle, comment = null, waiting = false } = known.get(handle) ?? {};
    const result = comment !== null || action === 'hide' ? action : resultWithoutComment(action, waiting);
    const names = namesByResult.get(result) ?? [];
    names.push(name);
    namesByResult.set(result, names);
  }
  return [...namesByResult].map(
    ([result, names]) => `${formatResult(result, names.length)}: ${formatNames(names)}`,
  );
}

/** An entry without a comment can only be approved if its name waits for that. */
const resultWithoutComment = (action: ModerationAction, waiting: boolean) =>
  action === 'approve' && waiting ? 'approve name' : `No comment to ${action}`;

function formatResult(result: string, count: number): string {
  switch (result) {
    case 'approve':
      return `Approved ${formatCount(count, 'comment')}`;
    case 'approve name':
      return `Approved ${formatCount(count, 'name')}`;
    case 'refuse':
      return `Refused ${formatCount(count, 'comment')} permanently`;
    case 'hide':
      return `Hid ${formatCount(count, 'name')} permanently`;
    default:
      return result;
  }
}

export const formatRemaining = (comments: readonly PublicComment[]) =>
  `${formatCount(comments.filter(isApproved).length, 'comment')} approved, ${comments.filter(isWaiting).length.toLocaleString('en-US')} waiting.`;

/**
 * What is left to do, and how.
 *
 * @param isFullList whether everyone was listed
 */
export function formatSummary(slug: string, comments: readonly PublicComment[], isFullList: boolean): string {
  const waiting = comments.filter(isWaiting);
  if (waiting.length > 0) {
    return `${formatCount(waiting.length, nounFor(waiting))} waiting. To approve some, keep their lines in FILE and run: petitions comments ${slug} --approve - < FILE`;
  }
  if (comments.length === 0) return 'No comments are waiting, and no names are shown.';
  const approved = comments.filter(isApproved).length;
  const withComment = approved === 0 ? 'none' : approved.toLocaleString('en-US');
  const verb = comments.length === 1 ? 'is' : 'are';
  return `No comments are waiting. ${formatCount(comments.length, 'name')} ${verb} shown, ${withComment} with a comment.${isFullList ? '' : ' --all lists them.'}`;
}

function formatNames(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const suffix = more > 0 ? ` and ${more.toLocaleString('en-US')} more` : '';
  return `${names.slice(0, MAX_NAMES).join(', ')}${suffix}`;
}
