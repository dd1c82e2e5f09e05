/**
 * Imported by Node and edge runtimes, for pages that are rendered on a server: the same exports, so that nothing breaks. The tags are
 * rendered with their content, the fallback, and become elements in the browser.
 */
export * from '../widget/events.ts';

class BrowserOnlyElement {
  constructor() {
    throw new Error('There are no elements outside of a browser.');
  }
}

/** Can be referenced and extended on a server, but not instantiated. */
export class PetitionWidget extends BrowserOnlyElement {}

/** Can be referenced and extended on a server, but not instantiated. */
export class PetitionProgress extends BrowserOnlyElement {}

/** Can be referenced and extended on a server, but not instantiated. */
export class PetitionList extends BrowserOnlyElement {}
