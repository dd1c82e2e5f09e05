/** The classes, without defining any element. Applications can define them under names of their own. */
export * from '../widget/events.ts';
export { PetitionList } from '../widget/petition-list.ts';
export { PetitionProgress } from '../widget/petition-progress.ts';
export { PetitionWidget } from '../widget/petition-widget.ts';
