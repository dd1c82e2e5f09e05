/**
 * The script of the worker that searches for a proof. The npm package has its own version of this file.
 *
 * In the build, this file and `search.ts` are both part of `petition-solver.js`, which has to export `search` for the worker.
 */
export { search } from './search.ts';

/** A module: reports that it has started, searches what it is sent, and sends back what it found. */
export const workerScript = () =>
  `import{search}from${JSON.stringify(import.meta.url)};onmessage=({data})=>postMessage(search(data));postMessage(0)`;
