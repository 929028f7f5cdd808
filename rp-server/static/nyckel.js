// What a page cannot do without script: the WebAuthn call, and to go on by itself. Every other form works without this file.
//
// A form with data-ceremony runs one ceremony against the API and then goes to data-next. What the person is told stands
// in the page, in their language, in elements with data-message; this file holds no words.

const API = "/api/v1/";

/** Where each ceremony begins and finishes, and what the browser is asked for. */
const CEREMONIES = {
  "create-account": { path: "accounts", call: create },
  recover: { path: "recovery", call: create },
  "add-key": { path: "keys", call: create },
  "sign-in": { path: "sign-in", call: get },
};

/** Refusals after which the page itself, loaded again, leads on: to sign in, to a fresh proof. */
const GO_THROUGH = new Set(["not_signed_in", "proof_required", "review_overdue"]);

/** A conditional request is begun anew before its five minutes are over. */
const CONDITIONAL_MILLISECONDS = 4 * 60 * 1000;

/** A refusal of the server, by its stable code. */
class Problem extends Error {
  constructor(code) {
    super(code);
    this.name = "Problem";
    this.code = code;
  }
}

/** Conditional mediation waits in the background; a ceremony that is asked for ends it. */
let conditional = new AbortController();

for (const form of document.querySelectorAll("form[data-ceremony]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
  // Without this file the button would do nothing: it is the page that disables it.
  button(form).disabled = false;
  if (form.dataset.conditional !== undefined) offer(form);
}
const invitation = document.querySelector("form[data-invitation]");
if (invitation) {
  takeInvitation(invitation);
  // Another link, opened where this page is: only what follows the # changes.
  addEventListener("hashchange", () => takeInvitation(invitation));
}
for (const print of document.querySelectorAll("[data-print]")) {
  print.addEventListener("click", () => window.print());
  print.hidden = false;
}
for (const form of document.querySelectorAll("form[data-events]")) follow(form);
signalAccount(document.querySelector("[data-signals]"));
rememberTimeZone();
// A page that comes back out of the browser's memory is as old as its ceremony.
addEventListener("pageshow", (event) => event.persisted && location.reload());

/** Sends the invitation that the address ends with. It does not stay there: not on the screen, nor in the history. */
function takeInvitation(form) {
  const token = location.hash.slice(1);
  if (token === "") return;
  history.replaceState(null, "", location.pathname);
  form.querySelector("input[name=invitation]").value = token;
  form.requestSubmit();
}

/** Goes on by itself once the person has confirmed their call: an empty code says that they have. */
function follow(form) {
  const events = new EventSource(form.dataset.events);
  events.addEventListener("confirmed", () => {
    events.close();
    form.querySelector("input[name=code]").value = "";
    form.noValidate = true;
    form.requestSubmit();
  });
  addEventListener("pagehide", () => events.close());
}

async function run(form) {
  if (button(form).getAttribute("aria-disabled") === "true") return;
  button(form).setAttribute("aria-disabled", "true");
  conditional.abort();
  try {
    await perform(form, {});
  } catch (error) {
    show(form, "idle", messageOf(error), "problem");
    // The server knows the page to go through first, and comes back here.
    if (GO_THROUGH.has(error.code)) return location.reload();
    button(form).removeAttribute("aria-disabled");
  }
}

/** Begins, asks the browser, finishes, goes on. */
async function perform(form, options) {
  if (!supported()) throw new DOMException("", "unsupported");
  const { path, call } = CEREMONIES[form.dataset.ceremony];
  if (!options.mediation) show(form, "waiting", "waiting");
  const begun = await post(`${path}/begin`, fields(form, "begin"));
  const credential = await call(begun.publicKey, options);
  show(form, "checking", "checking");
  const answer = { ceremony: begun.ceremony, credential: credential.toJSON(), ...fields(form, "finish") };
  try {
    const finished = await post(`${path}/finish`, answer);
    const next = reviewed(finished, form.dataset.next);
    // Only a new key has an id, and a page of its own; elsewhere the address is the person's and stays as it is.
    location.assign(finished.id === undefined ? next : next.replace("{id}", finished.id));
  } catch (error) {
    await signalUnknown(error, begun.publicKey.rpId, credential.id);
    throw error;
  }
}

/** Where the person goes: by the question whether their security info is still right, where the server says that it is due. */
function reviewed(finished, next) {
  if (finished.review === undefined || next.startsWith("/verify-info")) return next;
  return `/verify-info?return_to=${encodeURIComponent(next)}`;
}

function supported() {
  return Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON && navigator.credentials);
}

