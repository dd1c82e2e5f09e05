/** Checks the package's types: TypeScript must report an error at each `@ts-expect-error`, and no other. */
import {
  PetitionErrorEvent,
  type PetitionEventMap,
  type PetitionList,
  type PetitionProgress,
  PetitionShareEvent,
  PetitionSignEvent,
  PetitionSignedEvent,
  type PetitionWidget,
} from 'petition-widget';
import { PetitionWidget as SameWidget } from 'petition-widget/classes';
import { PetitionList as SameList } from 'petition-widget/petition-list';
import { PetitionProgress as SameProgress } from 'petition-widget/petition-progress';
import type {} from 'petition-widget/preact';
import type {} from 'petition-widget/react';
import type {} from 'petition-widget/svelte';
import type {} from 'petition-widget/vue';
import type { JSX as PreactJsx } from 'preact';
import type { JSX } from 'react';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents } from 'vue';

const widget: PetitionWidget = document.createElement('petition-widget');
widget.petition = widget.partner + widget.server;
widget.compact = widget.hideText;
// @ts-expect-error
widget.hideText = 'yes';
widget.headingLevel = 3;
const progress: PetitionProgress | null = document.querySelector('petition-progress');

const list: PetitionList = document.createElement('petition-list');
list.limit = 6;

widget.addEventListener('petition-sign', (event) => event.preventDefault());
widget.addEventListener('petition-signed', ({ petition, status }) => {
  status satisfies 'signed' | 'confirm';
  petition satisfies string;
  // @ts-expect-error
  status satisfies 'signed';
});
widget.addEventListener('petition-error', ({ action, status }) => {
  action satisfies 'load' | 'sign';
  status satisfies number;
});
widget.addEventListener('petition-share', ({ method }) => method satisfies string);

export const classes = [SameWidget, SameProgress, SameList] satisfies [
  typeof PetitionWidget,
  typeof PetitionProgress,
  typeof PetitionList,
];
export const events = {
  'petition-sign': new PetitionSignEvent(''),
  'petition-signed': new PetitionSignedEvent('', 'confirm'),
  'petition-error': new PetitionErrorEvent('', 'load', 0),
  'petition-share': new PetitionShareEvent('', 'copy'),
} satisfies PetitionEventMap;
export { progress };

/** The tag's attributes in each framework. */
type Tags = [
  JSX.IntrinsicElements['petition-widget'],
  PreactJsx.IntrinsicElements['petition-widget'],
  SvelteHTMLElements['petition-widget'],
  InstanceType<GlobalComponents['petition-widget']>['$props'],
];
const allAttributes = {
  petition: 'a',
  server: 'b',
  partner: 'c',
  lang: 'd',
  compact: true,
  'hide-text': false,
  'heading-level': 3 as const,
};
export const withAll: Tags = [allAttributes, allAttributes, allAttributes, allAttributes];
const fewAttributes = { petition: 'a', server: 'b', partner: undefined, class: 'd' };
export const withFew: Tags = [fewAttributes, fewAttributes, fewAttributes, fewAttributes];
const withoutServer = { petition: 'a' };
// @ts-expect-error
export const react: Tags[0] = withoutServer;
// @ts-expect-error
export const preact: Tags[1] = withoutServer;
// @ts-expect-error
export const svelte: Tags[2] = withoutServer;
// @ts-expect-error
export const vue: Tags[3] = withoutServer;
export const tooHigh: Tags[0] = {
  ...allAttributes,
  // @ts-expect-error
  'heading-level': 1,
};
const wrongType = { ...allAttributes, compact: 'no' };
// @ts-expect-error
export const wrongInReact: [Tags[0], ...unknown[]] = [wrongType];
// @ts-expect-error
export const wrongInPreact: [Tags[1]] = [wrongType];
// @ts-expect-error
export const wrongInSvelte: [Tags[2]] = [wrongType];
// @ts-expect-error
export const wrongInVue: [Tags[3]] = [wrongType];

// Listeners have typed events.
export const listeners: [Tags[0], Tags[1], Tags[2]] = [
  { ...allAttributes, 'onpetition-signed': ({ status }) => status satisfies 'signed' | 'confirm' },
  { ...allAttributes, 'onpetition-signed': ({ status }) => status satisfies 'signed' | 'confirm' },
  { ...allAttributes, 'onpetition-signed': ({ status }) => status satisfies 'signed' | 'confirm' },
];
declare const vueTag: InstanceType<GlobalComponents['petition-widget']>;
vueTag.$emit('petition-signed', new PetitionSignedEvent('', 'signed'));
// @ts-expect-error
vueTag.$emit('petition-signed', new PetitionShareEvent('', 'copy'));
const count: InstanceType<GlobalComponents['petition-progress']>['$props'] &
  SvelteHTMLElements['petition-progress'] = { petition: 'a', server: 'b' };

/** The list's attributes in each framework. */
type ListTags = [
  JSX.IntrinsicElements['petition-list'],
  PreactJsx.IntrinsicElements['petition-list'],
  SvelteHTMLElements['petition-list'],
  InstanceType<GlobalComponents['petition-list']>['$props'],
];
const listAttributes = { server: 'a', partner: 'b', sort: 'goal' as const, limit: 6 };
export const lists: ListTags = [listAttributes, listAttributes, listAttributes, listAttributes];
export const unknownOrder: ListTags[0] = {
  ...listAttributes,
  // @ts-expect-error
  sort: 'size',
};

export { count };
