/**
 * What a test does with a page, whichever browser shows it. Each method throws where the browser says that it
 * didn't work.
 */
export interface Visit {
  /** Of the browser, as it writes it. */
  version: string;
  goto(url: string): Promise<void>;
  /** From here on until it goes elsewhere, `evaluate` is about the page's first frame. */
  enterFrame(): Promise<void>;
  /** Runs a function in the page. It sees its arguments and the page, nothing else; both are JSON. */
  evaluate<Args extends unknown[], Result>(act: (...args: Args) => Result, ...args: Args): Promise<Result>;
  /** Presses keys one after the other: "a", "Tab", "Enter". */
  press(...keys: string[]): Promise<void>;
  /** Presses the mouse's button at a place, in pixels from the upper left corner of what is seen of the page. */
  click(x: number, y: number): Promise<void>;
  /** Ends the browser. */
  close(): Promise<void>;
}
