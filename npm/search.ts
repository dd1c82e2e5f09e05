/**
 * In the place of the widget's own `search.ts`: in an application's bundle no file has an address or exports that anybody
 * could know, so the worker's script is whole in itself.
 */
import script from 'worker:search';

export { MOST_HASHES, type Solution, search } from '../widget/search.ts';

export const workerScript = () => script;
