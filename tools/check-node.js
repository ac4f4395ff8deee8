// A blocked install script leaves the machine's own, older Node in place without a word; this says so.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Kkotgil needs Node 24 or newer; this is ${process.version}. Run "npm ci" (it installs Node 24 inside the project) and use the npm scripts.`,
  );
  process.exit(1);
}
