// Passkeys and security keys: reads the options the server wrote (or asks for them), lets the browser talk to the
// key, and posts the answer with the form. The form carries data-passkey="create" or "get".
const OPTIONS_OF = { create: "creation_options", get: "request_options" };

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function prepared({ publicKey }) {
  const listed = (keys) => keys?.map((key) => ({ ...key, id: toBytes(key.id) }));
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = listed(options.allowCredentials);
  return { publicKey: options };
}

function answered(credential) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const part of parts) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function options(form) {
  const written = document.getElementById(form.dataset.passkeyOptions ?? "");
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(form.action, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

async function talk(form) {
  const kind = form.dataset.passkey;
  const wanted = prepared((await options(form))[OPTIONS_OF[kind]]);
  const passwordless = form.querySelector("[name=passwordless]");
  if (kind === "create" && passwordless) {
    const choice = (wanted.publicKey.authenticatorSelection ??= {});
    choice.residentKey = passwordless.checked ? "required" : "discouraged";
    choice.requireResidentKey = passwordless.checked;
    if (passwordless.checked) choice.userVerification = "required";
  }
  return answered(await navigator.credentials[kind](wanted));
}

function why(error) {
  if (!window.PublicKeyCredential) return "This browser cannot use passkeys here: they need https or localhost.";
  if (error.name === "InvalidStateError") return "This key is already one of yours.";
  if (error.name === "NotAllowedError") return "Nothing was changed: the key was not used, or it took too long. Try again.";
  return "The key could not be used. Nothing was changed; try again, or choose another way.";
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form || event.submitter?.dataset.passkeySkip !== undefined) return;
  event.preventDefault();
  const trouble = document.querySelector("[data-passkey-trouble]");
  if (trouble) trouble.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await talk(form));
    form.submit();
  } catch (error) {
    if (!trouble) return;
    trouble.querySelector("[data-passkey-why]").textContent = why(error);
    trouble.hidden = false;
  }
});
