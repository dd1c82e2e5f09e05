import { dispatchFrameEvent, requestEvents, sendEvents } from './frame-events.ts';

/**
 * Makes a frame as tall as the petition in it, and passes on its events. The same script runs in both places: in the frame, it
 * reports the height in the way that WordPress understands; on a page with such frames, it applies what they report. WordPress
 * applies the height by itself.
 */
const SCRIPT_ORIGIN = new URL(import.meta.url).origin;

/** Keeps the page usable if something only pretends to be a petition. */
const MAX_HEIGHT_PX = 5_000;
/** WordPress clips taller frames. */
const WORDPRESS_MAX_HEIGHT_PX = 1_000;
const MEASURE_INTERVAL_MS = 200;

if (parent === window) {
  listenToFrames();
} else {
  reportHeight();
  sendEvents();
}

function isPetition({ src }: HTMLIFrameElement): boolean {
  return src.startsWith(`${SCRIPT_ORIGIN}/p/`);
}

/** Asks a frame for its height: it may have reported before this script listened, or not know the page that it is on. */
function greet(frame: HTMLIFrameElement): void {
  // A sandboxed frame's origin can't be named. The request is no secret.
  if (isPetition(frame)) frame.contentWindow?.postMessage({ message: 'ready' }, '*');
}

function listenToFrames() {
  document.querySelectorAll('iframe').forEach(greet);
  document.addEventListener(
    'load',
    ({ target }) => {
      if (target instanceof HTMLIFrameElement) greet(target);
    },
    // A frame's event doesn't bubble.
    true,
  );
  addEventListener('message', ({ data, source, origin }) => {
    if (typeof data?.message !== 'string') return;
    for (const frame of document.querySelectorAll('iframe')) {
      // A sandboxed frame has no origin. One that a plugin has loaded has another `src`, or none.
      const isOurs = origin === SCRIPT_ORIGIN || (origin === 'null' && isPetition(frame));
      if (!isOurs || frame.contentWindow !== source) continue;
      dispatchFrameEvent(frame, data);
      if (data.message !== 'height' || !(data.value > 0)) continue;
      frame.style.height = `${Math.min(data.value, MAX_HEIGHT_PX)}px`;
      requestEvents(source as Window, origin);
    }
  });
}

/**
 * Whoever reads the height must not learn that the visitor has signed. So at one width it only grows: errors take space, and
 * their disappearance would tell that the form was sent. (The thanks take the form's space.)
 */
function reportHeight() {
  // WordPress adds it to the frame's URL, and ignores reports without it.
  const secret = new URLSearchParams(location.hash.replace(/^#\??/, '')).get('secret') ?? '';
  /** Origin of the page around the frame, or '' until it is known. Nobody else gets the height. */
  let page = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  let widthPx = 0;
  let reportedPx = 0;

  const report = () => {
    if (/^http/.test(page)) parent.postMessage({ message: 'height', value: reportedPx, secret }, page);
  };
  const reportChange = () => {
    const widget = document.querySelector('petition-widget');
    const { width, height } = document.body.getBoundingClientRect();
    // Clipped content is easy to miss.
    if (secret && widget && !widget.hasAttribute('compact') && height > WORDPRESS_MAX_HEIGHT_PX) {
      widget.setAttribute('compact', '');
      widthPx = 0;
      return;
    }
    const heightPx = Math.ceil(height);
    if (width === widthPx && heightPx <= reportedPx) return;
    widthPx = width;
    reportedPx = heightPx;
    report();
  };

  // WordPress hides a frame until its first report, and browsers don't render hidden frames, so no observer fires.
  const measuring = setInterval(reportChange, MEASURE_INTERVAL_MS);
  let renderings = 0;
  new ResizeObserver(() => {
    reportChange();
    // The first call happens even if nothing is rendered afterward.
    if (++renderings > 1) clearInterval(measuring);
  }).observe(document.body);
  // A page may start to listen after the first report.
  addEventListener('message', ({ data, source, origin }) => {
    if (data?.message !== 'ready' || source !== parent) return;
    page = origin;
    report();
  });
}
