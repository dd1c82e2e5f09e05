import { PROGRESS_CSS } from './progress.styles.ts';

export const LIST_CSS = /* css */ `${PROGRESS_CSS}
[part=base] {
  break-inside: auto;
}
[part=list] {
  display: grid;
  gap: 1.5em;
  grid-template-columns: repeat(auto-fill, minmax(min(18em, 100%), 1fr));
  list-style: none;
}
[part=card] {
  border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  border-radius: var(--radius);
  break-inside: avoid;
  display: flex;
  flex-direction: column;
  gap: 0.5em;
  padding: 1.25em;
  position: relative;
}
/* Cut to one shape, whose space is there before the picture. */
[part=picture] {
  aspect-ratio: 16 / 9;
  background: linear-gradient(135deg, color-mix(in srgb, var(--accent) 45%, transparent), color-mix(in srgb, var(--accent) 20%, transparent));
  border-radius: calc(var(--radius) - 1px) calc(var(--radius) - 1px) 0 0;
  margin: -1.25em -1.25em 0.75em;
  overflow: hidden;
}
/* In one column, nothing is beside it. */
@container (width < 37.5em) {
  [part=picture]:empty {
    display: none;
  }
}
img {
  display: block;
  height: 100%;
  object-fit: cover;
  width: 100%;
}
[hidden] {
  display: none;
}
h3 {
  font-size: 1.25em;
  font-weight: 700;
  line-height: 1.25;
  text-wrap: balance;
}
a {
  display: block;
  text-decoration: none;
  unicode-bidi: plaintext;
}
/* The whole card opens the petition. */
a::after {
  border-radius: var(--radius);
  content: '';
  inset: 0;
  position: absolute;
}
[part=card]:hover {
  border-color: var(--accent);
}
[part=card]:hover a {
  text-decoration: underline;
  text-decoration-color: var(--accent);
  text-decoration-thickness: 0.1em;
  text-underline-offset: 0.2em;
}
:focus-visible,
a:focus-visible::after {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}
a:focus-visible {
  outline: 0;
}
[part=target],
[part=creator],
[part=notice],
bdi {
  opacity: 0.85;
}
/* Counts and bars are at one height in each row, whatever is above. */
[part=progress] {
  margin-top: auto;
  padding-top: 0.75em;
}
strong {
  font-size: 1.75em;
}
progress {
  height: 0.625em;
}
[part=more] {
  background: none;
  border: 1px solid color-mix(in srgb, currentColor 55%, transparent);
  border-radius: var(--radius);
  cursor: pointer;
  display: block;
  font-weight: 600;
  margin: 1.5em auto 0;
  max-width: 100%;
  min-height: 3em;
  padding: 0.6em 2em;
}
[part=error] {
  color: var(--error);
  font-weight: 600;
  margin-top: 1.5em;
  text-align: center;
}
[part=error]:empty {
  display: none;
}
@media print {
  [part=more] {
    display: none;
  }
}
`;
