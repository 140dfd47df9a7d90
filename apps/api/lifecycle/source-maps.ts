import { setSourceMapsSupport } from 'node:module';

// Stack traces name the lines of this project's sources. Loaded before everything else, since modules are looked at as
// they are loaded; `--enable-source-maps` would also keep the maps of every package, 30 MiB of them.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
