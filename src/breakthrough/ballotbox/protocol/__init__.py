"""What both sides of a sealed round agree on: encoding, card, roster, messages, signatures, tree, words, board. Pure.

A contribution is bound to its round by hashes. Here, `‖` joins bytes, `z` is one zero byte and `H` is SHA-256:

    key_id  = H(SubjectPublicKeyInfo of the RSA key)
    digest  = H(card)
    context = H("breakthrough/1 context" ‖ z ‖ digest ‖ key_id)
    message = 32 random bytes ‖ "breakthrough/1" ‖ z ‖ context ‖ public key of the pseudonym
    handle  = H("breakthrough/1 handle" ‖ z ‖ public key of the pseudonym)
    body    = CBOR [salt, kind, payload]
    head    = CBOR [1, context, seq, H(body)]
    act     = signature of "breakthrough/1 act" ‖ z ‖ head by the pseudonym
    leaf    = H(0x00 ‖ CBOR [key_id, message, signature, head, act])

What cannot be read raises `encoding.Malformed`. `tests/sealed/vectors.json` holds an example of every line.
"""
