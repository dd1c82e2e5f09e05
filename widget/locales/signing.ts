import type { Language } from '../../common/languages.ts';

/** What only a person who signs reads, in every language. */
export interface SigningWords {
  /** `#` stands for the email address. */
  suggestion: string;
  /** After the sentence about the email to confirm. */
  spam: string;
  /** Followed by `changeAddress`. */
  wrongAddress: string;
  changeAddress: string;
  share: string;
  copy: string;
  shareByEmail: string;
  /** Short: it is as wide as "WhatsApp". */
  shareBySms: string;
}

export const SIGNING_WORDS: Record<Language, SigningWords> = {
  en: {
    suggestion: 'Did you mean #?',
    spam: 'No email? Check your spam folder.',
    wrongAddress: 'Wrong address?',
    changeAddress: 'Change it',
    share: 'Share this petition',
    copy: 'Copy link',
    shareByEmail: 'Email',
    shareBySms: 'Text',
  },
  es: {
    suggestion: '¿Quisiste decir #?',
    spam: '¿No te llegó? Mira en la carpeta de spam.',
    wrongAddress: '¿No es tu dirección?',
    changeAddress: 'Corregirla',
    share: 'Compartir esta petición',
    copy: 'Copiar enlace',
    shareByEmail: 'Correo',
    shareBySms: 'SMS',
  },
  fr: {
    suggestion: 'Vouliez-vous dire # ?',
    spam: 'Vous ne le trouvez pas ? Regardez dans vos spams.',
    wrongAddress: 'Ce n’est pas la bonne adresse ?',
    changeAddress: 'La corriger',
    share: 'Partager cette pétition',
    copy: 'Copier le lien',
    shareByEmail: 'E-mail',
    shareBySms: 'SMS',
  },
  pt: {
    suggestion: 'Você quis dizer #?',
    spam: 'Não encontrou? Procure na pasta de spam.',
    wrongAddress: 'Endereço errado?',
    changeAddress: 'Corrigir',
    share: 'Compartilhar esta petição',
    copy: 'Copiar link',
    shareByEmail: 'E-mail',
    shareBySms: 'SMS',
  },
  de: {
    suggestion: 'Meinten Sie #?',
    spam: 'Keine E-Mail da? Sehen Sie im Spam-Ordner nach.',
    wrongAddress: 'Falsche Adresse?',
    changeAddress: 'Ändern',
    share: 'Diese Petition teilen',
    copy: 'Link kopieren',
    shareByEmail: 'E-Mail',
    shareBySms: 'SMS',
  },
  ar: {
    suggestion: 'هل المقصود #؟',
    spam: 'لم تصل الرسالة؟ يُرجى البحث في مجلد الرسائل غير المرغوب فيها.',
    wrongAddress: 'العنوان غير صحيح؟',
    changeAddress: 'تصحيحه',
    share: 'مشاركة هذه العريضة',
    copy: 'نسخ الرابط',
    shareByEmail: 'البريد الإلكتروني',
    shareBySms: 'رسالة نصية',
  },
  zh: {
    suggestion: '您是不是想输入 #？',
    spam: '没收到？请查看垃圾邮件文件夹。',
    wrongAddress: '地址不对？',
    changeAddress: '更改地址',
    share: '分享这份请愿书',
    copy: '复制链接',
    shareByEmail: '电子邮件',
    shareBySms: '短信',
  },
  vi: {
    suggestion: 'Có phải ý bạn là #?',
    spam: 'Không thấy email? Hãy xem trong thư rác.',
    wrongAddress: 'Sai địa chỉ?',
    changeAddress: 'Sửa lại',
    share: 'Chia sẻ bản kiến nghị này',
    copy: 'Sao chép liên kết',
    shareByEmail: 'Qua email',
    shareBySms: 'Tin nhắn',
  },
  tl: {
    suggestion: '# ba ang ibig mong sabihin?',
    spam: 'Wala ang email? Tingnan ang spam folder.',
    wrongAddress: 'Mali ang address?',
    changeAddress: 'Palitan ito',
    share: 'Ibahagi ang petisyong ito',
    copy: 'Kopyahin ang link',
    shareByEmail: 'I-email',
    shareBySms: 'I-text',
  },
  ht: {
    suggestion: 'Èske w te vle di #?',
    spam: 'Ou pa jwenn li? Gade nan dosye spam ou.',
    wrongAddress: 'Adrès la pa bon?',
    changeAddress: 'Chanje l',
    share: 'Pataje petisyon sa a',
    copy: 'Kopye lyen an',
    shareByEmail: 'Imèl',
    shareBySms: 'SMS',
  },
};
