import { COMPOSE, composeOf } from '../support/compose.ts';
import { imageEnvironment } from '../support/environment.ts';
import { type Faults, type Files, yamlOf } from '../support/files.ts';

interface Package {
  readonly engines: { readonly node: string };
  readonly devDependencies: { readonly node: string };
}
interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}
interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/** One Node everywhere: in development, in the image, and for those who bring their own. */
export function nodeIsTheSame(files: Files): Faults {
  const { node } = (JSON.parse(files.read('package.json')) as Package).devDependencies;
  const major = node.split('.')[0] as string;
  const images = [...files.read('Dockerfile').matchAll(/^FROM .*?(\S+?:\S+)/gm)].map(([, image]) => image as string);
  const faults = images
    .filter((image) => image !== `node:${node}-bookworm-slim`)
    .map((image) => `the image is made of ${image}, and package.json pins Node ${node}`);
  if (images.length === 0) faults.push('the Dockerfile names no image');
  if (files.read('.nvmrc').trim() !== major) faults.push(`.nvmrc says another version than ${major}`);
  return faults;
}

/** Packages are fetched once for both architectures, which only works while none is made for one of them. */
export function packagesRunEverywhere(files: Files): Faults {
  const { packages } = JSON.parse(files.read('package-lock.json')) as Lock;
  return Object.entries(packages)
    .filter(([, { dev, devOptional, os, cpu }]) => !dev && !devOptional && (os !== undefined || cpu !== undefined))
    .map(([name]) => `${name} is made for some platforms only`);
}

/** Node is process 1, not root, and everything the image copies is let through by .dockerignore. */
export function imageIsSafe(files: Files): Faults {
  const dockerfile = files.read('Dockerfile');
  const faults: string[] = [];
  if (!/^ENTRYPOINT \["node"\]$/m.test(dockerfile)) faults.push('Node is not process 1');
  const program = /^CMD \["(.+)"\]$/m.exec(dockerfile)?.[1];
  const { scripts } = JSON.parse(files.read('package.json')) as { scripts: { start: string } };
  if (program === undefined || !scripts.start.endsWith(` ${program}`))
    faults.push(`the program ${program} is not what npm start runs`);
  if (!dockerfile.includes('\nRUN node tools/build.js\n')) faults.push(`nothing builds ${program}`);
  if (!/^COPY --from=bundle \S+\/dist \.\/dist$/m.test(dockerfile)) faults.push(`${program} stays in its stage`);
  if (!/^USER [1-9]\d*:[1-9]\d*$/m.test(dockerfile))
    faults.push('the image runs as root, or as a user without a number');
  if (!/^HEALTHCHECK /m.test(dockerfile)) faults.push('the image has no health check');
  const through = files.read('.dockerignore').split('\n');
  for (const [, sources] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
    for (const source of (sources as string).split(' ')) {
      if (!files.has(source)) faults.push(`${source} is copied and not there`);
      if (!through.includes(`!${source}`)) faults.push(`${source} is copied, and .dockerignore leaves it out`);
    }
  }
  return faults;
}

/** The same servers are tried in the workflow as are run by compose. */
export function serversAreTheSame(files: Files): Faults {
  const { services } = composeOf(files);
  const workflow = files.read('.github/workflows/ci.yml');
  return ['eventstore', 'mongo'].flatMap((name) => {
    const image = services[name]?.image;
    return image !== undefined && workflow.includes(`image: ${image}\n`) ? [] : [`the workflow does not use ${image}`];
  });
}

interface Prometheus {
  readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[];
}

/** Ports that are named in several places. */
export function composePortsAgree(files: Files): Faults {
  const { services } = composeOf(files);
  const faults: string[] = [];
  const opens = (name: string, port: string | undefined) => {
    const inside = services[name]?.ports?.map((published) => published.split(':')[2]);
    if (port === undefined || inside?.includes(port) !== true) faults.push(`${name} does not open ${port}`);
  };
  opens('api', services.api?.environment?.PORT);
  opens('simulators', services.simulators?.environment?.PAYMENT_SIM_PORT);
  opens('simulators', services.simulators?.environment?.SMS_SIM_PORT);
  const { PORT } = imageEnvironment(files.read('Dockerfile'));
  if (!files.read('Dockerfile').includes(`\nEXPOSE ${PORT}\n`)) faults.push(`the image does not expose ${PORT}`);
  const { scrape_configs } = yamlOf<Prometheus>(files, 'deploy/observe/prometheus.yml');
  for (const target of scrape_configs.flatMap(({ static_configs }) =>
    static_configs.flatMap(({ targets }) => targets),
  )) {
    const [host = '', port] = target.split(':');
    const service = services[host];
    const metrics = service?.environment?.METRICS_PORT;
    const known = [metrics, ...(service?.ports ?? []).map((published) => published.split(':')[2])];
    if (!known.includes(port)) faults.push(`Prometheus asks ${target}, where nobody answers`);
  }
  for (const [, host, port] of files.read(COMPOSE).matchAll(/:-(?:http|esdb|mongodb):\/\/([a-z]+):(\d+)/g)) {
    opens(host as string, port);
  }
  return faults;
}
