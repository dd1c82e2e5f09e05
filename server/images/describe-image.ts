import type { Petition } from '../../common/contract.ts';
import { findLanguage } from '../i18n/find-language.ts';
import type { PetitionImage } from './stored-images.ts';

/** A petition's picture as the contract describes it. */
export function describeImage(
  image: PetitionImage | null,
  lang: string,
  publicUrl: string,
): Petition['image'] {
  if (!image) return null;
  const { hash, widths, width, height, alt, credit } = image;
  const urlOf = (width: number) => `${publicUrl}/images/${hash}-${width}.jpg`;
  const srcset = widths.map((width) => `${urlOf(width)} ${width}w`).join(', ');
  return { src: urlOf(width), srcset, width, height, alt: selectAlt(alt, lang), credit };
}

/** In the wanted language, otherwise in the first that was given. */
function selectAlt(alt: PetitionImage['alt'], lang: string): string {
  if (typeof alt === 'string') return alt;
  const found = findLanguage(lang, Object.keys(alt));
  return found === undefined ? Object.values(alt)[0]! : alt[found]!;
}
