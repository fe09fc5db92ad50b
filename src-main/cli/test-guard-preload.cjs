/**
 * Preloaded into every thread of a program that is watched without strace (`test-guard.ts`): reports
 * connections and lookups that scripts make.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- of the two ways to preload, only `--require` is for threads too */
const dgram = require('node:dgram');
const dns = require('node:dns');
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

const report = (deed, what) =>
  appendFileSync(process.env.FAMILIAR_GUARD_REPORT, `${deed} ${JSON.stringify(what)}\n`);

function watch(owner, name, deed) {
  const original = owner[name];
  owner[name] = function (...args) {
    const [what] = args;
    // Node hands every host to the look-up, also one that is an address already.
    if (!net.isIP(what)) report(deed, what);
    return original.apply(this, args);
  };
}

watch(net.Socket.prototype, 'connect', 'connected to');
watch(dgram.Socket.prototype, 'send', 'sent');
watch(dgram.Socket.prototype, 'connect', 'connected to');
for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (/^(lookup|resolve|reverse)/.test(name)) watch(owner, name, 'looked up');
  }
}
syncBuiltinESMExports();
