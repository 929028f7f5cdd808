"""Verifies every assertion of a corpus with py_webauthn until a second of CPU time has passed, and prints one line of JSON.

usage: python py_webauthn.py CORPUS
"""

import json
import sys
import time
from importlib.metadata import version

from webauthn import base64url_to_bytes, verify_authentication_response
from webauthn.helpers.exceptions import InvalidAuthenticationResponse

ENOUGH_NANOSECONDS = 1_000_000_000


def verify(line):
    """Raises unless the assertion is good. The response goes in as the library wants it: parsed, its members Base64url."""
    verify_authentication_response(
        credential=line["response"],
        expected_challenge=line["challenge"],
        expected_rp_id=line["rpId"],
        expected_origin=line["origin"],
        credential_public_key=line["publicKeyCose"],
        credential_current_sign_count=line["signCount"],
        require_user_verification=True,
    )


def must_refuse(line):
    """A check that lets a wrong challenge pass would be quick and worthless."""
    try:
        verify({**line, "challenge": bytes(32)})
    except InvalidAuthenticationResponse:
        return
    sys.exit("py_webauthn accepted an assertion over another challenge")


def main():
    corpus = []
    with open(sys.argv[1], encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            for member in ("challenge", "publicKeyCose"):
                line[member] = base64url_to_bytes(line[member])
            corpus.append(line)
    must_refuse(corpus[0])
    for line in corpus:
        verify(line)

    verified = 0
    started = time.process_time_ns()
    while time.process_time_ns() - started < ENOUGH_NANOSECONDS:
        for line in corpus:
            verify(line)
        verified += len(corpus)
    spent = time.process_time_ns() - started
    print(json.dumps({"version": version("webauthn"), "count": verified, "cpuNanoseconds": spent}))


main()
