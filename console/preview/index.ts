/**
 * The page of the preview: the widget as partner sites have it, in front of a server that only pretends. What the editor holds is
 * shown as if it were published, and signing sends nothing.
 */
import type { PreviewMessage } from './message.ts';

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ':root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui, sans-serif; } body { margin: 1rem; } petition-widget { display: block; }',
);
document.adoptedStyleSheets = [sheet];

let shown: PreviewMessage | undefined;

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

const load = window.fetch.bind(window);
window.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input, location.href);
  // Only what the widget is made of comes from the server: its scripts and languages.
  if (!url.pathname.startsWith('/v1/petitions')) return load(input, init);
  const { petition } = shown!;
  const { count, goal, confirmation } = petition;
  if (init?.method === 'POST')
    return json({ status: confirmation === 'required' ? 'confirm' : 'signed' }, 202);
  return json(url.pathname.endsWith('/count') ? { count, goal } : petition);
};

addEventListener('message', ({ source, origin, data }) => {
  // Test tools and extensions send messages, too.
  if (source !== parent || origin !== location.origin || !data?.petition) return;
  shown = data as PreviewMessage;
  const widget = document.createElement('petition-widget');
  widget.setAttribute('petition', shown.petition.slug);
  widget.setAttribute('lang', shown.lang);
  widget.setAttribute('show-image', '');
  // An element that has loaded a petition keeps it.
  document.body.replaceChildren(widget);
  document.documentElement.lang = shown.lang;
});

new ResizeObserver(() => {
  parent.postMessage({ height: document.body.getBoundingClientRect().height + 32 }, location.origin);
}).observe(document.body);

const script = document.createElement('script');
script.type = 'module';
script.src = '/v1/petition-widget.js';
script.onload = () => parent.postMessage('ready', location.origin);
document.head.append(script);
