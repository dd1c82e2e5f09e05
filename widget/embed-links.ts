import { DEFAULT_RADIUS_PX } from '../common/theme.ts';

/** Parameters of a link's query that become attributes, and those that become custom properties. */
const ATTRIBUTES = ['partner', 'lang', 'compact', 'hide-text'];
const CUSTOM_PROPERTIES = ['accent', 'radius'];

/** A widget that is lighter or darker than its page needs its own background. */
const BACKGROUND = {
  background: 'Canvas',
  borderRadius: `var(--petition-radius, ${DEFAULT_RADIUS_PX}px)`,
  color: 'CanvasText',
  padding: '1.5rem',
};

/**
 * Turns `<a data-petition-widget href="…/p/SLUG?partner=…">` into widgets, for editors that drop unknown tags but keep
 * links. Uses the same query parameters as the frame; unknown ones are ignored.
 */
export function upgradeLinks(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-petition-widget][href]')) {
    const widget = document.createElement('petition-widget');
    widget.petition = link.pathname.replace(/^\/p\/|\/+$/g, '');
    widget.server = link.origin;
    for (const [name, value] of new URLSearchParams(link.search)) {
      if (ATTRIBUTES.includes(name)) widget.setAttribute(name, value);
      if (CUSTOM_PROPERTIES.includes(name)) widget.style.setProperty(`--petition-${name}`, value);
      if (name === 'scheme') Object.assign(widget.style, BACKGROUND, { colorScheme: value });
    }
    // The link becomes the fallback.
    link.removeAttribute('data-petition-widget');
    link.replaceWith(widget);
    widget.append(link);
  }
}
