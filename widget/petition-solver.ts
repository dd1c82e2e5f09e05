/**
 * Works out the proof that the server asks for when robots strain it. A file of its own, which the widget
 * fetches only then. A page may hold an older or newer widget: `solve` stays as it is.
 */
import type { Challenge } from '../common/contract.ts';
import { MOST_HASHES, type Solution, search, workerScript } from './search.ts';

// The worker finds it in this file once all is in one.
export { search };

/** On an old phone they take as long as it takes to draw a frame. */
const SLICE = 2_000;
/** How long a worker may take to start. A page can forbid workers in ways that nobody is told of. */
const PATIENCE_MS = 3_000;

/** @returns what stands in `proof` */
export async function solve(challenge: Challenge): Promise<string> {
  const solution = await inWorker(challenge).catch(() => inSlices(challenge));
  return btoa(JSON.stringify({ challenge, solution }));
}

/** In a worker made from a blob, since another origin's script can't become one. */
function inWorker(challenge: Challenge): Promise<Solution> {
  const url = URL.createObjectURL(new Blob([workerScript()], { type: 'text/javascript' }));
  let worker: Worker | undefined;
  return new Promise<Solution>((resolve, reject) => {
    const late = setTimeout(reject, PATIENCE_MS);
    worker = new Worker(url, { type: 'module' });
    worker.onerror = (event) => {
      // The page's own watch over errors has nothing to do with it.
      event.preventDefault();
      reject();
    };
    worker.onmessage = ({ data }) => {
      // It has started, and gets as long as it takes: the page would take longer.
      clearTimeout(late);
      if (data) resolve(data);
      else worker!.postMessage(challenge);
    };
  }).finally(() => {
    worker?.terminate();
    URL.revokeObjectURL(url);
  });
}

/** On the page itself, which stays usable meanwhile. */
async function inSlices(challenge: Challenge): Promise<Solution> {
  for (let from = 0; from < MOST_HASHES; from += SLICE) {
    const solution = search(challenge, from, from + SLICE);
    if (solution) return solution;
    await new Promise((resolve) => setTimeout(resolve));
  }
  throw new Error('no solution');
}
