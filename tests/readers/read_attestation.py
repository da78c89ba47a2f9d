"""Checks an attestation with securesystemslib and in-toto's own bindings: `read_attestation.py ENVELOPE PEM KEYID`. Prints the statement
that it signs."""

import json
import sys

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from google.protobuf import json_format
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as Message
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

envelope_path, pem_path, keyid = sys.argv[1:]
with open(pem_path, "rb") as file:
    key = SSlibKey.from_crypto(load_pem_public_key(file.read()), keyid=keyid)
with open(envelope_path, encoding="utf-8") as file:
    envelope = Envelope.from_dict(json.load(file))
envelope.verify([key], 1)
statement = json_format.Parse(envelope.payload, Message())
Statement.copy_from_pb(statement).validate()
print(json.dumps(json.loads(envelope.payload), indent=1))
