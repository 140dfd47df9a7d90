'use strict';
// Loaded into the service before its own code. The launcher holds the other end of descriptor 3 and never writes: it
// closes when the launcher ends, by `kill -9` too, and then the service stops as on SIGTERM.
const { Socket } = require('node:net');

const launcher = new Socket({ fd: 3, readable: true, writable: false });
launcher.on('error', () => undefined);
launcher.once('close', () => process.kill(process.pid, 'SIGTERM'));
launcher.resume();
launcher.unref();
