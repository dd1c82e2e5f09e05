const SOONEST_MS = 5_000;
const LATEST_MS = 60_000;

/**
 * Looks again and again, but only while the element is on the screen of a visible tab, and more seldom the
 * longer nothing changes or answers.
 *
 * @param look asks the server; true where something changed
 * @returns looks in about so many milliseconds, and goes on from there
 */
export function watch(element: Element, look: () => Promise<boolean>): (inMs: number) => void {
  let wait = SOONEST_MS;
  let onScreen = false;
  let timer = 0;

  const plan = (inMs: number) => {
    clearTimeout(timer);
    const act = async () => {
      const planned = timer;
      if (onScreen && !document.hidden) {
        wait = (await look().catch(() => false)) ? SOONEST_MS : Math.min(wait * 1.5, LATEST_MS);
      }
      // Unless a signature made another look due meanwhile. An element that is taken off the page and put
      // back tells the observer, which starts anew.
      if (element.isConnected && timer === planned) plan(wait);
    };
    // Not to the second: a page that a thousand people open at noon must not ask in step.
    timer = window.setTimeout(act, inMs * (0.9 + Math.random() / 5));
  };

  // Whoever confirmed in another tab comes back to see it counted, which takes the server a tick.
  const comeBack = () => {
    wait = SOONEST_MS / 2;
    if (!element.isConnected) document.removeEventListener('visibilitychange', comeBack);
    else if (onScreen) plan(0);
  };

  new IntersectionObserver((entries) => {
    onScreen = entries.at(-1)!.isIntersecting;
    document.addEventListener('visibilitychange', comeBack);
    wait = SOONEST_MS;
    plan(wait);
  }).observe(element);
  return plan;
}
