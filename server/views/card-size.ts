/** Of the picture that stands for a petition where its page is linked to, in pixels: as all take it who show previews. */
export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;
