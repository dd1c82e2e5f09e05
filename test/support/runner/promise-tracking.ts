import asyncHooks, { type AsyncHook } from 'node:async_hooks';

/**
 * Makes it possible to stop what Node's test runner does with an async hook: it follows each promise, to know the
 * `describe` in which an `it` is called. Has to be called before `node:test` is loaded.
 *
 * @returns a function that stops it, once all tests are known. From then on, an error that no test awaits fails the
 * process instead of the test.
 */
export function interceptPromiseTracking(): () => void {
  const hooks: AsyncHook[] = [];
  const { createHook } = asyncHooks;
  asyncHooks.createHook = (callbacks) => {
    const hook = createHook(callbacks);
    hooks.push(hook);
    return hook;
  };
  return () => {
    asyncHooks.createHook = createHook;
    for (const hook of hooks) hook.disable();
    // The test may wait forever for what failed, so that the runner never gets to report it.
    for (const event of ['uncaughtException', 'unhandledRejection'])
      process.on(event, (error) => console.error('No test awaits this error:', error));
  };
}
