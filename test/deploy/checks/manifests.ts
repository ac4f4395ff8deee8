import { probeRoutes } from '../../../src/api/routes/probes.ts';
import type { Api } from '../../../src/api/types.ts';
import { faultsOf, imageEnvironment } from '../support/environment.ts';
import { type Faults, type Files, yamlOf } from '../support/files.ts';
import { render } from '../support/kustomize.ts';
import { type Deployment, deploymentsOf, type Labels, type Manifest, selects, titleOf } from '../support/manifest.ts';
import { schemaFaults } from '../support/schemas.ts';

const OVERLAYS = ['deploy/overlays/staging', 'deploy/overlays/production'];
const SECRET = 'deploy/base/secret.example.yaml';

type Look = (manifests: readonly Manifest[], files: Files) => Faults;

/** Looks at what each overlay makes, and names it in the faults. */
const inEachOverlay =
  (look: Look) =>
  (files: Files): Faults =>
    OVERLAYS.flatMap((overlay) => look(render(files, overlay), files).map((fault) => `${overlay}: ${fault}`));

/** Every object is one that Kubernetes takes, the example of the Secret as well. */
export const manifestsFitTheirSchemas = (files: Files): Faults =>
  schemaFaults([...OVERLAYS.flatMap((overlay) => render(files, overlay)), secretOf(files)]);

interface ExampleSecret extends Manifest {
  readonly stringData: Labels;
}
const secretOf = (files: Files) => yamlOf<ExampleSecret>(files, SECRET);

/** What a container finds in its environment, the image's own variables included. Later sources win, as in the cluster. */
function environmentOf(deployment: Deployment, manifests: readonly Manifest[], files: Files): Labels {
  const { envFrom = [], env = [] } = deployment.spec.template.spec.containers[0];
  const maps = envFrom.map(({ configMapRef }) =>
    manifests.find(({ metadata }) => metadata.name === configMapRef?.name),
  );
  const secret = envFrom.some(({ secretRef }) => secretRef !== undefined) ? secretOf(files).stringData : {};
  return Object.assign(
    imageEnvironment(files.read('Dockerfile')),
    ...maps.map((map) => map?.data),
    secret,
    ...env.map(({ name, value }) => ({ [name]: value })),
  );
}

/** The program takes the settings of each deployment as they are, in production, and each role has one. */
export const manifestSettingsFit = inEachOverlay((manifests, files) => {
  const environments = deploymentsOf(manifests).map(
    (each) => [titleOf(each), environmentOf(each, manifests, files)] as const,
  );
  const roles = environments.map(([, { KKOTGIL_ROLES }]) => KKOTGIL_ROLES);
  const missing = ['api', 'projections', 'processes'].filter((role) => !roles.includes(role));
  return [
    ...environments.flatMap(([title, environment]) => faultsOf(environment).map((fault) => `${title}: ${fault}`)),
    ...missing.map((role) => `no deployment has the role ${role}`),
  ];
});

/** Probes ask for what the API answers; ports are those of the settings. */
export const manifestPortsAgree = inEachOverlay((manifests, files) => {
  const paths: string[] = [];
  probeRoutes({ route: ({ url }: { url: string }) => paths.push(url) } as unknown as Api, {
    readiness: () => [],
    warnings: async () => [],
  });
  return deploymentsOf(manifests).flatMap((deployment) => {
    const { template } = deployment.spec;
    const [container] = template.spec.containers;
    const { PORT, METRICS_PORT } = environmentOf(deployment, manifests, files);
    const ports = new Map(container.ports?.map(({ name, containerPort }) => [name, String(containerPort)]));
    const faults: string[] = [];
    if (ports.get('http') !== PORT) faults.push(`port http is not PORT, ${PORT}`);
    if (ports.get('metrics') !== METRICS_PORT) faults.push(`port metrics is not METRICS_PORT, ${METRICS_PORT}`);
    if (template.metadata.annotations?.['prometheus.io/port'] !== METRICS_PORT) {
      faults.push(`the metrics are asked for elsewhere than at METRICS_PORT, ${METRICS_PORT}`);
    }
    for (const kind of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const asked = container[kind]?.httpGet;
      if (asked === undefined) faults.push(`has no ${kind}`);
      else if (!paths.includes(asked.path)) faults.push(`${kind} asks for ${asked.path}, which is no route`);
      else if (asked.port !== 'http') faults.push(`${kind} asks at another port than http`);
    }
    return faults.map((fault) => `${titleOf(deployment)}: ${fault}`);
  });
});

interface Selecting {
  readonly selector?: Labels | { readonly matchLabels: Labels };
  readonly podSelector?: { readonly matchLabels: Labels };
  readonly scaleTargetRef?: { readonly name: string };
}

/** Whatever names another object, or selects pods, finds some. */
export const manifestReferencesExist = inEachOverlay((manifests, files) => {
  const deployments = deploymentsOf(manifests);
  const labels = deployments.map(({ spec }) => spec.template.metadata.labels);
  const named = [...manifests.map(({ metadata }) => metadata.name), secretOf(files).metadata.name];
  const selecting = manifests.flatMap((manifest) => {
    const { selector, podSelector, scaleTargetRef } = (manifest.spec ?? {}) as Selecting;
    const wanted =
      podSelector?.matchLabels ?? (selector as { matchLabels?: Labels })?.matchLabels ?? (selector as Labels);
    const faults: string[] = [];
    if (wanted !== undefined && !labels.some((each) => selects(wanted, each))) faults.push('selects no pod');
    if (scaleTargetRef !== undefined && !deployments.some(({ metadata }) => metadata.name === scaleTargetRef.name)) {
      faults.push(`scales ${scaleTargetRef.name}, which is no deployment`);
    }
    return faults.map((fault) => `${titleOf(manifest)} ${fault}`);
  });
  const sources = deployments.flatMap((deployment) =>
    (deployment.spec.template.spec.containers[0].envFrom ?? [])
      .map(({ configMapRef, secretRef }) => (configMapRef ?? secretRef)?.name ?? '')
      .filter((name) => !named.includes(name))
      .map((name) => `${titleOf(deployment)} takes settings of ${name}, which is not there`),
  );
  return [...selecting, ...sources];
});

/** What every pod has to keep to, so that a fault in it stays small and a deployment goes unnoticed. */
export const podsAreSafe = inEachOverlay((manifests) =>
  deploymentsOf(manifests).flatMap((deployment) => {
    const { strategy, template } = deployment.spec;
    const { enableServiceLinks, securityContext: pod, containers } = template.spec;
    const { securityContext: container, resources, image } = containers[0];
    const rules: [held: boolean, fault: string][] = [
      [pod?.runAsNonRoot === true, 'may run as root'],
      [container?.readOnlyRootFilesystem === true, 'may write to its root file system'],
      [container?.allowPrivilegeEscalation === false, 'may get more rights than it has'],
      [container?.capabilities?.drop?.includes('ALL') === true, 'keeps capabilities'],
      [resources?.limits?.memory !== undefined && resources.requests !== undefined, 'has no bounds'],
      [enableServiceLinks === false, 'gets variables that are no settings'],
      [strategy?.rollingUpdate?.maxUnavailable === 0, 'goes down while it is replaced'],
      [/:[^:/]+$/.test(image) && !image.endsWith(':latest'), 'has an image without a version'],
    ];
    return rules.filter(([held]) => !held).map(([, fault]) => `${titleOf(deployment)} ${fault}`);
  }),
);
