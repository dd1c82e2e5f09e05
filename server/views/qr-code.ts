import { html, raw } from 'hono/html';
import encodeQR from 'qr';

/** Blank modules around a code, as ISO 18004 requires: without them, cameras don't find it in a dense layout. */
const QUIET_ZONE = 4;

interface QrCode {
  /** Width and height in modules, with the quiet zone. */
  size: number;
  /** Data of an SVG path that fills the dark modules. */
  path: string;
}

/** Encodes a URL. Still readable with 15 % of it covered, as on a poster that hangs outside. */
export function encodeUrl(url: string): QrCode {
  const rows = encodeQR(url, 'raw', { ecc: 'medium', border: QUIET_ZONE });
  let path = '';
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      // One rectangle for a run of modules: between two rectangles, printers leave hairlines.
      const start = x;
      while (row[x + 1]) x++;
      path += `M${start} ${y}h${x + 1 - start}v1H${start}z`;
    }
  }
  return { size: rows.length, path };
}

/** The code as a file of its own, for flyers and slides. Black on white, whatever it is placed on. */
export function qrCodeFile(url: string): string {
  const { size, path } = encodeUrl(url);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * 10}" height="${size * 10}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>\n`;
}

/** The code within a page, which `qrCodeCopy` repeats without sending it again. */
export const qrCodeImage = ({ size, path }: QrCode, label: string) =>
  html`<svg class="code" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path id="code" d="${raw(path)}"/></svg>`;

export const qrCodeCopy = ({ size }: QrCode) =>
  html`<svg class="code" viewBox="0 0 ${size} ${size}" aria-hidden="true" shape-rendering="crispEdges"><use href="#code"/></svg>`;
