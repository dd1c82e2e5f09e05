import { LANGUAGES, matchLanguage } from '../common/languages.ts';
import type { DiagnosedElement, DiagnosedList } from './diagnostics.ts';
import { SCRIPT_ORIGIN } from './script-origin.ts';

/**
 * Tells the page's developer on the console what to fix. Loads the diagnostics only now, so that visitors of a page
 * without problems never download them.
 *
 * @param status HTTP status of the request that failed, or 0 if the server couldn't be reached; undefined if nothing failed, but an
 *   attribute doesn't do what it should
 */
export async function diagnose(element: DiagnosedElement | DiagnosedList, status?: number): Promise<void> {
  try {
    const { diagnose } = await import('./diagnostics.ts');
    await diagnose(element, {
      scriptOrigin: SCRIPT_ORIGIN,
      status,
      languages: LANGUAGES,
      language: matchLanguage(element.lang),
    });
  } catch {
    // Why is on the console already: the browser reports each request that fails.
    console.warn(`<${element.localName}>: failed to load.`);
  }
}

/**
 * Whether the rest of the page is inside the element: someone wrote `<petition-widget … />`, which HTML doesn't know. A fallback has
 * none of these.
 */
export const isUnclosed = (element: Element): boolean =>
  !!element.querySelector('script,footer,petition-widget');
