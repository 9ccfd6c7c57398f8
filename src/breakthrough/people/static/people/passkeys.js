// Makes a passkey, or signs in with one: asks the server for a question, the browser for an answer, and sends it with the form.

for (const form of document.querySelectorAll("form[data-passkey]")) start(form);

/** @param {HTMLFormElement} form */
function start(form) {
  const status = form.querySelector("[data-passkey-status]");
  if (!window.PublicKeyCredential) {
    if (status?.dataset.missing) status.textContent = status.dataset.missing;
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.namedItem("answer").value) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    try {
      const answer = await ask(form);
      form.elements.namedItem("answer").value = JSON.stringify(answer);
      form.submit();
    } catch {
      if (status) status.textContent = status.dataset.refused ?? "";
    }
  });
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  const token = form.elements.namedItem("csrfmiddlewaretoken").value;
  const response = await fetch(form.dataset.question, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (!response.ok) throw new Error("no question");
  const { publicKey } = await response.json();
  const credential = form.dataset.passkey === "keep"
    ? await navigator.credentials.create({ publicKey: creation(publicKey) })
    : await navigator.credentials.get({ publicKey: request(publicKey) });
  if (!credential) throw new Error("no answer");
  return written(credential);
}

function creation(options) {
  return {
    ...options,
    challenge: octets(options.challenge),
    user: { ...options.user, id: octets(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map((known) => ({ ...known, id: octets(known.id) })),
  };
}

function request(options) {
  return { ...options, challenge: octets(options.challenge), allowCredentials: [] };
}

/** The JSON form of the WebAuthn specification; browsers without toJSON get the same by hand. */
function written(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response: parts };
}

function octets(written) {
  const plain = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (octet) => String.fromCharCode(octet)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
