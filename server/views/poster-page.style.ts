/**
 * What the poster adds to the stylesheet of the hosted pages. A sheet is 100 units wide and 136 high, on the screen as on paper:
 * with margins, that fits on A4 and on Letter.
 */
export const POSTER_STYLE = `
@page { margin: 10mm; }
:root { --unit: min(1vw, 0.46rem); }
.poster { padding: 1.25rem 0; }
.poster .note { max-inline-size: 46rem; margin: 0 auto 1.25rem; padding-inline: 1.25rem; display: grid; gap: 0.25rem; }
.sheet { color-scheme: light; background: #fff; color: #000; inline-size: calc(100 * var(--unit)); min-block-size: calc(136 * var(--unit)); margin-inline: auto; padding: 0; display: flex; flex-direction: column; gap: calc(2 * var(--unit)); font-size: calc(2.4 * var(--unit)); line-height: 1.35; box-shadow: 0 0 0 1px var(--faint), 0 8px 32px rgb(60 30 10 / 12%); }
.sheet > :not(.strips) { margin-inline: calc(5 * var(--unit)); text-align: center; }
.sheet header { margin-block-start: calc(5 * var(--unit)); }
.sheet h1 { font-size: calc(7.5 * var(--unit)); }
.sheet h1.long { font-size: calc(5.5 * var(--unit)); }
.sheet h1.longer { font-size: calc(4.25 * var(--unit)); }
.sheet h1.longest { font-size: calc(3.4 * var(--unit)); }
.sheet .addressee { font-size: calc(3 * var(--unit)); font-weight: 600; margin-block-end: calc(1 * var(--unit)); }
.sheet .creator { color: inherit; margin-block-start: calc(1 * var(--unit)); }
.code { display: block; fill: #000; }
.scan { flex: 1; display: grid; align-content: center; justify-items: center; }
.scan .code { inline-size: calc(46 * var(--unit)); }
.scan strong { font-size: calc(4 * var(--unit)); line-height: 1.2; }
.scan bdi { display: block; font-size: calc(2.6 * var(--unit)); font-weight: 600; overflow-wrap: anywhere; }
/* The picture takes the space that is left, and the code moves beside its words. */
.pictured figure { flex: 1; min-block-size: calc(20 * var(--unit)); display: flex; flex-direction: column; }
.pictured img { flex: 1 1 0; min-block-size: 0; inline-size: 100%; object-fit: cover; border-radius: calc(1.5 * var(--unit)); }
.pictured figcaption { font-size: calc(1.5 * var(--unit)); text-align: end; }
.pictured .scan { flex: none; grid-template-columns: auto minmax(0, 1fr); align-items: center; gap: calc(4 * var(--unit)); text-align: start; }
.pictured .scan .code { inline-size: calc(30 * var(--unit)); }
.sheet bdi span { display: inline-block; max-inline-size: 100%; }
.strips { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(8, 1fr); border-block-start: 1px dashed #000; }
.strips li { display: grid; justify-items: center; align-content: start; block-size: calc(38 * var(--unit)); overflow: hidden; font-size: calc(1.45 * var(--unit)); line-height: 1.3; }
.strips li + li { border-inline-start: 1px dashed #000; }
.strips .code { inline-size: calc(11 * var(--unit)); }
.strips p { writing-mode: vertical-rl; block-size: calc(12 * var(--unit)); inline-size: calc(25 * var(--unit)); overflow: hidden; overflow-wrap: anywhere; display: grid; align-content: center; }
.strips bdi { display: block; }
.strips.dense li { font-size: calc(1.15 * var(--unit)); line-height: 1.2; }
@media print {
  :root { --unit: 1.9mm; }
  body.poster { background: none; padding: 0; }
  .poster .note { display: none; }
  .sheet { box-shadow: none; }
  .sheet header { margin-block-start: 0; }
  /* At the edge of the paper, whatever its height. */
  .strips { position: fixed; inset-block-end: 0; inset-inline: 0; inline-size: calc(100 * var(--unit)); margin-inline: auto; }
  .sheet { block-size: calc(136 * var(--unit)); min-block-size: 0; padding-block-end: calc(40 * var(--unit)); }
}
`;
