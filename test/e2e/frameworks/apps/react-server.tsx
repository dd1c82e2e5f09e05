import { renderToString } from 'react-dom/server';
import { Page } from './react-page.tsx';

export const renderPage = (server: string) => renderToString(<Page server={server} />);
