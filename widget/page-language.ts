/**
 * Languages that an element should be in: that of the page around it, or if the page has none, the browser's.
 *
 * @returns BCP 47 tags in order of preference; at least one
 */
export function languagesAround(element: Element): string[] {
  const lang = pageLanguage(element);
  return lang ? [lang] : [navigator.language, ...navigator.languages];
}

/** The nearest `lang`, through shadow roots. */
function pageLanguage(element: Element): string | null {
  const holder = element.closest('[lang]');
  if (holder) return holder.getAttribute('lang');
  const { host } = element.getRootNode() as Partial<ShadowRoot>;
  return host ? pageLanguage(host) : null;
}
