import { type ReferenceMeasurement, type ReferenceSource, whyNotAReference } from '../referenceMeasurement.ts';
import type { EifImage } from './readEif.ts';

/** A measured image as a reference, by the name it gives itself or else by its file's; or the reason why it is none. */
export function eifReference(image: EifImage, source: ReferenceSource): ReferenceMeasurement | string {
  const fileName = source.label.slice(source.label.lastIndexOf('/') + 1);
  return (
    whyNotAReference('enclave', image.pcrs) ?? {
      name: image.name ?? (fileName.replace(/(.)\.eif$/i, '$1') || 'image'),
      ...(image.imageVersion === undefined ? {} : { version: image.imageVersion }),
      ...(image.signature === 'none' ? {} : { description: 'the image is signed; its signature was not checked' }),
      platform: 'enclave',
      pcrs: image.pcrs,
      source: { ...source, kind: 'eif' },
      place: { start: 0, end: 0 },
    }
  );
}
