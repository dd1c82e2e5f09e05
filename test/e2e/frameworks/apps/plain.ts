import 'petition-widget';

export * from 'petition-widget/classes';
export * from 'petition-widget/petition-list';
export * from 'petition-widget/petition-progress';
