import { renderToString } from 'react-dom/server';
import { Page } from './react-drawn.tsx';

export const draw = (server: string) => renderToString(<Page server={server} />);
