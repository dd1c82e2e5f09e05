/**
 * What a test does with a page, in any browser. Each method throws if the browser reports a failure.
 */
export interface Visit {
  /** As the browser reports it. */
  version: string;
  goto(url: string): Promise<void>;
  /** Until the next navigation, `evaluate` runs in the page's first frame. */
  enterFrame(): Promise<void>;
  /** Runs a function in the page. It sees only its arguments and the page. Arguments and result are JSON. */
  evaluate<Args extends unknown[], Result>(act: (...args: Args) => Result, ...args: Args): Promise<Result>;
  /** Presses keys one after the other: "a", "Tab", "Enter". */
  press(...keys: string[]): Promise<void>;
  /** Clicks at a position in pixels from the viewport's top left corner. */
  click(x: number, y: number): Promise<void>;
  /** Closes the browser. */
  close(): Promise<void>;
}
