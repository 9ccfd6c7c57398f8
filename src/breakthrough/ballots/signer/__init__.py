"""The blind signer: knows the private keys of a joining, never what it signs. No Django: it may run on another machine later."""

from breakthrough.ballots.signer.backends import Backend, Fault, Unfit
from breakthrough.ballots.signer.blind_signer import BlindSigner, start
from breakthrough.ballots.signer.key_folder import KeyFolder, PublicKey

__all__ = ["Backend", "BlindSigner", "Fault", "KeyFolder", "PublicKey", "Unfit", "start"]
