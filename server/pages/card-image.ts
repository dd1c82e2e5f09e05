/** Of the picture that stands for a petition where its page is linked to, in pixels: as all take it who show previews. */
export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;

/** @param page address of a hosted page, in its language and without a partner: the picture is one for all */
export const cardUrlOf = (page: string) => page.replace(/(?=\?|$)/, '/card.png');
