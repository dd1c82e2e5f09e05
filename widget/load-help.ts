type SigningHelp = typeof import('./signing-help.ts');

/** People who sign don't wait longer for the suggestion of another email address. */
const TIMEOUT_MS = 1_500;

/** Undefined until it is loaded, and where it can't be loaded. Signing works without it. */
export let help: SigningHelp | undefined;
let loading: Promise<unknown> | undefined;

/** Resolves once the help is there, or won't be in time. Never rejects. */
export function loadHelp(): Promise<unknown> {
  loading ??= Promise.race([
    import('./signing-help.ts').then((loaded) => {
      help = loaded;
    }),
    new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS)),
  ]).catch(() => {
    loading = undefined;
  });
  return loading;
}
