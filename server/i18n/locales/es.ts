import type { Dictionary } from './en.ts';

export const es: Dictionary = {
  consent:
    'Solo quien organiza esta petición puede leer lo que escribas aquí: queda sellado en el momento en que firmas.',
  consentShown:
    'Solo quien organiza esta petición puede leer lo que escribas aquí, salvo lo que permitas que vea todo el mundo: queda sellado en el momento en que firmas.',
  whoSees: '¿Quién lo ve?',
  by: (creator) => `Creada por ${creator}`,
  progress: { one: (goal) => `de ${goal} firma`, other: (goal) => `de ${goal} firmas` },
  sign: 'Firmar la petición',
  givenName: 'Nombre',
  familyName: 'Apellidos',
  email: 'Correo electrónico',
  postalCode: 'Código postal',
  country: 'País',
  chooseCountry: 'Elige un país',
  comment: '¿Por qué firmas?',
  optional: 'opcional',
  display: 'Todo el mundo puede ver mi nombre y mi inicial.',
  displayComment: 'Todo el mundo puede ver mi nombre, mi inicial y lo que escribí.',
  contact: 'Quien organiza la petición puede escribirme sobre esta causa.',
  partnerContact: '# puede escribirme.',
  errors: {
    title: 'Sin firmar todavía',
    heading: 'Tu firma todavía no está. Revisa estos campos:',
    required: 'Completa este campo.',
    type: 'Vuelve a completar este campo.',
    too_long: 'Es demasiado largo.',
    characters: 'Contiene un carácter que no se puede escribir aquí. Escríbelo de nuevo.',
    invalid: 'Revisa este campo.',
    duplicate: 'Se envió dos veces. Vuelve a completarlo.',
    email: 'No es una dirección de correo completa. Tiene la forma nombre@example.org.',
  },
  busy: 'Tu firma todavía no está: el servidor está ocupado. Vuelve a pulsar el botón en un momento; lo que escribiste sigue aquí.',
  tooMany:
    'Tu firma todavía no está: llegaron muchísimas desde tu red. Vuelve a pulsar el botón dentro de unos minutos; lo que escribiste sigue aquí.',
  thanks: 'Gracias. Tu firma ya está.',
  thanksText: 'Se suma al total en unos segundos. Hay algo más que ayuda: comparte la petición.',
  confirmEmailHeading: 'Falta un paso.',
  confirmEmailText:
    'Abre el correo que enviamos a la dirección que escribiste y pulsa su botón. Solo entonces cuenta tu firma. Si no llega en unos minutos, mira en la carpeta de correo no deseado.',
  latest: 'Últimas firmas',
  share: 'Comparte esta petición',
  byEmail: 'Correo',
  shareText: (title) => `«${title}»: ¿firmas tú también?`,
  closed: 'Esta petición está cerrada.',
  closedText: 'Ya no admite firmas. Gracias a todas las personas que firmaron.',
  notFound: 'Aquí no hay ninguna página',
  notFoundText:
    'Puede que la dirección esté mal escrita, o que quien organizaba la petición la haya retirado.',
  languages: 'Esta petición en otros idiomas',
  privacy: {
    heading: '¿Quién lo ve?',
    text: [
      'Lo que escribes se cifra en el momento en que firmas, con una clave que solo tiene quien organiza la petición. El servidor que cuenta tu firma olvida su mitad de esa clave antes de una hora.',
      'Para que cada persona cuente una sola vez, el servidor guarda una huella de tu correo. No permite recuperar la dirección y es distinta en cada petición.',
      'No hay cookies, ni rastreadores, ni servidores de otras empresas, y nadie puede averiguar aquí si una dirección ha firmado.',
      'Quien organiza la petición puede leer la lista y decide a quién se entrega. Y cuando este formulario está dentro de otra web, esa web podría leer lo que escribes: firma en una página en la que confíes.',
    ],
  },
  privacyHidden: 'Tu nombre no se muestra ni aquí ni en ningún otro sitio.',
  privacyShown:
    'Tu nombre no se muestra ni aquí ni en ningún otro sitio, salvo que marques la casilla: entonces todo el mundo puede leer tu nombre y tu inicial cuando hayas confirmado, y lo que escribiste cuando quien organiza la petición lo haya aprobado. Al retirar la firma, también eso desaparece.',
  privacyEmail:
    'Para que nadie firme en tu nombre, enviamos un correo a tu dirección. Hasta que se entrega, tres días como máximo, el servidor guarda la dirección cifrada; lo que no se confirma se borra a los 30 días. Cada correo lleva un enlace para retirar la firma, que borra todo.',
  embed: {
    title: 'Pon esta petición en tu sitio',
    intro: 'Elige cómo debe verse, copia una de las cuatro formas y pégala donde deba estar la petición.',
    partner: 'Tu organización',
    partnerNone: 'No está en esta lista',
    partnerHint:
      'Las firmas que lleguen por tu sitio contarán para ella. Quien administra este servidor puede añadir la tuya.',
    partnerUnknown:
      'Tu enlace nombra a una organización que esta petición no conoce. Elige la tuya o pide a quien administra este servidor que la añada.',
    lang: 'Idioma',
    asPage: 'Como la página',
    formAlone: 'Solo el formulario; el texto queda como está',
    shape: 'Qué se muestra',
    full: 'Título, texto y formulario',
    formOnly: 'Formulario',
    compact: 'Número, barra y un botón',
    accent: 'Color',
    radius: 'Esquinas redondas',
    scheme: 'Fondo',
    light: 'Claro',
    dark: 'Oscuro',
    pin: 'Quedarse con esta versión',
    pinHint:
      'Los navegadores ejecutan entonces este script y ningún otro. Uno más nuevo llega a tu sitio cuando vuelvas a copiar.',
    show: 'Mostrar',
    faintOnLight: (ratio) =>
      `En páginas claras este color se ve mal: su contraste es de ${ratio} a 1, y el nivel AA de WCAG pide 3 a 1.`,
    faintOnDark: (ratio) =>
      `En páginas oscuras este color se ve mal: su contraste es de ${ratio} a 1, y el nivel AA de WCAG pide 3 a 1.`,
    useInstead: 'Usa este en su lugar:',
    preview: 'Cómo se verá',
    previewNote: 'Es solo una muestra: nada de lo que se escriba aquí se envía.',
    onWhite: 'En una página blanca',
    onDark: 'En una página oscura',
    narrow: 'En una columna estrecha',
    snippets: 'Copia una de estas',
    copy: 'Copiar',
    copied: 'Copiado',
    origins: (sites) =>
      `Esta petición solo se puede firmar desde estos sitios: ${sites}. Pide a quien administra este servidor que añada el tuyo.`,
    methods: {
      element: {
        title: 'Tu sitio acepta HTML',
        text: 'WordPress tiene para ello el bloque «HTML personalizado»; Wix y Squarespace lo llaman «Insertar».',
      },
      link: {
        title: 'Quienes escriben no pueden pegar scripts',
        text: 'Quien administra el sitio pone la primera línea una vez en el tema. Después basta el enlace, se pegue donde se pegue, y se convierte en la petición.',
      },
      frame: {
        title: 'Tu página no debe poder leer lo que se escribe',
        text: 'Un marco las mantiene separadas. Sin la segunda línea tiene barra de desplazamiento.',
      },
      address: {
        title: 'Tu editor convierte direcciones en contenido',
        text: 'Pégala en un párrafo propio: WordPress y otros ponen allí la petición. En cualquier otro lugar es un enlace, por el que también se firma.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Confirma tu firma',
      intro:
        'Confirma que esta dirección de correo es tuya. Alguien, lo más probable que tú, firmó con ella esta petición:',
      outro:
        'El enlace funciona 30 días. Si no fuiste tú, no hagas nada: lo que no se confirma no cuenta y se borra.',
    },
    already: {
      subject: 'Sobre tu firma',
      intro:
        'No tienes que hacer nada. Con esta dirección de correo se volvió a firmar una petición que ya había firmado:',
      outro: 'Tu firma cuenta una vez y sigue como estaba.',
    },
    press: 'Tu firma cuenta en cuanto pulses el botón de esta página:',
    button: 'Confirmar mi firma',
    withdraw: 'Para retirar tu firma, ahora o más tarde, y borrar todo lo que se guarda de ella:',
    withdrawLink: 'retirar',
    shown:
      'Se marcó la casilla que permite a todo el mundo ver el nombre, la inicial y, cuando quien organiza la petición lo haya aprobado, el comentario. En cuanto confirmes, se muestran. Si no es lo que quieres, retira la firma más abajo y firma de nuevo sin la marca.',
    privacy:
      'Nadie salvo quien organiza la petición puede leer quién firmó, y este correo no lleva rastreadores.',
    privacyShown:
      'Nadie salvo quien organiza la petición puede leer nada más, y este correo no lleva rastreadores.',
  },
  emailLinkPages: {
    toPetition: 'Ir a la petición',
    confirm: {
      title: 'Confirma tu firma',
      text: 'Pulsa el botón y tu firma cuenta.',
      button: 'Confirmar mi firma',
    },
    confirmed: {
      title: 'Gracias. Tu firma ya está.',
      text: 'Se suma al total en unos segundos. Hay algo más que ayuda: comparte la petición.',
    },
    withdraw: {
      title: 'Retirar tu firma',
      text: 'Pulsa el botón y se borra todo lo que se guarda aquí de tu firma. Deja de contar, y puedes volver a firmar cuando quieras.',
      closed:
        'Pulsa el botón y se borra todo lo que se guarda aquí de tu firma, que deja de contar. La petición está cerrada: ya no admite firmas.',
      erased: (creator) =>
        `Las firmas de esta petición se borraron de aquí por su antigüedad; solo queda su número. Pulsa el botón y se borra también lo que aún pueda haber aquí de la tuya. Quien organiza la petición conserva la lista sellada. Escribe a ${creator} para que tu firma se borre también de ella.`,
      button: 'Retirar mi firma',
    },
    withdrawn: {
      title: 'Aquí ya no se guarda nada.',
      text: 'Lo que hubiera de tu firma está borrado y no cuenta. Puedes volver a firmar cuando quieras.',
      closed:
        'Lo que hubiera de tu firma está borrado y no cuenta. La petición está cerrada: ya no admite firmas.',
      erased: (creator) =>
        `Lo que se guardaba aquí de las firmas de esta petición se borró por su antigüedad; solo queda su número. Quien organiza la petición conserva la lista sellada. Escribe a ${creator} para que tu firma se borre también de ella.`,
    },
    gone: {
      title: 'Este enlace ya no funciona',
      text: 'Es demasiado antiguo, ya se usó o no está completo. Firma la petición otra vez y te llegará un correo con un enlace nuevo.',
    },
    closed: {
      title: 'Esta petición está cerrada',
      text: 'Ya no admite firmas. Lo que no se confirmó hasta entonces no cuenta y se borra.',
    },
  },
};
