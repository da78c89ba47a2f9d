#!/usr/bin/env bash
# PyPI in-toto-attestation 0.9.3 (the bindings of in-toto/attestation) with protobuf 7.36.2.
# Guess: a Statement v1 with an extension field beside those of the specification is read, since consumers have to ignore
# what they do not know ("Parsing rules" of the framework); a count in a predicate stays a count.
# Seen: the one reader that the bindings have, protobuf's JSON, refuses the whole statement for the field; without it the
# statement is read and valid, and is written with 3.0 for 3, so its bytes and digest are others. So `gonogo gate --attest`
# writes no fields but those of the specification, and no numbers.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"; export HOME=$work
python3 -m venv v; v/bin/pip -q install in-toto-attestation==0.9.3 protobuf==7.36.2 2>/dev/null
cat > t.py <<'P'
import json
from google.protobuf import json_format
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as Message
plain = {"_type": "https://in-toto.io/Statement/v1",
         "subject": [{"name": "2.4.0", "digest": {"gitCommit": "9fceb02d0ae598e95dc970b74767f19372d61af8"}}],
         "predicateType": "https://octoacme.example/count/v1", "predicate": {"count": 3}}
for name, statement in [("plain", plain), ("extended", {**plain, "octoacme_build": "881"})]:
    try:
        read = json_format.Parse(json.dumps(statement), Message())
        Statement.copy_from_pb(read).validate()
        print(name, "valid, predicate", json.dumps(json.loads(json_format.MessageToJson(read))["predicate"]))
    except json_format.ParseError as error:
        print(name, "refused:", str(error).split(" at ")[0])
P
v/bin/python t.py | tee seen
diff seen - <<'S'
plain valid, predicate {"count": 3.0}
extended refused: Message type "in_toto_attestation.v1.Statement" has no field named "octoacme_build"
S
