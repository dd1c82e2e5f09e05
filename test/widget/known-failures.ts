/**
 * Tests that a browser can't run, by their titles, and why. They are skipped there. `npm run test:browsers` fails if any other test is
 * skipped, or if one of these no longer is.
 */
export const KNOWN_FAILURES: Record<string, Record<string, string>> = {
  WebKit: {
    'user preferences > forced colors keep the bar and the button visible':
      'neither it nor Safari supports forced colors',
    'user preferences > emulated forced colors can be reset, so that they don’t reach the tests that run on this page next':
      'neither it nor Safari supports forced colors',
    'user preferences > printing leaves out the form and keeps the cause':
      'its driver can’t emulate print media',
    'user preferences > printing shows the whole text, and no "Read more"':
      'its driver can’t emulate print media',
  },
};
