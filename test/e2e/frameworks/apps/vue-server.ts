import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import Page from './PetitionPage.vue';

export const renderPage = (server: string) => renderToString(createSSRApp(Page, { server }));
