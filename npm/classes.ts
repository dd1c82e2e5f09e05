/** The classes alone: whoever imports them from here defines the elements, under names of their own if they like. */
export * from '../widget/events.ts';
export { PetitionProgress } from '../widget/petition-progress.ts';
export { PetitionWidget } from '../widget/petition-widget.ts';
