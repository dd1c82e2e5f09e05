/** The lines of a sealed export, which the server writes, and the command line and the console read. */
import * as v from 'valibot';

/** Version of the file format. Readers reject unknown versions. */
export const SEALED_FORMAT = 1;

/**
 * The first line of a sealed export. Each line is JSON: the header, then data keys and signatures, each data key before
 * its first signature, then the end. Bytes are in base64.
 */
export const SealedFileHeader = v.object({
  sealedPetition: v.literal(SEALED_FORMAT),
  slug: v.string(),
  /** Associated data of every signature. */
  petitionId: v.number(),
  /** Codes that `--partner` accepts. */
  partners: v.array(v.string()),
  /** The recipients at the server's latest start. */
  recipients: v.array(v.string()),
  /** The filter of the export. Which signers the partner may contact is known only after decryption. */
  choice: v.object({ partner: v.nullable(v.string()), since: v.nullable(v.string()) }),
});
export type SealedFileHeader = v.InferOutput<typeof SealedFileHeader>;

export const DataKeyLine = v.object({
  dataKey: v.string(),
  sealed: v.string(),
  /** Abbreviated recipients, separated by spaces. Missing if they aren't known. */
  to: v.optional(v.string()),
});
export type DataKeyLine = v.InferOutput<typeof DataKeyLine>;

export const SignatureLine = v.object({
  signer: v.string(),
  on: v.string(),
  partner: v.nullable(v.string()),
  /** ID of the data key. */
  key: v.string(),
  sealed: v.string(),
});
export type SignatureLine = v.InferOutput<typeof SignatureLine>;

/** Proves that the file is complete and unchanged. The SHA-256 is of all bytes before this line. */
export const SealedFileEnd = v.object({
  end: v.object({ signatures: v.number(), sha256: v.string() }),
});
export type SealedFileEnd = v.InferOutput<typeof SealedFileEnd>;
