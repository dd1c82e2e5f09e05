/**
 * What the console's pages and the server say to each other about comments, safety, the server's health, and partners' links.
 * The schemas validate requests, and describe responses.
 */
import * as v from 'valibot';

const Handle = v.pipe(v.string(), v.maxLength(40));

/**
 * - `waiting`: not public until it is approved
 * - `approved`: public
 * - `refused`: the name is public, the comment isn't; can be undone until `finalAt`
 * - `hidden`: nothing is public; can be undone until `finalAt`
 * - `name`: the name is public, and there is no comment or no longer one
 */
const CommentState = v.picklist(['waiting', 'approved', 'refused', 'hidden', 'name']);

/** A public signature as organizers see it. */
export const ConsoleComment = v.object({
  /** Identifies it without revealing anything about the signer. */
  handle: v.string(),
  /** As the public sees it. */
  name: v.string(),
  comment: v.nullable(v.string()),
  state: CommentState,
  /** Until when the decision can be undone. ISO 8601 in UTC. Null if there is no end, or nothing to undo. */
  finalAt: v.nullable(v.string()),
});
export type ConsoleComment = v.InferOutput<typeof ConsoleComment>;

export const CommentPage = v.object({
  comments: v.array(ConsoleComment),
  /** For the parameter `after`. Null on the last page. */
  next: v.nullable(v.string()),
  /** Whether names without a comment wait for approval, too. */
  approvesNames: v.boolean(),
  /** Whether signers can choose to be shown at all. */
  showsNames: v.boolean(),
});
export type CommentPage = v.InferOutput<typeof CommentPage>;

export const CommentDecision = v.object({
  handle: Handle,
  action: v.picklist(['approve', 'refuse', 'hide', 'undo']),
  /** The state in which it was seen. Otherwise somebody else has decided meanwhile. */
  seen: CommentState,
});
export type CommentDecision = v.InferOutput<typeof CommentDecision>;
