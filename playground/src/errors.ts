/** A call that is no question, or a failure of the library. */
export class LibraryError extends Error {
  override name = "LibraryError";
}

/** A call that was given up since a later one took its place. */
export class Superseded extends Error {
  override name = "Superseded";
}

/** Reports whether an error says that a call was given up, so that there is nothing to show. */
export function isSuperseded(error: unknown): boolean {
  return error instanceof Superseded;
}
