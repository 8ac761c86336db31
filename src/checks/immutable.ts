/** What a schema gives, with all members readonly, however deep: a checked value is not changed. */
export type Immutable<T> = T extends readonly unknown[]
  ? T extends unknown[]
    ? { readonly [I in keyof T]: Immutable<T[I]> }
    : T // Readonly already, and maybe recursive.
  : { readonly [K in keyof T]: Immutable<T[K]> };
