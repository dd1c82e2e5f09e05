import type { CommentDecision, ConsoleComment } from '../../common/console-care.ts';
import type { Words } from '../words.ts';

export type Action = CommentDecision['action'];

export const ACTION_WORDS: Record<Action, keyof Words> = {
  approve: 'commentsApprove',
  refuse: 'commentsRefuse',
  hide: 'commentsHide',
  undo: 'commentsUndo',
};

/** What to say once it was done. */
export const DONE: Record<Action, keyof Words> = {
  approve: 'commentsApproveDone',
  refuse: 'commentsRefuseDone',
  hide: 'commentsHideDone',
  undo: 'commentsUndoDone',
};

/** What can be done with a comment in its state, as the server allows it. */
export function actionsOf({ state, comment }: ConsoleComment): Action[] {
  switch (state) {
    case 'waiting':
      return comment === null ? ['approve', 'hide'] : ['approve', 'refuse', 'hide'];
    case 'approved':
      return comment === null ? ['undo', 'hide'] : ['undo', 'refuse', 'hide'];
    case 'refused':
      return ['undo', 'hide'];
    case 'hidden':
      return ['undo'];
    case 'name':
      return ['hide'];
  }
}
