import { PROGRESS_CSS } from './progress.styles.ts';

export const WIDGET_CSS = /* css */ `${PROGRESS_CSS}
div,
form {
  align-content: start;
  display: grid;
  gap: 1em;
  grid-template-columns: minmax(0, 1fr);
}
[name=proof] {
  clip-path: inset(50%);
  position: fixed;
}
[part=columns] {
  gap: 2em;
}
[part=columns] > :only-child {
  max-width: 34em;
}
/* Both names share the rows of labels and errors, so that their fields are at one height. */
[part=names] {
  align-items: end;
  grid-template-columns: repeat(auto-fit, minmax(min(9em, 100%), 1fr));
  row-gap: 0.5em;
}
[part=names] > div {
  grid-row: span 2;
  grid-template-rows: subgrid;
}
[part=names] label {
  align-self: end;
}
[part=creator],
[part=consent] {
  opacity: 0.85;
}
[part=field] {
  gap: 0.5em;
}
p:empty,
[open] summary {
  display: none;
}
/* Errors that the person has just fixed keep their space: nothing may move while the button is pressed. */
[part=error]:not([id]),
[inert] {
  visibility: hidden;
}
[role=status] {
  min-height: 2em;
}
/* In a frame, the thanks take exactly the form's space. */
[inert],
[inert] + div {
  grid-area: 1 / 1;
}
[inert] + div {
  align-content: safe end;
  height: 0;
  min-height: 100%;
  overflow: auto;
}
/* A second press that was meant for the button must not land on what replaces it. */
[part=thanks],
[part=closed],
:host([compact]) form {
  animation: 0.6s deaf;
}
@keyframes deaf {
  0%,
  to {
    pointer-events: none;
  }
}
h2,
[part=text] p {
  unicode-bidi: plaintext;
  white-space: pre-line;
}
h2,
h3 {
  font-size: 1.75em;
  font-weight: 700;
  line-height: 1.2;
  text-wrap: balance;
}
/* In a grid, a card that opens must not stretch the others of its row. */
:host([compact]) {
  height: fit-content;
}
:host([compact]) h2 {
  font-size: 1.375em;
}
[part=label],
button,
[part=quiet],
summary,
[part=error],
[role=alert] {
  font-weight: 600;
}
small {
  font-weight: 400;
}
#single {
  margin-top: -0.75em;
}
a,
summary,
[part=link] {
  text-decoration: underline;
  text-decoration-color: var(--accent);
  text-decoration-thickness: 0.1em;
  text-underline-offset: 0.2em;
}
:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
[tabindex] {
  outline: 0;
}
button,
summary {
  background: none;
  border: 0;
  cursor: pointer;
  min-height: 44px;
  padding: 0.6em 0;
  text-align: start;
}
p > [part=link] {
  margin: -0.6em 0;
  margin-inline-end: 1em;
}
h3 ~ h3 {
  font-size: 1.125em;
}
details p + p {
  margin-top: 1em;
}
summary {
  list-style: none;
}
[part=input],
[part=button],
[part=quiet] {
  border: 1px solid color-mix(in srgb, currentColor 55%, transparent);
  border-radius: var(--radius);
  display: block;
  min-height: 3em;
  padding: 0.6em 0.75em;
  width: 100%;
}
[part=input] {
  background: none;
  font-weight: 400;
}
label [part=input] {
  margin-top: 0.4em;
}
option {
  background: Canvas;
  color: CanvasText;
}
[aria-invalid=true] {
  border: 2px solid var(--error);
}
[part=error],
[role=alert] {
  color: var(--error);
}
[part=error]::before {
  content: '! ';
}
[part=box] {
  display: flex;
  gap: 0.75em;
  min-height: 44px;
  padding: 0.6em 0;
}
[part=box] + [part=box] {
  margin-top: -0.75em;
}
[type=checkbox] {
  accent-color: var(--accent);
  flex: none;
  height: 1.4em;
  width: 1.4em;
}
[part=button],
[part=quiet] {
  text-align: center;
  text-decoration: none;
}
[part=button] {
  background: var(--accent);
  border-color: transparent;
  color: #fff;
  font-size: 1.125em;
  font-weight: 700;
}
/*
 * The text turns white on dark accents and black on light ones, whichever contrasts more with the accent's luminance y.
 * Browsers that don't know this color would take the page's text color instead of the white above: they find out only once the variable is known.
 */
@supports (color: color(from #fff xyz x y z)) {
  [part=button] {
    /* Far above 1, which is white, or far below 0. */
    color: color(from var(--accent) xyz calc((0.179 - y) * 9e9) calc((0.179 - y) * 9e9) calc((0.179 - y) * 9e9));
  }
}
[part=button]:hover {
  filter: brightness(0.9);
}
/* Eight links in four columns, or in two below 32em: rows of three would leave two. */
[part=share] {
  gap: 0.5em;
  grid-template-columns: repeat(auto-fit, minmax(max(20%, min(40%, (32em - 100%) * 99)), 1fr));
}
@container (width > 40em) {
  [part=columns] {
    gap: 3.5em;
    grid-auto-columns: minmax(0, 1fr);
    grid-template-columns: minmax(0, 1.2fr);
  }
  [part=cause] + div {
    grid-area: 1 / 2;
  }
  h2 {
    font-size: 2.25em;
  }
}
@media print {
  form,
  summary {
    display: none;
  }
  ::details-content {
    block-size: auto;
    content-visibility: visible;
  }
}
`;
