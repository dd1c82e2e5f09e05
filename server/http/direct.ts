import type { Context, Handler } from 'hono';
import type { Logger } from 'pino';
import { addHeaders, type Headers } from './headers.ts';
import type { AnswerLog } from './log.ts';
import { errorResponse } from './problem.ts';

/**
 * Does for one handler what middleware does for the others: errors become answers, and each answer is
 * counted. Middleware costs several times what it costs to answer from memory, so routes that every page asks
 * for go without; the handler's own answers must carry all their headers.
 *
 * @param headers what an error's answer carries
 */
export function direct(log: Logger, answers: AnswerLog, headers: Headers) {
  return (handler: (c: Context) => Response | Promise<Response>): Handler =>
    function answer(c) {
      const start = performance.now();
      const sent = (response: Response) => {
        answers.count(c, response.status, start);
        return response;
      };
      const failed = (error: unknown) => sent(addHeaders(errorResponse(c, log, error), headers));
      try {
        const response = handler(c);
        return response instanceof Promise ? response.then(sent, failed) : sent(response);
      } catch (error) {
        return failed(error);
      }
    };
}
