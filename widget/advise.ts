import { HOME } from './home.ts';
import type { Advised } from './petition-advice.ts';

/**
 * Tells whoever made the page, in a line of the console, what to mend.
 *
 * @param status of what failed; undefined where nothing did, and some attribute doesn't do what it should
 */
export const advise = (element: Advised, status?: number) =>
  import('./petition-advice.ts')
    .then(({ advise }) => advise(element, HOME, status))
    .catch(() => console.warn(`<${element.localName}>: ${HOME} (${status})`));
