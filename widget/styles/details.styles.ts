/** For what only some petitions have. Loaded with `details.ts`, after the widget's own styles. */
export const DETAILS_CSS = /* css */ `
[part=text] h3,
[part=closed] h3 ~ div h3 {
  font-size: 1.25em;
  margin-top: 0.4em;
}
figure {
  margin: 0;
}
img {
  background: color-mix(in srgb, currentColor 8%, transparent);
  border-radius: var(--radius);
  display: block;
  height: auto;
  width: 100%;
}
figcaption {
  font-size: 0.875em;
  margin-top: 0.4em;
  opacity: 0.85;
}
[aria-pressed=true] {
  text-decoration: none;
}
[part=latest] {
  border-top: 1px solid var(--tint);
  margin-top: 0.5em;
  padding-top: 1.5em;
}
[part=latest] h3 {
  font-size: 1.125em;
}
q {
  display: block;
  unicode-bidi: plaintext;
  white-space: pre-line;
}
ul,
ol {
  display: grid;
  gap: 0.4em;
  margin: 0;
  padding-inline-start: 1.5em;
}
ul {
  list-style: disc;
}
ol {
  list-style: decimal;
}
li {
  unicode-bidi: plaintext;
  white-space: pre-line;
}
blockquote {
  border-inline-start: 0.25em solid var(--accent);
  display: grid;
  gap: 1em;
  margin: 0;
  padding-inline-start: 1em;
}
em {
  font-style: italic;
}
b,
[part=target] {
  font-weight: 700;
}
[part=target],
[part=organizer] a {
  overflow-wrap: anywhere;
}
[part=notice],
[part=organizer] {
  opacity: 0.85;
}
/* A compact widget has it once the form is open. */
[part=button] ~ [part=organizer] {
  display: none;
}
/* On white, because many logos are made for it. */
[part=organizer] img {
  background: #fff;
  margin-bottom: 0.5em;
  max-height: 3.5em;
  max-width: 10em;
  object-fit: contain;
  padding: 0.25em;
  width: auto;
}
[part=organizer] a {
  margin-inline-end: 0.75em;
}
`;
