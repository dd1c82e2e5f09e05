interface Guard {
  hasChanges(): boolean;
  /** What to ask, if it isn't the usual question. */
  question?: (() => string) | undefined;
}

/** What would be lost if the screen were left now. */
let guard: Guard | undefined;

/** Registers a screen with something to lose. Call the result once it is gone. */
export function guardUnsaved(hasChanges: () => boolean, question?: () => string): () => void {
  const own: Guard = { hasChanges, question };
  guard = own;
  return () => {
    if (guard === own) guard = undefined;
  };
}

/** Asks before something is lost. */
export const mayLeave = (question: string): boolean =>
  !guard?.hasChanges() || confirm(guard.question?.() ?? question);

// Browsers ask in their own words.
addEventListener('beforeunload', (event) => {
  if (guard?.hasChanges()) event.preventDefault();
});
