// Verifies every assertion of a corpus with @simplewebauthn/server until a second of CPU time has passed, and prints one
// line of JSON.
//
// usage: node simplewebauthn.mjs CORPUS   (beside the node_modules it is installed in)

import { readFileSync } from 'node:fs';

import { verifyAuthenticationResponse } from '@simplewebauthn/server';

const ENOUGH_MICROSECONDS = 1_000_000;

/** CPU time of all threads: the library's cryptography runs on others. */
function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Whether the assertion is good. The response goes in as the library wants it: parsed, its members Base64url. */
async function verify(line) {
  const { verified } = await verifyAuthenticationResponse({
    response: line.response,
    expectedChallenge: line.challenge,
    expectedOrigin: line.origin,
    expectedRPID: line.rpId,
    credential: { id: line.credentialId, publicKey: line.publicKey, counter: line.signCount },
    requireUserVerification: true,
  });
  if (!verified) throw new Error('refused');
}

/** A check that lets a wrong challenge pass would be quick and worthless. */
async function mustRefuse(line) {
  try {
    await verify({ ...line, challenge: Buffer.alloc(32).toString('base64url') });
  } catch {
    return;
  }
  throw new Error('@simplewebauthn/server accepted an assertion over another challenge');
}

const corpus = readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter((text) => text !== '')
  .map((text) => JSON.parse(text))
  .map((line) => ({ ...line, publicKey: new Uint8Array(Buffer.from(line.publicKeyCose, 'base64url')) }));

await mustRefuse(corpus[0]);
// Twice: the engine compiles what it has seen often.
for (const line of [...corpus, ...corpus]) await verify(line);

let verified = 0;
const started = cpuMicroseconds();
while (cpuMicroseconds() - started < ENOUGH_MICROSECONDS) {
  for (const line of corpus) await verify(line);
  verified += corpus.length;
}
const cpuNanoseconds = (cpuMicroseconds() - started) * 1000;
const manifest = new URL('node_modules/@simplewebauthn/server/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
console.log(JSON.stringify({ version, count: verified, cpuNanoseconds }));
