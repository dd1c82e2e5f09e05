/** Scrolls a row of links to that of the current screen, which may be further along than fits on a phone. */
export function revealCurrentLink(root: ParentNode): void {
  const nav = root.querySelector('nav');
  const link = nav?.querySelector<HTMLElement>('[aria-current]');
  if (nav && link) nav.scrollLeft = link.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
}
