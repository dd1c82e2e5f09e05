import type { Dictionary } from './en.ts';

export const es: Dictionary = {
  consent:
    'Solo quien organiza esta petición puede leer lo que escribes aquí. Se cifra en el momento en que firmas.',
  consentShown:
    'Solo quien organiza esta petición puede leer lo que escribes aquí, excepto lo que elijas mostrar públicamente. Se cifra en el momento en que firmas.',
  consentPartner:
    'Solo quien organiza esta petición, y una organización aliada si le permites enviarte correos, puede leer lo que escribes aquí. Se cifra en el momento en que firmas.',
  consentShownPartner:
    'Solo quien organiza esta petición, y una organización aliada si le permites enviarte correos, puede leer lo que escribes aquí, excepto lo que elijas mostrar públicamente. Se cifra en el momento en que firmas.',
  whoSees: '¿Quién ve estos datos?',
  by: (creator) => `Creada por ${creator}`,
  to: (target: string) => `Para: ${target}`,
  organizedBy: 'Organiza: #',
  privacyPolicy: 'Política de privacidad',
  imprint: 'Aviso legal',
  daysLeft: {
    one: (days) => `Queda ${days} día para firmar`,
    other: (days) => `Quedan ${days} días para firmar`,
  },
  signedToday: (people) => `Hoy han firmado al menos ${people} personas`,
  lastDay: 'Último día para firmar',
  draft: 'Borrador: solo ven esta página quienes tienen este enlace. Todavía no se puede firmar.',
  progress: {
    one: (goal) => `de ${goal} firma`,
    many: (goal) => `de ${goal} de firmas`,
    other: (goal) => `de ${goal} firmas`,
  },
  signatures: { one: 'firma', many: 'de firmas', other: 'firmas' },
  sign: 'Firmar la petición',
  givenName: 'Nombre',
  familyName: 'Apellidos',
  email: 'Correo electrónico',
  once: 'Cada correo cuenta una sola vez.',
  postalCode: 'Código postal',
  country: 'País',
  chooseCountry: 'Elige un país',
  comment: '¿Por qué firmas?',
  optional: 'opcional',
  upTo: (limit) => `hasta ${limit} caracteres`,
  display: 'Mostrar públicamente mi nombre y la inicial de mi apellido.',
  displayComment: 'Mostrar públicamente mi nombre, la inicial de mi apellido y mi comentario.',
  contact: 'Quien organiza la petición puede enviarme correos sobre esta causa.',
  partnerContact: '# puede enviarme correos.',
  errors: {
    title: 'Todavía no has firmado',
    heading: 'Todavía no has firmado. Revisa estos campos:',
    required: 'Completa este campo.',
    type: 'Vuelve a completar este campo.',
    too_long: (limit, length) =>
      `Es demasiado largo. Escribiste ${length} caracteres y el límite es de ${limit}.`,
    characters: 'Hay un carácter que no podemos aceptar. Vuelve a escribir este campo.',
    character: (name) => `Aquí no puede haber ${name}. Bórralo o escríbelo de nuevo.`,
    invalid: 'Revisa este campo.',
    duplicate: 'Este campo se envió dos veces. Vuelve a completarlo.',
    email: 'Escribe una dirección de correo completa, como nombre@example.org.',
  },
  busy: 'Todavía no has firmado: el servidor está saturado. Vuelve a hacer clic en el botón en un momento. Lo que escribiste sigue aquí.',
  tooMany:
    'Todavía no has firmado: recibimos demasiadas firmas desde tu red. Vuelve a hacer clic en el botón en unos minutos. Lo que escribiste sigue aquí.',
  thanks: 'Gracias. Tu firma cuenta.',
  thanksText: 'El total se actualiza en unos segundos. Puedes ayudar aún más: comparte la petición.',
  confirmEmailHeading: 'Falta un paso: revisa tu correo.',
  confirmEmailText:
    'Te enviamos un mensaje a #. Ábrelo y haz clic en el botón. A partir de ese momento, tu firma cuenta. Si el mensaje no llega en unos minutos, búscalo en la carpeta de spam o correo no deseado.',
  wrongAddress: '¿No es tu dirección?',
  changeAddress: 'Corregirla',
  meantEmail: '¿Quisiste decir #?',
  useEmail: 'Sí, firmar con #',
  keepEmail: 'No, firmar con #',
  latest: 'Últimas firmas',
  share: 'Compartir esta petición',
  byEmail: 'Correo',
  bySms: 'SMS',
  poster: {
    link: 'Imprimir un cartel con código QR',
    scan: 'Escanea para firmar',
    goTo: 'O entra en:',
    print: 'Imprime esta página, corta entre las tiras de abajo y cuélgala.',
    download: 'Descargar el código QR (SVG)',
  },
  mastodon: {
    title: 'Compartir en Mastodon',
    server: 'Tu servidor de Mastodon',
    hint: 'Por ejemplo, mastodon.social, o tu usuario completo. No se guarda.',
    button: 'Continuar',
    invalid: 'Escribe el nombre de un servidor, como mastodon.social.',
  },
  outcome: 'En qué quedó',
  victory: '¡Victoria!',
  closed: 'Esta petición está cerrada.',
  closedText: 'Ya no acepta firmas. Gracias a todas las personas que firmaron.',
  notFound: 'No encontramos esta página',
  notFoundText: 'Revisa que la dirección esté bien escrita.',
  petitions: 'Peticiones abiertas',
  noPetitions: 'En este momento no hay peticiones abiertas.',
  home: {
    search: 'Buscar peticiones',
    button: 'Buscar',
    all: 'Todas',
    noResults: 'Ninguna petición coincide con tu búsqueda.',
    feed: 'Canal de novedades',
    pages: 'Páginas',
    previous: 'Anterior',
    next: 'Siguiente',
    page: (page, pages) => `Página ${page} de ${pages}`,
  },
  failure: {
    title: 'No ha funcionado',
    text: 'Vuelve atrás e inténtalo de nuevo. Si vuelve a ocurrir, escribe a la organización.',
    busy: 'El servidor está saturado. Inténtalo de nuevo en un minuto.',
    tooMany: 'Han llegado demasiadas solicitudes desde tu red. Inténtalo de nuevo en unos minutos.',
  },
  languages: 'Esta petición en otros idiomas',
  privacy: {
    heading: '¿Quién ve estos datos?',
    text: [
      'Lo que escribes se cifra en el momento en que firmas, con una clave que solo puede abrir quien organiza esta petición. El servidor borra su copia de la clave de cifrado en menos de una hora.',
      'Para contar a cada persona una sola vez, el servidor guarda un código calculado a partir de tu correo electrónico. Con ese código nadie puede recuperar tu dirección, y es distinto en cada petición.',
      'No usamos cookies, rastreadores ni servidores de otras empresas. Nadie puede averiguar aquí si una dirección de correo ha firmado.',
      'Quien organiza la petición puede leer la lista de firmantes y decide quién la recibe. Si este formulario está dentro de otro sitio web, ese sitio podría leer lo que escribes: firma en una página en la que confíes.',
    ],
  },
  privacyHidden: 'Tu nombre no se muestra aquí ni en ningún otro lugar.',
  privacyShown:
    'Tu nombre no se muestra aquí ni en ningún otro lugar, a menos que marques la casilla para mostrarlo. La casilla vale solo si la vuelves a marcar al confirmar. Si la marcas, cualquier persona puede ver tu nombre y la inicial de tu apellido en cuanto confirmes, y tu comentario en cuanto lo apruebe quien organiza la petición. Si retiras tu firma, todo eso también se borra.',
  privacyEmail:
    'Para asegurarnos de que nadie firme en tu nombre, enviamos un correo a tu dirección. Hasta que se entrega, y por tres días como máximo, el servidor guarda la dirección cifrada. Hasta que confirmes, lo que escribiste solo se puede abrir con el enlace de ese correo y, mientras el correo no se entregue, desde el servidor. Las firmas que no se confirman se borran a los 30 días. Cada correo trae un enlace para retirar tu firma, y al retirarla se borra todo.',
  privacyCookies: 'No usamos cookies, rastreadores ni servidores de otras empresas.',
  privacyNoEmail:
    'Este servidor no envía correos, así que nada demuestra que una dirección sea de quien firma con ella. En una petición con pocas firmas, alguien que firme con tu dirección podría deducir, por el total, si ya habías firmado. Para retirar tu firma, escribe a quien organiza la petición.',
  privacyPartner:
    'Una organización aliada recibe lo que escribes solo si marcas la casilla que le permite enviarte correos.',
  privacyMore: 'Más sobre la privacidad',
  privacyPage: {
    title: 'Privacidad: qué pasa con tu firma',
    sections: [
      {
        heading: 'Lo que escribes',
        text: 'Va al servidor de la petición. Se cifra de inmediato, con una clave que solo puede abrir quien organiza la petición. El servidor borra su copia de la clave de cifrado en menos de una hora. A partir de entonces, el servidor tampoco puede leer tus datos. Algunas peticiones ofrecen una casilla para que una organización aliada pueda enviarte correos. Solo si la marcas recibe lo que escribiste.',
      },
      {
        heading: 'Cómo se cuenta a cada persona una sola vez',
        text: 'El servidor guarda un código calculado a partir de tu correo electrónico. Con ese código nadie puede recuperar tu dirección. Es distinto en cada petición y no sirve de nada sin un secreto que se guarda en otro lugar.',
      },
      {
        heading: 'Cómo evitamos que alguien firme en tu nombre',
        text: 'En la mayoría de las peticiones, enviamos un correo a tu dirección y tu firma cuenta en cuanto haces clic en el botón que trae. Hasta que se entrega ese correo, y por tres días como máximo, el servidor guarda tu dirección cifrada; después la borra. Hasta que confirmes, lo que escribiste solo se puede abrir con el enlace de ese correo y, mientras el correo no se entregue, desde el servidor. Por eso, revisa que tu dirección esté bien escrita: quien reciba el correo puede leer lo que escribiste. Lo que escribiste para pedir el correo se borra a los 30 días, hayas confirmado o no.',
      },
      {
        heading: 'Puedes retirar tu firma en cualquier momento',
        text: 'Cada correo trae un enlace para retirarla. Al hacerlo, se borra todo lo que se guarda sobre tu firma, en tres días como máximo, y nada muestra que existió. Puedes volver a firmar mientras la petición esté abierta. Para recibir un enlace nuevo, firma otra vez. Puedes corregir lo que escribiste en la página donde confirmas y, más adelante, retirando tu firma y firmando de nuevo. Mucho después del cierre de una petición, es posible que quien la organiza haya pasado las firmas a un archivo cifrado y las haya borrado del servidor. En ese caso, la página para retirar tu firma te lo explica y te dice a quién dirigirte. Cada correo tiene también un enlace para no recibir ninguno más. Si lo usas, el servidor guarda para eso un código calculado a partir de tu dirección.',
      },
      {
        heading: 'Nadie puede averiguar aquí si firmaste',
        text: 'Firmar dos veces se ve exactamente igual que firmar una sola vez. Solo el total es público. Algunas peticiones ofrecen una casilla para mostrar tu nombre y la inicial de tu apellido, y también tu comentario en cuanto lo apruebe quien organiza la petición. Si no la marcas, no se muestra nada sobre ti.',
      },
      {
        heading: 'Sin cookies, sin rastreadores, sin otras empresas',
        text: 'Las páginas y el formulario no usan cookies ni rastreadores, y no cargan nada de ninguna otra empresa.',
      },
      {
        heading: 'De qué no podemos protegerte',
        text: 'Si el formulario está dentro de otro sitio web, ese sitio podría leer lo que escribes, como con cualquier formulario. Firma en una página en la que confíes o en la página de la propia petición. Quien organiza la petición puede leer la lista de firmantes: para eso son las peticiones. Si alguien tomara el control del servidor, podría leer lo que la gente escriba a partir de ese momento. Si una petición no envía correos y recibe pocas firmas, alguien que firme con tu dirección podría deducir, por el total, si ya habías firmado; y, al hacerlo, habría firmado en tu nombre.',
      },
    ],
    withoutEmails: [
      {
        heading: 'Cualquiera podría firmar con tu dirección',
        text: 'Este servidor no envía correos. Tu firma cuenta de inmediato, y nada demuestra que una dirección sea de quien firma con ella. Si alguien firmó en tu nombre, escribe a quien organiza la petición.',
      },
      {
        heading: 'Para retirar tu firma, escribe a quien organiza la petición',
        text: 'Escríbele para que se borre todo lo que se guarda sobre tu firma. Puedes volver a firmar mientras la petición esté abierta.',
      },
      {
        heading: 'Qué pueden averiguar otras personas',
        text: 'Firmar dos veces recibe la misma respuesta que firmar una sola vez. Solo el total es público y no se muestra ningún nombre. Pero el total sube solo con cada firmante nuevo, y en una petición con pocas firmas eso se nota.',
      },
    ],
  },
  numbers: {
    title: 'Firmas a través de #',
    all: 'En total',
    today: 'Hoy',
    week: 'Últimos siete días',
    none: 'Todavía no ha firmado nadie a través de tu organización.',
    perDay: 'Firmas por día',
    chart: (first, last, best, most) =>
      `Del ${first} al ${last}. El día con más firmas fue el ${best}: ${most}.`,
    table: 'Los mismos números en una tabla',
    day: 'Día (UTC)',
    signatures: 'Firmas',
    note: 'Quien tenga este enlace puede abrir esta página. No muestra nombres ni nada de otras organizaciones.',
  },
  embed: {
    title: 'Pon esta petición en tu sitio',
    intro:
      'Elige cómo se ve, copia una de las cuatro opciones y pégala donde quieras que aparezca la petición.',
    partner: 'Tu organización',
    partnerNone: 'No está en esta lista',
    partnerHint:
      'Las firmas que lleguen desde tu sitio contarán para tu organización. Si no está en la lista, quien administra este servidor puede agregarla.',
    partnerUnknown:
      'Tu enlace menciona una organización aliada que esta petición no tiene. Elige la tuya en la lista o pide a quien administra este servidor que la agregue.',
    lang: 'Idioma',
    asPage: 'Igual que tu página',
    formAlone: 'Traduce solo el formulario, no el texto de la petición',
    shape: 'Qué mostrar',
    full: 'Título, texto y formulario',
    formOnly: 'Solo el formulario',
    compact: 'Título, total, barra y botón',
    image: 'Mostrar la imagen',
    imageHint: 'Encima del título. Viene de este servidor y de ningún otro.',
    accent: 'Color',
    radius: 'Redondeo de las esquinas',
    scheme: 'Fondo',
    light: 'Claro',
    dark: 'Oscuro',
    pin: 'Fijar esta versión',
    pinHint:
      'Los navegadores ejecutarán exactamente esta versión del script. Para usar una más nueva, copia el código otra vez.',
    events: 'Permitir que un marco avise a tu página',
    eventsHint:
      'Para contar conversiones. El marco avisa entonces a tu página de que una visita firma, comparte o recibe un error. Si no, no le dice nada.',
    show: 'Actualizar',
    faintOnLight: (ratio) =>
      `Este color se ve mal en páginas claras: su contraste es de ${ratio} a 1, y el nivel AA de las WCAG exige 3 a 1.`,
    faintOnDark: (ratio) =>
      `Este color se ve mal en páginas oscuras: su contraste es de ${ratio} a 1, y el nivel AA de las WCAG exige 3 a 1.`,
    useInstead: 'Usa este en su lugar:',
    preview: 'Vista previa',
    previewNote: 'Esto es una vista previa. Nada de lo que escribas aquí se envía.',
    onWhite: 'En una página blanca',
    onDark: 'En una página oscura',
    narrow: 'En una columna angosta',
    snippets: 'Copia una de estas opciones',
    copy: 'Copiar',
    copied: 'Copiado',
    further: 'Más información',
    docsEmbedding: 'Cómo poner una petición en un sitio (en inglés)',
    docsStyling: 'Atributos, colores y eventos (en inglés)',
    numbers: 'Cuántas personas firmaron a través de tu organización (con cuenta)',
    origins: (sites) =>
      `Esta petición solo se puede firmar desde estos sitios: ${sites}. Pide a quien administra este servidor que agregue el tuyo.`,
    list: {
      title: 'Si tu sitio muestra muchas peticiones',
      text: 'Las muestra como tarjetas: las tuyas si elegiste tu organización arriba; si no, todas las peticiones de este servidor. Las nuevas aparecen solas.',
    },
    conversions: {
      title: 'Cuenta las firmas en tus propias estadísticas',
      text: 'Tu página recibe un evento cuando alguien firma o comparte. Ningún evento contiene lo que se ha escrito. Pega esto después de la petición y deja la línea de tu herramienta de analítica.',
      warning:
        'Si tu analítica sabe quiénes visitan tu página, también sabrá quiénes firmaron. Usa una que no lo sepa.',
      frame:
        'Un marco envía eventos solo si marcas arriba «Permitir que un marco avise a tu página» y si el script de su fragmento está en la página. Una dirección que tu editor convirtió en contenido incrustado no envía ninguno.',
      when: {
        'petition-sign': 'Alguien pulsa el botón y la firma está a punto de enviarse.',
        'petition-signed':
          'El servidor tiene la firma. Si hay que confirmarla por correo, el estado es «confirm»; si no, «signed».',
        'petition-error': 'No se pudo cargar la petición o enviar la firma.',
        'petition-share': 'Alguien comparte la petición.',
      },
    },
    methods: {
      element: {
        title: 'Si tu sitio acepta HTML',
        text: 'En WordPress, usa un bloque “HTML personalizado”. En Wix y Squarespace, usa “Insertar”.',
      },
      link: {
        title: 'Si quienes publican en tu sitio no pueden pegar scripts',
        text: 'Quien administra el sitio agrega la primera línea al tema una sola vez. Después basta con pegar el enlace, que se convierte en la petición.',
      },
      frame: {
        title: 'Si tu página no debe poder leer lo que se escribe',
        text: 'Un marco (iframe) separa la petición de tu página. La segunda línea ajusta su altura. Sin ella, el marco tiene su propia barra de desplazamiento.',
      },
      address: {
        title: 'Si tu editor convierte las direcciones web en contenido incrustado',
        text: 'Pega la dirección en una línea aparte. WordPress y otros editores muestran ahí la petición. En cualquier otro lugar queda un enlace a una página donde se puede firmar.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Confirma tu firma',
      intro:
        'Confirma que esta dirección de correo es tuya. Alguien, seguramente tú, la usó para firmar esta petición:',
      outro:
        'El enlace funciona durante 30 días. Si no fuiste tú, no hagas nada: una firma sin confirmar no cuenta y se borra.',
    },
    already: {
      subject: 'Sobre tu firma',
      intro:
        'No tienes que hacer nada. Esta dirección de correo se usó otra vez para firmar una petición que ya tenía tu firma:',
      outro: 'Tu firma cuenta una sola vez y sigue como estaba.',
      privacy:
        'Solo quien organiza esta petición puede leer quién firmó, salvo lo que hayas permitido al firmar. Este correo no tiene rastreadores.',
    },
    press: 'Para que tu firma cuente, abre esta página y haz clic en el botón:',
    button: 'Confirmar mi firma',
    withdraw: 'Para retirar tu firma, ahora o más adelante, y borrar todo lo que guardamos sobre ella:',
    withdrawLink: 'retirar mi firma',
    boxes:
      'En el formulario se marcaron estas casillas. Cada una vale solo si la vuelves a marcar en la página donde confirmas:',
    privacy: 'Solo quien organiza esta petición puede leer quién firmó. Este correo no tiene rastreadores.',
    privacyBoxes:
      'Solo quien organiza esta petición puede leer quién firmó, salvo lo que permitas al confirmar. Este correo no tiene rastreadores.',
  },
  emailLinkPages: {
    toPetition: 'Ir a la petición',
    checkBox:
      'Primero marca la casilla y después haz clic en el botón. Los programas que revisan correos hacen clic en botones, pero no marcan casillas.',
    confirm: {
      title: 'Confirma tu firma',
      text: 'Haz clic en el botón para que tu firma cuente.',
      check:
        'Esto se escribió con tu correo electrónico y se guarda si confirmas. Corrige lo que no esté bien. Si no fuiste tú, cierra esta página: lo que no se confirma no cuenta y se borra.',
      boxes:
        'En el formulario también se marcaron las casillas que aquí dicen «opcional». Cada una vale solo si la marcas aquí.',
      sure: 'Sí, quiero firmar esta petición.',
      button: 'Confirmar mi firma',
    },
    confirmed: {
      title: 'Gracias. Tu firma cuenta.',
      text: 'El total se actualiza en unos segundos. Puedes ayudar aún más: comparte la petición.',
    },
    withdraw: {
      title: 'Retirar tu firma',
      text: 'Haz clic en el botón para borrar todo lo que guardamos sobre tu firma. Ya no contará. Puedes volver a firmar cuando quieras.',
      closed:
        'Haz clic en el botón para borrar todo lo que guardamos sobre tu firma. Ya no contará. Esta petición está cerrada y ya no acepta firmas.',
      erased: (creator) =>
        `Las firmas de esta petición se borraron de este servidor por su antigüedad. Solo queda el total. Haz clic en el botón para borrar lo que pueda quedar de la tuya. Quien organiza la petición conserva la lista cifrada. Escribe a ${creator} para que también borre tu firma de esa lista.`,
      sure: 'Sí, borrar mi firma.',
      button: 'Retirar mi firma',
    },
    withdrawn: {
      title: 'Tu firma está retirada.',
      text: 'Tu firma no cuenta, y se borra todo lo que guardamos sobre ella: ahora mismo, o en un plazo de tres días si el correo te acaba de llegar. Si no la retiraste tú, confírmala otra vez con el botón de ese correo o vuelve a firmar.',
      closed:
        'Tu firma no cuenta, y se borra todo lo que guardamos sobre ella, en tres días como máximo. Esta petición está cerrada y ya no acepta firmas.',
      erased: (creator) =>
        `Las firmas de esta petición se borraron de este servidor por su antigüedad. Solo queda el total. Quien organiza la petición conserva la lista cifrada. Escribe a ${creator} para que también borre tu firma de esa lista.`,
    },
    gone: {
      title: 'Este enlace ya no funciona',
      text: 'Venció, ya se usó o está incompleto. Firma la petición otra vez y te llegará un correo con un enlace nuevo.',
    },
    closed: {
      title: 'Esta petición está cerrada',
      text: 'Ya no acepta firmas. Las firmas que no se confirmaron antes del cierre no cuentan y se borran.',
    },
  },
  testEmail: {
    subject: 'Correo de prueba del servidor de peticiones',
    text: 'Esta es la prueba que pediste en la consola de peticiones. Los correos de este servidor te llegan. No tienes que hacer nada.',
  },
  neverEmail: {
    email: 'Para no recibir nunca más un correo de este servidor, sobre ninguna petición:',
    emailLink: 'no escribir nunca más a esta dirección',
    stop: {
      title: 'No escribir nunca más a esta dirección',
      text: 'Haz clic en el botón y este servidor no enviará más correos a tu dirección, con o sin etiqueta (nombre+etiqueta@), sobre ninguna petición. Tus firmas siguen como están. Mientras no vuelvas a permitir los correos, no podrás firmar peticiones que envían uno para confirmar.',
      sure: 'Sí, no me envíen más correos.',
      button: 'Detener todos los correos',
    },
    stopped: {
      title: 'No te enviaremos más correos.',
      text: 'El servidor guarda solo un código calculado a partir de tu dirección. Conserva el correo: solo con su enlace puedes volver a permitir los correos.',
    },
    allow: {
      title: 'Volver a permitir correos',
      text: 'Haz clic en el botón y este servidor podrá enviar correos a tu dirección otra vez cuando alguien firme una petición con ella.',
      sure: 'Sí, este servidor puede enviarme correos.',
      button: 'Volver a permitir correos',
    },
    allowed: {
      title: 'Los correos están permitidos otra vez.',
      text: 'Para recibir un correo con un enlace de confirmación, firma la petición otra vez.',
    },
  },
};
