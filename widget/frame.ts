/**
 * Makes a frame as tall as the petition in it. The same script runs in both places: in the frame, it reports the height in the
 * way that WordPress understands; on a page with such frames, it applies what they report. WordPress applies it by itself.
 */
const SCRIPT_ORIGIN = new URL(import.meta.url).origin;

/** Keeps the page usable if something only pretends to be a petition. */
const MAX_HEIGHT_PX = 5_000;
/** WordPress clips taller frames. */
const WORDPRESS_MAX_HEIGHT_PX = 1_000;
const MEASURE_INTERVAL_MS = 200;

if (parent === window) applyReportedHeights();
else reportHeight();

function applyReportedHeights() {
  addEventListener('message', ({ data, source }) => {
    if (data?.message !== 'height' || !(data.value > 0)) return;
    for (const frame of document.querySelectorAll<HTMLIFrameElement>(`iframe[src^="${SCRIPT_ORIGIN}/p/"]`)) {
      if (frame.contentWindow === source) frame.style.height = `${Math.min(data.value, MAX_HEIGHT_PX)}px`;
    }
  });
}

function reportHeight() {
  // WordPress adds it to the frame's URL, and ignores reports without it.
  const secret = new URLSearchParams(location.hash.replace(/^#\??/, '')).get('secret') ?? '';
  let reportedPx = 0;

  const heightPx = () => Math.ceil(document.body.getBoundingClientRect().height);
  const report = () => {
    reportedPx = heightPx();
    parent.postMessage({ message: 'height', value: reportedPx, secret }, '*');
  };
  const reportChange = () => {
    // Clipped content is easy to miss.
    if (secret && heightPx() > WORDPRESS_MAX_HEIGHT_PX) {
      document.querySelector('petition-widget')?.setAttribute('compact', '');
    }
    if (heightPx() !== reportedPx) report();
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
  addEventListener('message', ({ data }) => {
    if (data?.message === 'ready') report();
  });
}
