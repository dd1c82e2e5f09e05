/**
 * What Node and the edge import where a page is drawn on a server: the same names, so that nothing breaks. The tags are
 * drawn with what stands inside them, the fallback, and become elements in the browser.
 */
export * from '../widget/events.ts';

class Absent {
  constructor() {
    throw new Error('There are no elements outside of a browser.');
  }
}

/** Can be named and extended here, but not made. */
export class PetitionWidget extends Absent {}

/** Can be named and extended here, but not made. */
export class PetitionProgress extends Absent {}
