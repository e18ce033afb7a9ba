// @ts-check
// Passkeys: what the browser's own dialogue needs and what it says, carried between a form and the server.
// The page says what is asked in `data-options` of its form; the answer goes into the hidden field `credential`.

/** @param {string} text @returns {ArrayBuffer} */
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0)).buffer;

/** @param {ArrayBuffer | null | undefined} buffer @returns {string | undefined} */
const text = (buffer) =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") : undefined;

/** @param {any[] | undefined} list */
const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

/** @param {any} asked @returns {Promise<any>} */
async function made(asked) {
  const key = asked.publicKey;
  const credential = /** @type {any} */ (
    await navigator.credentials.create({
      publicKey: { ...key, challenge: bytes(key.challenge), user: { ...key.user, id: bytes(key.user.id) }, excludeCredentials: withIds(key.excludeCredentials) },
    })
  );
  const { response } = credential;
  return said(credential, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

/** @param {any} asked @returns {Promise<any>} */
async function shown(asked) {
  const key = asked.publicKey;
  const credential = /** @type {any} */ (
    await navigator.credentials.get({ publicKey: { ...key, challenge: bytes(key.challenge), allowCredentials: withIds(key.allowCredentials) } })
  );
  const { response } = credential;
  return said(credential, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: text(response.userHandle),
  });
}

/** @param {any} credential @param {Record<string, unknown>} response */
const said = (credential, response) => ({
  type: credential.type,
  id: credential.id,
  rawId: text(credential.rawId),
  authenticatorAttachment: credential.authenticatorAttachment,
  response,
  clientExtensionResults: credential.getClientExtensionResults(),
});

/** Why there can be no passkey on this page; "" where there can. */
function whyNot() {
  if (!window.isSecureContext) return "Passkeys need HTTPS. Use an app on your phone instead.";
  if (/^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, ""))) {
    return "Passkeys need a name in the address, and this page was opened by a number. Use an app on your phone, or open Bothy by its name.";
  }
  return "PublicKeyCredential" in window ? "" : "This browser knows no passkeys. Use an app on your phone instead.";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[data-passkey-go]"));
  const notice = /** @type {HTMLElement} */ (form.querySelector("[data-passkey-said]"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input[name=credential]"));
  const tell = (/** @type {string} */ sentence) => {
    notice.hidden = !sentence;
    notice.textContent = sentence;
  };
  const reason = whyNot();
  tell(reason);
  button.disabled = Boolean(reason);
  button.addEventListener("click", async () => {
    tell("");
    button.disabled = true;
    const { passkey, options } = /** @type {HTMLElement} */ (form).dataset;
    try {
      field.value = JSON.stringify(await (passkey === "create" ? made : shown)(JSON.parse(options ?? "")));
      /** @type {HTMLFormElement} */ (form).submit();
    } catch (fault) {
      button.disabled = false;
      tell(
        /** @type {any} */ (fault)?.name === "InvalidStateError"
          ? "This key is one of yours already."
          : "Nothing was done: the browser's question was closed, or the key did not answer in time. Try again.",
      );
    }
  });
}
