/** How a stub was asked for. */
export interface Asked {
  readonly jurisdiction: string | undefined;
  readonly name: string;
  readonly locationHint: string | undefined;
}

/**
 * A namespace that has jurisdictions, which the local runtime has not, and
 * writes down how stubs were asked for. The stubs are real, outside of any
 * jurisdiction.
 */
export function recorded<Class extends Rpc.DurableObjectBranded | undefined>(
  objects: DurableObjectNamespace<Class>,
  asked: Asked[],
  jurisdiction?: DurableObjectJurisdiction,
): DurableObjectNamespace<Class> {
  return new Proxy(objects, {
    get(target, member) {
      if (member === "jurisdiction")
        return (name: DurableObjectJurisdiction) => recorded(target, asked, name);
      if (member === "getByName")
        return (name: string, options?: DurableObjectNamespaceGetDurableObjectOptions) => {
          asked.push({ jurisdiction, name, locationHint: options?.locationHint });
          return target.getByName(name, options);
        };
      throw new Error(`nobody should use ${String(member)} here`);
    },
  });
}
