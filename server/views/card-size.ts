/** Size of the social card in pixels, as all services that show previews expect it. */
export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;
