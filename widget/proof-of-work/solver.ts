/**
 * Finds the proof of work that the server asks for under load. A file of its own, loaded only then. A page can have an older
 * or newer widget than this, so the signature of `solve` can't change.
 */
import type { Challenge } from '../../common/contract.ts';
import { MAX_HASHES, type Solution, search } from './search.ts';
import { workerScript } from './worker-script.ts';

// For the worker, which imports this file once it is built.
export { search };

/** On an old phone, this many take as long as drawing a frame. */
const HASHES_PER_SLICE = 2_000;
/** Pages can forbid workers in ways that no event reports. */
const WORKER_START_TIMEOUT_MS = 3_000;

/** @returns the `proof` of a signature */
export async function solve(challenge: Challenge): Promise<string> {
  const solution = await searchInWorker(challenge).catch(() => searchInSlices(challenge));
  return btoa(JSON.stringify({ challenge, solution }));
}

/** The worker is made from a blob, because a script from another origin can't become one. */
function searchInWorker(challenge: Challenge): Promise<Solution> {
  const url = URL.createObjectURL(new Blob([workerScript()], { type: 'text/javascript' }));
  let worker: Worker | undefined;
  return new Promise<Solution>((resolve, reject) => {
    const timeout = setTimeout(reject, WORKER_START_TIMEOUT_MS);
    worker = new Worker(url, { type: 'module' });
    worker.onerror = (event) => {
      // Keeps the error from the page's own error reporting.
      event.preventDefault();
      reject();
    };
    worker.onmessage = ({ data }) => {
      // The worker has started. No timeout from here: the fallback is slower.
      clearTimeout(timeout);
      if (data) resolve(data);
      else worker!.postMessage(challenge);
    };
  }).finally(() => {
    worker?.terminate();
    URL.revokeObjectURL(url);
  });
}

/** On the page itself, which stays responsive. */
async function searchInSlices(challenge: Challenge): Promise<Solution> {
  for (let from = 0; from < MAX_HASHES; from += HASHES_PER_SLICE) {
    const solution = search(challenge, from, from + HASHES_PER_SLICE);
    if (solution) return solution;
    await new Promise((resolve) => setTimeout(resolve));
  }
  throw new Error('No solution found.');
}
