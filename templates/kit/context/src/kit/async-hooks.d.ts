// The part of node:async_hooks that is used here. The types of Node.js would
// bring its globals too, most of which a Worker does not have.
declare module "node:async_hooks" {
  export class AsyncLocalStorage<Store> {
    run<Value>(store: Store, work: () => Value): Value;
    getStore(): Store | undefined;
  }
}
