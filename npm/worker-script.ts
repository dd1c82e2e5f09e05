/**
 * The package's version of `widget/proof-of-work/worker-script.ts`. In an application's bundle, no file has a predictable URL
 * or predictable exports, so the worker's script contains everything.
 */
import script from 'worker:search';

export const workerScript = () => script;
