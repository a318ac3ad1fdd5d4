// Prints what wrangler reads in the configuration files given as arguments, as
// JSON: one entry for the top level and each environment of each file.
import { unstable_readConfig as readConfig } from "wrangler";

const read = (file, env) => {
  const config = readConfig({ config: file, env });
  return {
    file,
    env,
    name: config.name ?? "",
    date: config.compatibility_date ?? "",
    environments: config.definedEnvironments ?? [],
    objects: config.durable_objects.bindings.map((b) => ({
      Binding: b.name,
      Class: b.class_name,
      Script: b.script_name ?? "",
      Environment: b.environment ?? "",
    })),
  };
};

const all = process.argv.slice(2).flatMap((file) => {
  const top = read(file, "");
  return [top, ...top.environments.map((env) => read(file, env))];
});
console.log(JSON.stringify(all));
