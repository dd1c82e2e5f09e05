import type { Dictionary } from './en.ts';

export const pt: Dictionary = {
  consent:
    'Só quem organiza esta petição pode ler o que você escreve aqui. Tudo é criptografado no momento em que você assina.',
  consentShown:
    'Só quem organiza esta petição pode ler o que você escreve aqui, exceto o que você escolher mostrar publicamente. Tudo é criptografado no momento em que você assina.',
  consentPartner:
    'Só quem organiza esta petição, e uma organização parceira se você permitir que ela envie e-mails a você, pode ler o que você escreve aqui. Tudo é criptografado no momento em que você assina.',
  consentShownPartner:
    'Só quem organiza esta petição, e uma organização parceira se você permitir que ela envie e-mails a você, pode ler o que você escreve aqui, exceto o que você escolher mostrar publicamente. Tudo é criptografado no momento em que você assina.',
  whoSees: 'Quem vê estes dados?',
  by: (creator) => `Criada por ${creator}`,
  to: (target: string) => `Para: ${target}`,
  organizedBy: 'Organização: #',
  privacyPolicy: 'Política de privacidade',
  imprint: 'Aviso legal',
  daysLeft: {
    one: (days) => `Falta ${days} dia para assinar`,
    other: (days) => `Faltam ${days} dias para assinar`,
  },
  signedToday: (people) => `Pelo menos ${people} pessoas assinaram hoje`,
  lastDay: 'Último dia para assinar',
  draft: 'Rascunho: só quem tem este link vê esta página. Ainda não é possível assinar.',
  progress: {
    one: (goal) => `de ${goal} assinatura`,
    many: (goal) => `de ${goal} de assinaturas`,
    other: (goal) => `de ${goal} assinaturas`,
  },
  signatures: { one: 'assinatura', many: 'de assinaturas', other: 'assinaturas' },
  sign: 'Assinar a petição',
  givenName: 'Nome',
  familyName: 'Sobrenome',
  email: 'E-mail',
  once: 'Cada endereço de e-mail conta uma só vez.',
  postalCode: 'Código postal',
  country: 'País',
  chooseCountry: 'Escolha um país',
  comment: 'Por que você está assinando?',
  optional: 'opcional',
  upTo: (limit) => `até ${limit} caracteres`,
  display: 'Mostrar publicamente meu nome e a inicial do meu sobrenome.',
  displayComment: 'Mostrar publicamente meu nome, a inicial do meu sobrenome e meu comentário.',
  contact: 'Quem organiza a petição pode me enviar e-mails sobre esta causa.',
  partnerContact: '# pode me enviar e-mails.',
  errors: {
    title: 'Você ainda não assinou',
    heading: 'Você ainda não assinou. Confira estes campos:',
    required: 'Preencha este campo.',
    type: 'Preencha este campo de novo.',
    too_long: (limit, length) =>
      `Ficou longo demais. Você escreveu ${length} caracteres, e o limite é ${limit}.`,
    characters: 'Há um caractere que não podemos aceitar. Escreva este campo de novo.',
    character: (name) => `Este campo não pode conter ${name}. Apague-o ou escreva de novo.`,
    invalid: 'Confira este campo.',
    duplicate: 'Este campo foi enviado duas vezes. Preencha-o de novo.',
    email: 'Digite um endereço de e-mail completo, como nome@example.org.',
  },
  busy: 'Você ainda não assinou: o servidor está ocupado. Clique no botão de novo daqui a pouco. O que você escreveu continua aqui.',
  tooMany:
    'Você ainda não assinou: recebemos assinaturas demais da sua rede. Clique no botão de novo em alguns minutos. O que você escreveu continua aqui.',
  thanks: 'Agradecemos. Sua assinatura conta.',
  thanksText: 'O total é atualizado em alguns segundos. Você pode ajudar ainda mais: compartilhe a petição.',
  confirmEmailHeading: 'Falta um passo: confira seu e-mail.',
  confirmEmailText:
    'Enviamos um e-mail para #. Abra o e-mail e clique no botão. A partir daí, sua assinatura conta. Se ele não chegar em alguns minutos, procure na pasta de spam.',
  wrongAddress: 'Endereço errado?',
  changeAddress: 'Corrigir',
  meantEmail: 'Você quis dizer #?',
  useEmail: 'Sim, assinar com #',
  keepEmail: 'Não, assinar com #',
  latest: 'Últimas assinaturas',
  share: 'Compartilhar esta petição',
  byEmail: 'E-mail',
  bySms: 'SMS',
  poster: {
    link: 'Imprimir um cartaz com código QR',
    scan: 'Escaneie para assinar',
    goTo: 'Ou acesse:',
    print: 'Imprima esta página, corte entre as tiras de baixo e pendure-a.',
    download: 'Baixar o código QR (SVG)',
  },
  mastodon: {
    title: 'Compartilhar no Mastodon',
    server: 'Seu servidor do Mastodon',
    hint: 'Como mastodon.social, ou seu usuário completo. Não é armazenado.',
    button: 'Continuar',
    invalid: 'Digite o nome de um servidor, como mastodon.social.',
  },
  outcome: 'O que aconteceu',
  victory: 'Vitória!',
  closed: 'Esta petição está encerrada.',
  closedText: 'Ela não aceita mais assinaturas. Agradecemos a todas as pessoas que assinaram.',
  notFound: 'Página não encontrada',
  notFoundText: 'Confira se o endereço foi digitado corretamente.',
  petitions: 'Petições abertas',
  noPetitions: 'No momento, não há petições abertas.',
  home: {
    search: 'Buscar petições',
    button: 'Buscar',
    all: 'Todas',
    noResults: 'Nenhuma petição corresponde à sua busca.',
    feed: 'Feed de notícias',
    pages: 'Páginas',
    previous: 'Anterior',
    next: 'Próxima',
    page: (page, pages) => `Página ${page} de ${pages}`,
  },
  failure: {
    title: 'Não funcionou',
    text: 'Volte e tente de novo. Se acontecer outra vez, escreva para a organização.',
    busy: 'O servidor está sobrecarregado. Tente de novo em um minuto.',
    tooMany: 'Vieram pedidos demais da sua rede. Tente de novo em alguns minutos.',
  },
  languages: 'Esta petição em outros idiomas',
  privacy: {
    heading: 'Quem vê estes dados?',
    text: [
      'O que você escreve é criptografado no momento em que você assina, com uma chave que só quem organiza esta petição pode abrir. O servidor apaga a cópia que tem da chave de criptografia em até uma hora.',
      'Para contar cada pessoa uma só vez, o servidor guarda um código calculado a partir do seu e-mail. Ninguém consegue recuperar o endereço a partir desse código, que é diferente em cada petição.',
      'Não usamos cookies, rastreadores nem servidores de outras empresas. Ninguém consegue descobrir aqui se um endereço de e-mail assinou.',
      'Quem organiza a petição pode ler a lista de assinaturas e decide quem a recebe. Quando este formulário está dentro de outro site, esse site poderia ler o que você digita: assine em uma página em que você confia.',
    ],
  },
  privacyHidden: 'Seu nome não é mostrado aqui nem em nenhum outro lugar.',
  privacyShown:
    'Seu nome não é mostrado aqui nem em nenhum outro lugar, a menos que você marque a caixa para isso. A caixa só vale se você a marcar de novo ao confirmar. Se você marcar, qualquer pessoa pode ver seu nome e a inicial do seu sobrenome assim que você confirmar, e seu comentário assim que quem organiza a petição o aprovar. Se você retirar sua assinatura, tudo isso é apagado.',
  privacyEmail:
    'Para garantir que ninguém assine em seu nome, enviamos um e-mail para o seu endereço. Até a entrega, por três dias no máximo, o servidor guarda o endereço criptografado. Até você confirmar, o que você escreveu só pode ser aberto com o link desse e-mail e, até a entrega do e-mail, pelo servidor. As assinaturas que não são confirmadas são apagadas após 30 dias. Todo e-mail traz um link para retirar sua assinatura, o que apaga tudo.',
  privacyCookies: 'Não usamos cookies, rastreadores nem servidores de outras empresas.',
  privacyNoEmail:
    'Este servidor não envia e-mails, então nada comprova que um endereço é da pessoa que assina com ele. Em uma petição com poucas assinaturas, alguém que assinasse com seu endereço poderia perceber, pelo total, se você já tinha assinado. Para retirar sua assinatura, escreva a quem organiza a petição.',
  privacyPartner:
    'Uma organização parceira só recebe o que você escreve se você marcar a caixa que permite que ela envie e-mails a você.',
  privacyMore: 'Mais sobre privacidade',
  privacyPage: {
    title: 'Privacidade: o que acontece com sua assinatura',
    sections: [
      {
        heading: 'O que você escreve',
        text: 'Vai para o servidor da petição. É criptografado imediatamente, com uma chave que só quem organiza a petição pode abrir. O servidor apaga a cópia que tem da chave de criptografia em até uma hora. Depois disso, o servidor também não consegue ler seus dados. Algumas petições oferecem uma caixa que permite que uma organização parceira envie e-mails a você. Ela só recebe o que você escreveu se você marcar essa caixa.',
      },
      {
        heading: 'Como cada pessoa é contada uma só vez',
        text: 'O servidor guarda um código calculado a partir do seu e-mail. Ninguém consegue recuperar o endereço a partir desse código. Ele é diferente em cada petição e não serve para nada sem um segredo guardado em outro lugar.',
      },
      {
        heading: 'Como evitamos que outra pessoa assine em seu nome',
        text: 'Na maioria das petições, enviamos um e-mail para o seu endereço, e sua assinatura conta assim que você clica no botão que ele traz. Até a entrega desse e-mail, por três dias no máximo, o servidor guarda seu endereço criptografado; depois, o endereço é apagado. Até você confirmar, o que você escreveu só pode ser aberto com o link desse e-mail e, até a entrega do e-mail, pelo servidor. Por isso, confira se o seu endereço está certo: quem receber o e-mail pode ler o que você escreveu. O que você escreveu para pedir o e-mail é apagado após 30 dias, quer você tenha confirmado ou não.',
      },
      {
        heading: 'Você pode retirar sua assinatura a qualquer momento',
        text: 'Todo e-mail traz um link para isso. Quando você retira sua assinatura, tudo o que está guardado sobre ela é apagado, em três dias no máximo, e nada mostra que ela existiu. Você pode assinar de novo enquanto a petição estiver aberta. Para receber um novo link, assine de novo. Você pode corrigir o que escreveu na página em que confirma e, mais tarde, retirando a assinatura e assinando de novo. Muito tempo depois do encerramento de uma petição, é possível que quem a organiza já tenha passado as assinaturas para um arquivo criptografado e apagado todas elas do servidor. Nesse caso, a página para retirar a assinatura avisa você e diz com quem falar. Todo e-mail tem também um link para nunca mais receber nenhum. Se você o usar, o servidor guarda para isso um código calculado a partir do seu endereço.',
      },
      {
        heading: 'Ninguém consegue descobrir aqui se você assinou',
        text: 'Visto de fora, assinar duas vezes é exatamente igual a assinar uma só. Só o total é público. Algumas petições oferecem uma caixa para mostrar seu nome e a inicial do seu sobrenome, e também seu comentário assim que quem organiza a petição o aprovar. Se você não marcar a caixa, nada sobre você é mostrado.',
      },
      {
        heading: 'Sem cookies, sem rastreadores, sem outras empresas',
        text: 'As páginas e o formulário não usam cookies nem rastreadores e não carregam nada de nenhuma outra empresa.',
      },
      {
        heading: 'Do que não podemos proteger você',
        text: 'Quando o formulário está dentro de outro site, esse site poderia ler o que você digita, como em qualquer formulário. Assine em uma página em que você confia ou na página da própria petição. Quem organiza a petição pode ler a lista de assinaturas: é para isso que serve uma petição. Se alguém tomasse o controle do servidor, poderia ler o que as pessoas escrevessem dali em diante. Se uma petição não envia e-mails e recebe poucas assinaturas, alguém que assinasse com seu endereço poderia perceber, pelo total, se você já tinha assinado; e, ao fazer isso, teria assinado em seu nome.',
      },
    ],
    withoutEmails: [
      {
        heading: 'Qualquer pessoa poderia assinar com seu endereço',
        text: 'Este servidor não envia e-mails. Sua assinatura conta imediatamente, e nada comprova que um endereço é da pessoa que assina com ele. Se alguém assinou em seu nome, escreva a quem organiza a petição.',
      },
      {
        heading: 'Para retirar sua assinatura, escreva a quem organiza',
        text: 'Escreva a quem organiza a petição para que tudo o que está guardado sobre sua assinatura seja apagado. Você pode assinar de novo enquanto a petição estiver aberta.',
      },
      {
        heading: 'O que outras pessoas podem descobrir',
        text: 'Assinar duas vezes recebe a mesma resposta que assinar uma só. Só o total é público, e nenhum nome é mostrado. Mas o total só aumenta quando uma nova pessoa assina, e em uma petição com poucas assinaturas isso se nota.',
      },
    ],
  },
  numbers: {
    title: 'Assinaturas por meio de #',
    all: 'No total',
    today: 'Hoje',
    week: 'Últimos sete dias',
    none: 'Ninguém assinou ainda por meio da sua organização.',
    perDay: 'Assinaturas por dia',
    chart: (first, last, best, most) =>
      `De ${first} a ${last}. O dia com mais assinaturas foi ${best}: ${most}.`,
    table: 'Os mesmos números em uma tabela',
    day: 'Dia (UTC)',
    signatures: 'Assinaturas',
    note: 'Quem tiver este link pode abrir esta página. Ela não mostra nomes nem nada de outras organizações.',
  },
  embed: {
    title: 'Coloque esta petição no seu site',
    intro: 'Escolha a aparência, copie uma das quatro opções e cole onde você quer que a petição apareça.',
    partner: 'Sua organização',
    partnerNone: 'Não está nesta lista',
    partnerHint:
      'As assinaturas vindas do seu site contarão para a sua organização. Se ela não estiver na lista, quem administra este servidor pode adicioná-la.',
    partnerUnknown:
      'Seu link indica uma organização parceira que esta petição não tem. Escolha a sua na lista ou peça a quem administra este servidor que a adicione.',
    lang: 'Idioma',
    asPage: 'Igual à sua página',
    formAlone: 'Traduz só o formulário, não o texto da petição',
    shape: 'O que mostrar',
    full: 'Título, texto e formulário',
    formOnly: 'Só o formulário',
    compact: 'Título, total, barra e botão',
    image: 'Mostrar a imagem',
    imageHint: 'Acima do título. Ela vem deste servidor e de nenhum outro.',
    accent: 'Cor',
    radius: 'Arredondamento dos cantos',
    scheme: 'Fundo',
    light: 'Claro',
    dark: 'Escuro',
    pin: 'Fixar esta versão',
    pinHint:
      'Os navegadores vão executar exatamente esta versão do script. Para usar uma mais nova, copie o código de novo.',
    events: 'Permitir que um quadro avise a sua página',
    eventsHint:
      'Para contar conversões. O quadro então avisa à sua página que alguém assina, compartilha ou recebe um erro. Caso contrário, não informa nada.',
    show: 'Atualizar',
    faintOnLight: (ratio) =>
      `Esta cor é difícil de ver em páginas claras: o contraste é de ${ratio} para 1, e o nível AA das WCAG exige 3 para 1.`,
    faintOnDark: (ratio) =>
      `Esta cor é difícil de ver em páginas escuras: o contraste é de ${ratio} para 1, e o nível AA das WCAG exige 3 para 1.`,
    useInstead: 'Use esta no lugar dela:',
    preview: 'Prévia',
    previewNote: 'Isto é uma prévia. Nada do que você digitar aqui é enviado.',
    onWhite: 'Em uma página branca',
    onDark: 'Em uma página escura',
    narrow: 'Em uma coluna estreita',
    snippets: 'Copie uma destas opções',
    copy: 'Copiar',
    copied: 'Copiado',
    further: 'Saiba mais',
    docsEmbedding: 'Como colocar uma petição em um site (em inglês)',
    docsStyling: 'Atributos, cores e eventos (em inglês)',
    numbers: 'Quantas pessoas assinaram pela sua organização (com conta)',
    origins: (sites) =>
      `Esta petição só pode ser assinada nestes sites: ${sites}. Peça a quem administra este servidor que adicione o seu.`,
    list: {
      title: 'Se o seu site mostra várias petições',
      text: 'Elas aparecem como cartões: as suas, se você escolheu sua organização acima; caso contrário, todas as petições deste servidor. As novas aparecem automaticamente.',
    },
    conversions: {
      title: 'Conte as assinaturas nas suas próprias estatísticas',
      text: 'Sua página recebe um evento quando alguém assina ou compartilha. Nenhum evento contém o que foi digitado. Cole isto depois da petição e mantenha a linha da sua ferramenta de análise.',
      warning:
        'Se a sua ferramenta de análise sabe quem visita a página, ela também sabe quem assinou. Use uma que não saiba.',
      frame:
        'Um quadro só envia eventos se você marcar “Permitir que um quadro avise a sua página” acima, e só com o script do seu trecho. Um endereço que o editor transformou em conteúdo incorporado não envia nenhum.',
      when: {
        'petition-sign': 'Alguém clica no botão e a assinatura está para ser enviada.',
        'petition-signed':
          'O servidor tem a assinatura. Se for preciso confirmá-la por e-mail, o status é “confirm”; senão, “signed”.',
        'petition-error': 'Não foi possível carregar a petição ou enviar a assinatura.',
        'petition-share': 'Alguém compartilha a petição.',
      },
    },
    methods: {
      element: {
        title: 'Se o seu site aceita HTML',
        text: 'No WordPress, use um bloco “HTML personalizado”. No Wix e no Squarespace, use “Incorporar”.',
      },
      link: {
        title: 'Se quem publica no seu site não pode colar scripts',
        text: 'Quem administra o site adiciona a primeira linha ao tema uma única vez. Depois, basta colar o link, e ele vira a petição.',
      },
      frame: {
        title: 'Se a sua página não deve poder ler o que as pessoas digitam',
        text: 'Um quadro (iframe) mantém a página e a petição separadas. A segunda linha ajusta a altura; sem ela, o quadro tem barra de rolagem própria.',
      },
      address: {
        title: 'Se o seu editor transforma endereços em conteúdo incorporado',
        text: 'Cole o endereço sozinho em uma linha. O WordPress e outros editores mostram a petição ali. Em qualquer outro lugar, ele continua sendo um link para uma página onde se pode assinar.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Confirme sua assinatura',
      intro:
        'Confirme que este endereço de e-mail é seu. Alguém, muito provavelmente você, usou esse endereço para assinar esta petição:',
      outro:
        'O link funciona por 30 dias. Se não foi você, não faça nada: uma assinatura que não é confirmada não conta e é apagada.',
    },
    already: {
      subject: 'Sobre sua assinatura',
      intro:
        'Você não precisa fazer nada. Este endereço de e-mail foi usado de novo para assinar uma petição que já tem sua assinatura:',
      outro: 'Sua assinatura conta uma só vez e continua como estava.',
      privacy:
        'Só quem organiza esta petição pode ler quem assinou, exceto o que você permitiu ao assinar. Este e-mail não contém rastreadores.',
    },
    press: 'Para que sua assinatura conte, abra esta página e clique no botão:',
    button: 'Confirmar minha assinatura',
    withdraw: 'Para retirar sua assinatura, agora ou mais tarde, e apagar tudo o que guardamos sobre ela:',
    withdrawLink: 'retirar minha assinatura',
    boxes:
      'Estas caixas foram marcadas no formulário. Cada uma só vale se você a marcar de novo na página em que confirma:',
    privacy: 'Só quem organiza esta petição pode ler quem assinou. Este e-mail não contém rastreadores.',
    privacyBoxes:
      'Só quem organiza esta petição pode ler quem assinou, exceto o que você permitir ao confirmar. Este e-mail não contém rastreadores.',
  },
  emailLinkPages: {
    toPetition: 'Ir para a petição',
    checkBox:
      'Marque primeiro a caixa e depois clique no botão. Programas que verificam e-mails clicam em botões, mas não marcam caixas.',
    confirm: {
      title: 'Confirme sua assinatura',
      text: 'Clique no botão para que sua assinatura conte.',
      check:
        'Isto foi escrito com o seu e-mail e será guardado se você confirmar. Corrija o que estiver errado. Se não foi você, feche esta página: o que não é confirmado não conta e é apagado.',
      boxes:
        'As caixas com a indicação “opcional” também foram marcadas no formulário. Cada uma só vale se você a marcar aqui.',
      sure: 'Sim, quero assinar esta petição.',
      button: 'Confirmar minha assinatura',
    },
    confirmed: {
      title: 'Agradecemos. Sua assinatura conta.',
      text: 'O total é atualizado em alguns segundos. Você pode ajudar ainda mais: compartilhe a petição.',
    },
    withdraw: {
      title: 'Retirar sua assinatura',
      text: 'Clique no botão para apagar tudo o que guardamos sobre sua assinatura. Ela não contará mais. Você pode assinar de novo quando quiser.',
      closed:
        'Clique no botão para apagar tudo o que guardamos sobre sua assinatura. Ela não contará mais. Esta petição está encerrada e não aceita mais assinaturas.',
      erased: (creator) =>
        `As assinaturas desta petição foram apagadas deste servidor por serem antigas. Só resta o total. Clique no botão para apagar o que ainda possa haver da sua. Quem organiza a petição guarda a lista criptografada: escreva para ${creator} para que sua assinatura também seja apagada dessa lista.`,
      sure: 'Sim, apagar minha assinatura.',
      button: 'Retirar minha assinatura',
    },
    withdrawn: {
      title: 'Sua assinatura foi retirada.',
      text: 'Sua assinatura não conta, e tudo o que guardamos sobre ela é apagado: agora, ou em até três dias se o e-mail acabou de chegar. Se não foi você quem a retirou, confirme de novo pelo botão desse e-mail ou assine de novo.',
      closed:
        'Sua assinatura não conta, e tudo o que guardamos sobre ela é apagado em três dias no máximo. Esta petição está encerrada e não aceita mais assinaturas.',
      erased: (creator) =>
        `As assinaturas desta petição foram apagadas deste servidor por serem antigas. Só resta o total. Quem organiza a petição guarda a lista criptografada: escreva para ${creator} para que sua assinatura também seja apagada dessa lista.`,
    },
    gone: {
      title: 'Este link não funciona mais',
      text: 'Ele expirou, já foi usado ou está incompleto. Assine a petição de novo para receber um e-mail com um novo link.',
    },
    closed: {
      title: 'Esta petição está encerrada',
      text: 'Ela não aceita mais assinaturas. As assinaturas que não foram confirmadas antes do encerramento não contam e são apagadas.',
    },
  },
  testEmail: {
    subject: 'E-mail de teste do servidor de petições',
    text: 'Este é o teste que você pediu no console de petições. Os e-mails deste servidor chegam até você. Você não precisa fazer nada.',
  },
  neverEmail: {
    email: 'Para nunca mais receber um e-mail deste servidor, sobre nenhuma petição:',
    emailLink: 'nunca mais escrever para este endereço',
    stop: {
      title: 'Nunca mais escrever para este endereço',
      text: 'Clique no botão, e este servidor não enviará mais e-mails para o seu endereço, com ou sem etiqueta (nome+etiqueta@), sobre nenhuma petição. Suas assinaturas continuam como estão. Enquanto você não permitir e-mails de novo, não poderá assinar petições que enviam um para confirmar.',
      sure: 'Sim, nunca mais me enviem e-mails.',
      button: 'Parar todos os e-mails',
    },
    stopped: {
      title: 'Não enviaremos mais e-mails.',
      text: 'O servidor guarda apenas um código calculado a partir do seu endereço. Guarde o e-mail: só o link dele permite liberar os e-mails de novo.',
    },
    allow: {
      title: 'Permitir e-mails de novo',
      text: 'Clique no botão, e este servidor poderá enviar e-mails para o seu endereço de novo quando alguém assinar uma petição com ele.',
      sure: 'Sim, este servidor pode me enviar e-mails.',
      button: 'Permitir e-mails de novo',
    },
    allowed: {
      title: 'Os e-mails estão permitidos de novo.',
      text: 'Para receber um e-mail com um link de confirmação, assine a petição de novo.',
    },
  },
};
