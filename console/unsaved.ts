/** What would be lost if the screen were left now. */
let isUnsaved: (() => boolean) | undefined;

/** Registers a screen with something to lose. Call the result once it is gone. */
export function guardUnsaved(hasChanges: () => boolean): () => void {
  isUnsaved = hasChanges;
  return () => {
    if (isUnsaved === hasChanges) isUnsaved = undefined;
  };
}

/** Asks before something is lost. */
export const mayLeave = (question: string): boolean => !isUnsaved?.() || confirm(question);

// Browsers ask in their own words.
addEventListener('beforeunload', (event) => {
  if (isUnsaved?.()) event.preventDefault();
});
