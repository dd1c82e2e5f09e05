import type { Words } from './en.ts';

export const pt: Words = {
  by: 'Criada por #',
  of: { one: 'de # assinatura', many: 'de # de assinaturas', other: 'de # assinaturas' },
  more: 'Ler mais',
  givenName: 'Nome',
  familyName: 'Sobrenome',
  email: 'E-mail',
  postalCode: 'Código postal',
  country: 'País',
  comment: 'Por que você está assinando?',
  optional: '# (opcional)',
  suggestion: 'Você quis dizer #?',
  sign: 'Assinar a petição',
  whoSees: 'Quem vê estes dados?',
  required: 'Preencha este campo.',
  too_long: 'Ficou longo demais. Escreva menos.',
  invalid: 'Confira este campo.',
  unsent:
    'Você ainda não assinou: não conseguimos nos conectar ao servidor. O que você escreveu continua aqui.',
  busy: 'Você ainda não assinou: o servidor está ocupado. O que você escreveu continua aqui.',
  again: 'Tentar de novo',
  failed: 'Não conseguimos carregar esta petição.',
  thanks: 'Agradecemos, #!',
  signed: 'Sua assinatura conta. O total é atualizado em alguns segundos.',
  confirm:
    'Falta um passo: abra o e-mail que enviamos para # e clique no botão. A partir daí, sua assinatura conta.',
  latest: 'Últimas assinaturas',
  share: 'Compartilhar esta petição',
  copy: 'Copiar link',
  closed: 'Esta petição está encerrada.',
};
