import type { Dictionary } from './en.ts';

export const pt: Dictionary = {
  consent:
    'Só quem organiza esta petição pode ler o que você informa aqui: seus dados são lacrados no momento em que você assina.',
  consentShown:
    'Só quem organiza esta petição pode ler o que você informa aqui, exceto o que você deixar todo mundo ver: seus dados são lacrados no momento em que você assina.',
  whoSees: 'Quem vê estes dados?',
  by: (creator) => `Criada por ${creator}`,
  progress: {
    one: (goal) => `de ${goal} assinatura`,
    many: (goal) => `de ${goal} de assinaturas`,
    other: (goal) => `de ${goal} assinaturas`,
  },
  sign: 'Assinar a petição',
  givenName: 'Nome',
  familyName: 'Sobrenome',
  email: 'E-mail',
  postalCode: 'Código postal',
  country: 'País',
  chooseCountry: 'Escolha um país',
  comment: 'Por que você está assinando?',
  optional: 'opcional',
  display: 'Todo mundo pode ver meu nome e a inicial do meu sobrenome.',
  displayComment: 'Todo mundo pode ver meu nome, a inicial do meu sobrenome e o que escrevi.',
  contact: 'Quem organiza a petição pode me escrever sobre esta causa.',
  partnerContact: '# pode me escrever.',
  errors: {
    title: 'Ainda não assinada',
    heading: 'Sua assinatura ainda não foi registrada. Verifique estes campos:',
    required: 'Preencha este campo.',
    type: 'Preencha este campo novamente.',
    too_long: 'O texto é longo demais.',
    characters: 'O texto contém um caractere que não pode ser escrito aqui. Escreva-o novamente.',
    invalid: 'Verifique este campo.',
    duplicate: 'Este campo foi enviado duas vezes. Preencha-o novamente.',
    email: 'Este endereço de e-mail não está completo. O formato é nome@example.org.',
  },
  busy: 'Sua assinatura ainda não foi registrada: o servidor está ocupado. Clique no botão novamente em instantes; o que você escreveu continua aqui.',
  tooMany:
    'Sua assinatura ainda não foi registrada: chegou um número muito grande de assinaturas da sua rede. Clique no botão novamente em alguns minutos; o que você escreveu continua aqui.',
  thanks: 'Obrigado. Sua assinatura foi registrada.',
  thanksText: 'Ela entra no total em alguns segundos. Mais uma coisa ajuda: passe a petição adiante.',
  confirmEmailHeading: 'Falta um passo.',
  confirmEmailText:
    'Abra o e-mail que enviamos para o endereço que você informou e clique no botão que está nele. Só então sua assinatura conta. Se o e-mail não chegar em alguns minutos, procure na pasta de spam.',
  latest: 'Últimas assinaturas',
  share: 'Compartilhe esta petição',
  byEmail: 'E-mail',
  shareText: (title) => `“${title}”: você também assina?`,
  closed: 'Esta petição está encerrada.',
  closedText: 'Ela não recebe mais assinaturas. Agradecemos a todas as pessoas que assinaram.',
  notFound: 'Esta página não existe aqui',
  notFoundText: 'O endereço pode ter sido digitado errado, ou quem organizava a petição pode tê-la retirado.',
  languages: 'Esta petição em outros idiomas',
  privacy: {
    heading: 'Quem vê estes dados?',
    text: [
      'O que você informa é criptografado no momento em que você assina, com uma chave que só quem organiza esta petição tem. O servidor que conta sua assinatura esquece a própria metade dessa chave em até uma hora.',
      'Para que cada pessoa conte uma só vez, o servidor guarda uma impressão digital do seu endereço de e-mail. Ela não pode ser convertida de volta no endereço e é diferente em cada petição.',
      'Não há cookies, nem rastreadores, nem servidores de outras empresas, e ninguém consegue descobrir aqui se um endereço assinou.',
      'Quem organiza a petição pode ler a lista e decide a quem ela é entregue. E, quando este formulário está dentro de outro site, esse site poderia ler o que você escreve nele: assine em uma página em que você confia.',
    ],
  },
  privacyHidden: 'Seu nome não é mostrado aqui nem em nenhum outro lugar.',
  privacyShown:
    'Seu nome não é mostrado aqui nem em nenhum outro lugar, a não ser que você marque a caixa para isso: nesse caso, todo mundo pode ler seu nome e a inicial do seu sobrenome depois que você confirmar, e o que você escreveu depois que quem organiza a petição aprovar. Se você retirar a assinatura, isso também desaparece.',
  privacyEmail:
    'Para que ninguém assine em seu nome, enviamos um e-mail para o seu endereço. Até a entrega, por três dias no máximo, o servidor guarda o endereço criptografado; o que não é confirmado é apagado após 30 dias. Cada e-mail traz um link para retirar a assinatura, o que apaga tudo.',
  embed: {
    title: 'Coloque esta petição no seu site',
    intro: 'Escolha a aparência, copie uma das quatro formas e cole onde a petição deve ficar.',
    partner: 'Sua organização',
    partnerNone: 'Não está nesta lista',
    partnerHint:
      'As assinaturas vindas do seu site contam então para ela. Quem administra este servidor pode acrescentar a sua.',
    partnerUnknown:
      'O seu link indica uma organização que esta petição não conhece. Escolha a sua ou peça a quem administra este servidor que a acrescente.',
    lang: 'Idioma',
    asPage: 'Como a página',
    formAlone: 'Só o formulário; o texto fica como está',
    shape: 'O que aparece',
    full: 'Título, texto e formulário',
    formOnly: 'Formulário',
    compact: 'Número, barra e um botão',
    accent: 'Cor',
    radius: 'Cantos arredondados',
    scheme: 'Fundo',
    light: 'Claro',
    dark: 'Escuro',
    pin: 'Manter esta versão',
    pinHint:
      'Os navegadores executam então este script e nenhum outro. Um mais novo só chega ao seu site quando você copiar de novo.',
    show: 'Mostrar',
    faintOnLight: (ratio) =>
      `Em páginas claras esta cor se vê mal: o contraste é de ${ratio} para 1, e o nível AA das WCAG pede 3 para 1.`,
    faintOnDark: (ratio) =>
      `Em páginas escuras esta cor se vê mal: o contraste é de ${ratio} para 1, e o nível AA das WCAG pede 3 para 1.`,
    useInstead: 'Use esta em vez dela:',
    preview: 'Como vai ficar',
    previewNote: 'Isto é só para ver: nada do que se escreve aqui é enviado.',
    onWhite: 'Em uma página branca',
    onDark: 'Em uma página escura',
    narrow: 'Em uma coluna estreita',
    snippets: 'Copie uma destas',
    copy: 'Copiar',
    copied: 'Copiado',
    origins: (sites) =>
      `Esta petição só pode ser assinada a partir destes sites: ${sites}. Peça a quem administra este servidor que acrescente o seu.`,
    methods: {
      element: {
        title: 'O seu site aceita HTML',
        text: 'O WordPress tem para isso o bloco “HTML personalizado”; o Wix e o Squarespace chamam de “Incorporar”.',
      },
      link: {
        title: 'Quem escreve não pode colar scripts',
        text: 'Quem administra o site põe a primeira linha no tema, uma vez. Depois basta o link, onde quer que seja colado, e ele se torna a petição.',
      },
      frame: {
        title: 'A sua página não deve poder ler o que se escreve',
        text: 'Um quadro mantém as duas separadas. Sem a segunda linha, ele tem barra de rolagem.',
      },
      address: {
        title: 'O seu editor transforma endereços em conteúdo',
        text: 'Cole em um parágrafo só dele: o WordPress e outros põem ali a petição. Em qualquer outro lugar é um link, pelo qual também se assina.',
      },
    },
  },
  emails: {
    confirm: {
      subject: 'Confirme sua assinatura',
      intro:
        'Confirme que este endereço de e-mail é seu. Alguém, muito provavelmente você, usou esse endereço para assinar esta petição:',
      outro:
        'O link funciona por 30 dias. Se não foi você, não faça nada: o que não é confirmado não conta e é apagado.',
    },
    already: {
      subject: 'Sobre sua assinatura',
      intro:
        'Você não precisa fazer nada. Este endereço de e-mail foi usado de novo para assinar uma petição que já tinha sido assinada com ele:',
      outro: 'Sua assinatura conta uma vez e continua como estava.',
    },
    press: 'Sua assinatura passa a contar quando você clicar no botão desta página:',
    button: 'Confirmar minha assinatura',
    withdraw: 'Para retirar sua assinatura, agora ou mais tarde, e apagar tudo o que está guardado dela:',
    withdrawLink: 'retirar minha assinatura',
    shown:
      'Foi marcada a caixa que permite a todo mundo ver o nome, a inicial do sobrenome e, depois que quem organiza a petição aprovar, o comentário. Assim que você confirmar, esses dados são mostrados. Se não é isso que você quer, retire a assinatura abaixo e assine de novo sem marcar a caixa.',
    privacy:
      'Ninguém além de quem organiza a petição pode ler quem assinou, e não há rastreadores neste e-mail.',
    privacyShown:
      'Ninguém além de quem organiza a petição pode ler mais nada, e não há rastreadores neste e-mail.',
  },
  emailLinkPages: {
    toPetition: 'Ir para a petição',
    confirm: {
      title: 'Confirme sua assinatura',
      text: 'Clique no botão, e sua assinatura passa a contar.',
      button: 'Confirmar minha assinatura',
    },
    confirmed: {
      title: 'Obrigado. Sua assinatura foi registrada.',
      text: 'Ela entra no total em alguns segundos. Mais uma coisa ajuda: passe a petição adiante.',
    },
    withdraw: {
      title: 'Retirar sua assinatura',
      text: 'Clique no botão, e tudo o que está guardado aqui da sua assinatura será apagado. Ela deixa de contar, e você pode assinar de novo quando quiser.',
      closed:
        'Clique no botão, e tudo o que está guardado aqui da sua assinatura será apagado, e ela deixa de contar. A petição está encerrada: não recebe mais assinaturas.',
      erased: (creator) =>
        `As assinaturas desta petição foram apagadas daqui por serem antigas; só resta o número delas. Clique no botão, e o que ainda possa haver aqui da sua também será apagado. Quem organiza a petição conserva a lista lacrada. Escreva para ${creator} para que sua assinatura seja apagada também de lá.`,
      button: 'Retirar minha assinatura',
    },
    withdrawn: {
      title: 'Não há mais nada guardado aqui.',
      text: 'Tudo o que pudesse haver da sua assinatura foi apagado e não conta. Você pode assinar de novo quando quiser.',
      closed:
        'Tudo o que pudesse haver da sua assinatura foi apagado e não conta. A petição está encerrada: não recebe mais assinaturas.',
      erased: (creator) =>
        `O que estava guardado aqui das assinaturas desta petição foi apagado por ser antigo; só resta o número delas. Quem organiza a petição conserva a lista lacrada. Escreva para ${creator} para que sua assinatura seja apagada também de lá.`,
    },
    gone: {
      title: 'Este link não funciona mais',
      text: 'Ele é antigo demais, já foi usado ou não está completo. Assine a petição mais uma vez, e você receberá um e-mail com um novo link.',
    },
    closed: {
      title: 'Esta petição está encerrada',
      text: 'Ela não recebe mais assinaturas. O que não foi confirmado até então não conta e é apagado.',
    },
  },
};