function create(options, { signal }) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return navigator.credentials.create({ publicKey, signal });
}

function get(options, { signal, mediation }) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey, signal, mediation });
}

/** Offers discoverable credentials among the user name's own suggestions, where the browser can. */
async function offer(form) {
  if (!supported() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  if (conditional.signal.aborted) return;
  const stale = setTimeout(() => {
    conditional.abort();
    conditional = new AbortController();
    offer(form);
  }, CONDITIONAL_MILLISECONDS);
  conditional.signal.addEventListener("abort", () => clearTimeout(stale));
  try {
    await perform(form, { signal: conditional.signal, mediation: "conditional" });
  } catch (error) {
    // Aborted because the person pressed the button, or nothing was chosen: neither is worth a word.
    if (form.closest("[data-state]").dataset.state === "checking") show(form, "idle", messageOf(error), "problem");
  }
}

/** Lets the browser forget a credential, but only when the server is certain that it does not exist. */
async function signalUnknown(error, rpId, credentialId) {
  if (error.code !== "credential_unknown" || !rpId) return;
  await PublicKeyCredential.signalUnknownCredential?.({ rpId, credentialId }).catch(() => {});
}

/** Tells the browser which credentials the account has now, and what it is called. */
function signalAccount(element) {
  if (!element || !window.PublicKeyCredential) return;
  const { rpId, userId, userName, displayName, credentialIds } = element.dataset;
  const allAcceptedCredentialIds = credentialIds.split(" ").filter(Boolean);
  PublicKeyCredential.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds }).catch(() => {});
  PublicKeyCredential.signalCurrentUserDetails?.({ rpId, userId, name: userName, displayName }).catch(() => {});
}

/** Tells the server in which time zone this device tells the time. */
function rememberTimeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  const [prefix, mark] = location.protocol === "https:" ? ["__Host-", "; Secure"] : ["", ""];
  document.cookie = `${prefix}nyckel-zone=${zone}; Path=/; SameSite=Lax; Max-Age=31536000${mark}`;
}

/** The fields of a form that go with one half of its ceremony: those with data-begin, or those with data-finish. */
function fields(form, half) {
  const body = {};
  for (const input of form.querySelectorAll(`input[data-${half}]`)) {
    const value = input.value.trim();
    if (value !== "") body[input.dataset[half]] = value;
  }
  return body;
}

async function post(path, body) {
  let response;
  try {
    response = await fetch(API + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new DOMException("", "NetworkError");
  }
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => ({}));
  throw new Problem(problem.code ?? "other");
}

function messageOf(error) {
  if (error instanceof Problem) return known(`problem-${error.code}`, "problem-other");
  return known(`dom-${error.name}`, "dom-other");
}

function known(name, otherwise) {
  return messageElement(name) ? name : otherwise;
}

function messageElement(name) {
  return document.querySelector(`[data-message="${CSS.escape(name)}"]`);
}

/** Says one of the page's messages. The room for it is there already: nothing moves. */
function show(form, state, message, kind = "progress") {
  const ceremony = form.closest("[data-state]");
  const status = ceremony.querySelector("[role=status]");
  ceremony.dataset.state = state;
  status.dataset.kind = kind;
  status.textContent = messageElement(message)?.textContent ?? "";
}

function button(form) {
  return form.querySelector("button");
}
