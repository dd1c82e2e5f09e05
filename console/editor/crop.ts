/** Which part of a picture is used. */
export interface CropArea {
  /** 1 for as much as fits into the shape. */
  zoom: number;
  /** Where the part is in what is left over, from 0 (left, top) to 1. */
  x: number;
  y: number;
}

/** Width divided by height. The last is what social networks show of shared links. */
const SHAPES = { whole: null, wide: 16 / 9, shared: 1.91 } as const;
export type Ratio = keyof typeof SHAPES;
export const RATIOS = Object.keys(SHAPES) as Ratio[];

/** No page shows it larger. */
const MAX_WIDTH = 2400;
const JPEG_QUALITY = 0.92;

/** The part in pixels of the picture. */
export function fitCrop(
  picture: { width: number; height: number },
  ratio: Ratio,
  { zoom, x, y }: CropArea,
): { left: number; top: number; width: number; height: number } {
  const shape = SHAPES[ratio] ?? picture.width / picture.height;
  const fits = Math.min(picture.width, picture.height * shape);
  const width = Math.max(1, Math.round(fits / zoom));
  const height = Math.max(1, Math.round(fits / shape / zoom));
  return {
    left: Math.round((picture.width - width) * x),
    top: Math.round((picture.height - height) * y),
    width,
    height,
  };
}

export async function cropPicture(picture: ImageBitmap, ratio: Ratio, area: CropArea): Promise<Blob> {
  const { left, top, width, height } = fitCrop(picture, ratio, area);
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(width, MAX_WIDTH);
  canvas.height = Math.round((canvas.width * height) / width);
  canvas.getContext('2d')!.drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY);
  });
  if (!blob) throw new Error('The browser could not encode the picture');
  return blob;
}
