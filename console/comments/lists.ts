import type { CommentPage, ConsoleComment } from '../../common/console-care.ts';

/** What is shown: the comments that wait for a decision, and those that were decided. */
export interface CommentLists {
  waiting: CommentPage;
  decided: CommentPage;
}

export type ListName = keyof CommentLists;

/** In the order of the page. */
export const allComments = (lists: CommentLists | undefined): ConsoleComment[] =>
  lists ? [...lists.waiting.comments, ...lists.decided.comments] : [];

export function removeComment({ waiting, decided }: CommentLists, handle: string): CommentLists {
  const without = (page: CommentPage) => ({
    ...page,
    comments: page.comments.filter((comment) => comment.handle !== handle),
  });
  return { waiting: without(waiting), decided: without(decided) };
}

/** Puts a comment where it belongs now. Decided ones stay where they are, so that nothing moves under a pointer. */
export function placeComment(lists: CommentLists, comment: ConsoleComment): CommentLists {
  const { handle, state } = comment;
  const name: ListName = state === 'waiting' ? 'waiting' : 'decided';
  const page = lists[name];
  if (page.comments.some((other) => other.handle === handle)) {
    const comments = page.comments.map((other) => (other.handle === handle ? comment : other));
    return { ...lists, [name]: { ...page, comments } };
  }
  const rest = removeComment(lists, handle);
  return { ...rest, [name]: { ...page, comments: [comment, ...page.comments] } };
}
