import type { Handler } from 'hono';
import { CommentDecision, type CommentPage } from '../../../common/console-care.ts';
import type { AppContext } from '../../context.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { decide, listForReview } from '../../petitions/comment-review.ts';
import { type ConsoleEnv, notFound, requireOrganizer } from './guard.ts';
import { findConsolePetition } from './petitions.ts';
import { readBody } from './read-body.ts';

/** Public names and comments: those that wait, or with `state=decided` the others. */
export function getComments(context: AppContext): Handler<ConsoleEnv> {
  return async function getComments(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const after = c.req.query('after');
    if (after !== undefined && !/^\d{1,15}$/.test(after)) {
      throw new HttpProblem(400, '`after` must be `next` of the page before.');
    }
    const page: CommentPage = {
      ...(await listForReview(context.storage, context.publicSignatureCipher, petition, {
        isWaiting: c.req.query('state') !== 'decided',
        after: after === undefined ? undefined : Number(after),
      })),
      approvesNames: petition.approveNames,
      showsNames: petition.fields.display !== 'off',
    };
    return c.json(page);
  };
}

export function postComment(context: AppContext): Handler<ConsoleEnv> {
  return async function postComment(c) {
    requireOrganizer(c);
    const petition = findConsolePetition(context, c);
    const decision = await readBody(c, CommentDecision);
    const { name } = c.get('account');
    const result = await decide(context.storage, context.publicSignatureCipher, petition, decision, name);
    if (result === 'gone') throw notFound();
    if (result === 'changed') {
      throw new HttpProblem(409, 'Somebody else has decided meanwhile, or it can’t be undone anymore.');
    }
    return c.json(result);
  };
}
