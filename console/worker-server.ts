import type { WorkerAnswer } from './worker-client.ts';

/**
 * Answers what the page asks its worker, in the order of requests, by which the page knows the answers.
 *
 * @param respond called with a function that reports progress
 * @param reasonOf what the page is told about an error
 */
export function answerRequests<Request, Progress, Reason>(
  respond: (request: Request, onProgress: (progress: Progress) => void) => unknown,
  reasonOf: (error: unknown) => Reason,
): void {
  const answer = (message: WorkerAnswer<Progress, Reason>) => postMessage(message);
  const onProgress = (progress: Progress) => answer({ type: 'progress', ...progress });
  let latest: Promise<void> = Promise.resolve();
  addEventListener('message', ({ data }: MessageEvent<Request>) => {
    latest = latest.then(async () => {
      try {
        answer({ type: 'done', value: await respond(data, onProgress) });
      } catch (error) {
        answer({ type: 'failed', reason: reasonOf(error) });
      }
    });
  });
}
