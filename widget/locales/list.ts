import type { Language } from '../../common/languages.ts';

/** What `<petition-list>` says. The rest comes from the server with the petitions. */
export interface ListWords {
  more: string;
  empty: string;
  failed: string;
}

export const LIST_WORDS: Record<Language, ListWords> = {
  en: {
    more: 'Show more petitions',
    empty: 'There are no petitions here at the moment.',
    failed: 'We couldn’t load more petitions. Try again.',
  },
  es: {
    more: 'Mostrar más peticiones',
    empty: 'Por ahora no hay peticiones aquí.',
    failed: 'No pudimos cargar más peticiones. Inténtalo de nuevo.',
  },
  fr: {
    more: 'Afficher plus de pétitions',
    empty: 'Il n’y a pas de pétition ici pour le moment.',
    failed: 'Nous n’avons pas pu charger d’autres pétitions. Réessayez.',
  },
  pt: {
    more: 'Mostrar mais petições',
    empty: 'No momento, não há petições aqui.',
    failed: 'Não foi possível carregar mais petições. Tente novamente.',
  },
  de: {
    more: 'Weitere Petitionen anzeigen',
    empty: 'Zurzeit gibt es hier keine Petitionen.',
    failed: 'Weitere Petitionen konnten nicht geladen werden. Bitte noch einmal versuchen.',
  },
  ar: {
    more: 'عرض المزيد من العرائض',
    empty: 'لا توجد عرائض هنا حاليًا.',
    failed: 'تعذّر تحميل المزيد من العرائض. يُرجى المحاولة مرة أخرى.',
  },
  zh: {
    more: '显示更多请愿书',
    empty: '目前这里没有请愿书。',
    failed: '无法加载更多请愿书，请重试。',
  },
  vi: {
    more: 'Xem thêm bản kiến nghị',
    empty: 'Hiện chưa có bản kiến nghị nào ở đây.',
    failed: 'Không tải thêm được bản kiến nghị. Vui lòng thử lại.',
  },
  tl: {
    more: 'Magpakita ng iba pang petisyon',
    empty: 'Walang petisyon dito sa ngayon.',
    failed: 'Hindi namin ma-load ang iba pang petisyon. Subukan ulit.',
  },
  ht: {
    more: 'Montre plis petisyon',
    empty: 'Pa gen petisyon isit la pou kounye a.',
    failed: 'Nou pa ka chaje plis petisyon. Eseye ankò.',
  },
};
