import type { Organizer, Petition } from '../../common/contract.ts';
import { findLanguage } from '../i18n/find-language.ts';
import type { PetitionImage, StoredLogo, StoredOrganizer } from './stored-images.ts';

/** A petition's picture as the contract describes it. */
export function describeImage(
  image: PetitionImage | null,
  lang: string,
  publicUrl: string,
): Petition['image'] {
  return image && { ...describe(image, 'jpg', lang, publicUrl), credit: image.credit };
}

/** An organizer as the contract describes it. */
export function describeOrganizer(
  organizer: StoredOrganizer | null,
  lang: string,
  publicUrl: string,
): Organizer | null {
  if (!organizer) return null;
  const { logo, ...rest } = organizer;
  return logo ? { ...rest, logo: describe(logo, 'png', lang, publicUrl) } : rest;
}

function describe(image: StoredLogo, extension: 'jpg' | 'png', lang: string, publicUrl: string) {
  const { hash, widths, width, height, alt } = image;
  const urlOf = (width: number) => `${publicUrl}/images/${hash}-${width}.${extension}`;
  const srcset = widths.map((width) => `${urlOf(width)} ${width}w`).join(', ');
  return { src: urlOf(width), srcset, width, height, alt: selectAlt(alt, lang) };
}

/** In the wanted language, otherwise in the first that was given. */
function selectAlt(alt: PetitionImage['alt'], lang: string): string {
  if (typeof alt === 'string') return alt;
  const found = findLanguage(lang, Object.keys(alt));
  return found === undefined ? Object.values(alt)[0]! : alt[found]!;
}
