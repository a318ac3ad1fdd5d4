/**
 * What an object keeps in its database, for an object that must be able to
 * give all of its storage back and go on working.
 *
 * `deleteAll()` is the only way to free an object's storage: empty tables still
 * take space and are billed. But it also takes the schema away from under the
 * running instance, whose constructor does not run again. So here the schema
 * comes up with the first write, not in the constructor, and again with the
 * first write after the database was emptied. Looking at an empty object leaves
 * it empty, so a client that still asks does not bring a deleted one back.
 * https://developers.cloudflare.com/durable-objects/best-practices/access-durable-objects-storage/
 */
export class Erasable<Data> {
  readonly #storage: DurableObjectStorage;
  readonly #setUp: (storage: DurableObjectStorage) => Data;
  #data: Data | undefined;

  /**
   * `setUp` migrates the database and returns what works on it. It runs again
   * after {@link erase}, so everything that remembers the database, a
   * `Scheduler` above all, must be made in it.
   */
  constructor(storage: DurableObjectStorage, setUp: (storage: DurableObjectStorage) => Data) {
    this.#storage = storage;
    this.#setUp = setUp;
  }

  /**
   * The data, for writing. Ask for it anew after every `await`: an erasure may
   * have come in between.
   */
  open(): Data {
    return (this.#data ??= this.#setUp(this.#storage));
  }

  /** The data, for reading, or undefined while nothing is stored. It creates nothing. */
  peek(): Data | undefined {
    return this.#data ?? (this.#isEmpty() ? undefined : this.open());
  }

  /**
   * Deletes everything that the object stores, the alarm included, all or
   * nothing. (Before the compatibility date 2026-02-24 the alarm stayed.)
   */
  async erase(): Promise<void> {
    this.#data = undefined;
    await this.#storage.deleteAll();
  }

  #isEmpty(): boolean {
    return this.#storage.sql.exec("SELECT 1 FROM sqlite_schema LIMIT 1").next().done === true;
  }
}
