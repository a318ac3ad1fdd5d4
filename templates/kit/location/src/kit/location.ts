import * as v from "valibot";

/**
 * Where the law of a place must hold for the data of an object.
 * https://developers.cloudflare.com/durable-objects/reference/data-location/
 */
export const JURISDICTIONS = [
  "eu",
  "fedramp",
  "fedramp-high",
  "us",
] as const satisfies readonly DurableObjectJurisdiction[];

/** Where a new object had best be. */
export const LOCATION_HINTS = [
  "wnam",
  "enam",
  "sam",
  "weur",
  "eeur",
  "apac",
  "apac-ne",
  "apac-se",
  "oc",
  "afr",
  "me",
] as const satisfies readonly DurableObjectLocationHint[];

/** Where the objects of a class are. Without either, they are near whoever calls one first. */
export interface Place {
  readonly jurisdiction: DurableObjectJurisdiction | undefined;
  readonly locationHint: DurableObjectLocationHint | undefined;
}

/** The variables of a binding. */
type PlaceVariables<Binding extends string> = Readonly<
  Record<`${Binding}_JURISDICTION` | `${Binding}_LOCATION_HINT`, unknown>
>;

/**
 * Reads the variables of a binding; undefined if both are empty. There is no
 * default in place of a wrong or a missing one: objects in the wrong place
 * cannot be moved.
 */
export function readPlace<Binding extends string>(
  env: PlaceVariables<Binding>,
  binding: Binding,
): Place | undefined {
  const jurisdiction = choice(`${binding}_JURISDICTION`, JURISDICTIONS, env);
  const locationHint = choice(`${binding}_LOCATION_HINT`, LOCATION_HINTS, env);
  if (jurisdiction === undefined && locationHint === undefined) return undefined;
  return { jurisdiction, locationHint };
}

/**
 * The stub of an object in its place. A jurisdiction is a part of who the object
 * is: the same name in another one is another object.
 *
 * workerd has no jurisdictions, so where one is set this throws in `wrangler dev`
 * and in tests. It never gives the object outside of the jurisdiction instead.
 */
export function stubAt<Class extends Rpc.DurableObjectBranded | undefined>(
  { jurisdiction, locationHint }: Place,
  objects: DurableObjectNamespace<Class>,
  name: string,
): DurableObjectStub<Class> {
  const within = jurisdiction === undefined ? objects : restrict(objects, jurisdiction);
  return locationHint === undefined
    ? within.getByName(name)
    : within.getByName(name, { locationHint });
}

function choice<const Options extends readonly string[]>(
  variable: string,
  options: Options,
  env: object,
): Options[number] | undefined {
  const value: unknown = Reflect.get(env, variable);
  if (value === "") return undefined;
  const result = v.safeParse(v.picklist(options), value);
  if (result.success) return result.output;
  throw new TypeError(`${variable} must be one of ${options.join(", ")}, or "" for none`);
}

function restrict<Class extends Rpc.DurableObjectBranded | undefined>(
  objects: DurableObjectNamespace<Class>,
  jurisdiction: DurableObjectJurisdiction,
): DurableObjectNamespace<Class> {
  try {
    return objects.jurisdiction(jurisdiction);
  } catch (cause) {
    throw new Error(
      `this runtime has no jurisdiction "${jurisdiction}"; set it in an environment only, not for local development`,
      { cause },
    );
  }
}
