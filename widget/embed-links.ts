import { DEFAULT_RADIUS_PX } from '../common/theme.ts';

/** Parameters of a link's query that become attributes, and those that become custom properties. */
const ATTRIBUTES = ['partner', 'lang', 'compact', 'hide-text', 'show-image'];
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
 *
 * What is typed goes to the link's server, and those who write links aren't always those who may choose the server. So it is the
 * script's own, or one that the script's tag lists: `<script data-servers="https://petitions.example.org">`.
 *
 * A file of its own, loaded only on pages that have such links. A page can have an older or newer widget than this, so the
 * signature can't change.
 */
export function upgradeLinks(scriptOrigin: string): void {
  const listed = document.querySelector<HTMLElement>('script[data-servers]')?.dataset.servers ?? '';
  const servers = [scriptOrigin, ...listed.split(/\s+/)];
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-petition-widget][href]')) {
    // Also keeps the others from being looked at again.
    link.removeAttribute('data-petition-widget');
    // Links often say http where it is https.
    const server = servers.find(
      (listed) => listed.replace(/^https?:/, '') === link.origin.replace(/^https?:/, ''),
    );
    if (!server) {
      console.warn(
        `<a data-petition-widget>: ${link.origin} is another server than the script's, so this stays a link. To allow it, add data-servers="${link.origin}" to the <script>.`,
      );
      continue;
    }
    const widget = document.createElement('petition-widget');
    widget.petition = /^\/p\/([\w-]+)/i.exec(link.pathname)?.[1]?.toLowerCase() ?? '';
    widget.server = server;
    for (const [name, value] of new URLSearchParams(link.search)) {
      if (ATTRIBUTES.includes(name)) widget.setAttribute(name, value);
      if (CUSTOM_PROPERTIES.includes(name)) widget.style.setProperty(`--petition-${name}`, value);
      if (name === 'scheme') Object.assign(widget.style, BACKGROUND, { colorScheme: value });
    }
    // The link becomes the fallback.
    link.replaceWith(widget);
    widget.append(link);
  }
}
