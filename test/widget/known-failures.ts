/**
 * Tests that a browser can't run, and why. They are skipped there, and `npm run test:browsers` fails where
 * another is, or where one of these is no more.
 */
export const KNOWN_FAILURES: Record<string, Record<string, string>> = {
  WebKit: {
    'what the system asks for > forced colours: bar and button can still be told from the page':
      'it knows no forced colours, in Safari either',
    'what the system asks for > paper: the form is left out, the cause is not':
      'its driver can’t have a page shown as it is printed',
  },
};
