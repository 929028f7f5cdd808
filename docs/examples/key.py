"""A host of a virtual key, in Python's standard library alone: what it is, and a touch.

    virtual-key serve --in-memory --presence manual --socket key.sock --control control.sock
    python3 key.py key.sock control.sock
"""

import os
import socket
import struct
import sys

REPORT = 64
BROADCAST = 0xFFFFFFFF
INIT, CBOR, KEEPALIVE, ERROR = 0x86, 0x90, 0xBB, 0xBF
GET_INFO, SELECTION = b"\x04", b"\x0b"
UP_NEEDED = b"\x02"


class Key:
    """One connection is one host with a handle of its own."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(10)
        self.socket.connect(path)
        self.channel = BROADCAST
        nonce = os.urandom(8)
        self.send(INIT, nonce)
        # Every host hears every reply: the nonce tells which one is ours.
        while True:
            command, reply = self.receive()
            if command == INIT and reply[:8] == nonce:
                self.channel = int.from_bytes(reply[8:12], "big")
                return

    def send(self, command, message):
        """A message in reports: channel, command, length and the beginning; then channel, number and more."""
        head = struct.pack(">IBH", self.channel, command, len(message))
        reports, rest = [head + message[: REPORT - 7]], message[REPORT - 7 :]
        for number in range(128):
            if not rest:
                break
            reports.append(struct.pack(">IB", self.channel, number) + rest[: REPORT - 5])
            rest = rest[REPORT - 5 :]
        for report in reports:
            self.socket.sendall(report.ljust(REPORT, b"\0"))

    def report(self):
        """The next report on our channel."""
        while True:
            report = b""
            while len(report) < REPORT:
                part = self.socket.recv(REPORT - len(report))
                if not part:
                    raise ConnectionError("the key was unplugged")
                report += part
            if int.from_bytes(report[:4], "big") == self.channel:
                return report

    def receive(self):
        """The next message: its command and what is in it."""
        first = self.report()
        command, length = struct.unpack(">BH", first[4:7])
        message = first[7:]
        while len(message) < length:
            message += self.report()[5:]
        return command, message[:length]

    def call(self, request, touch=None):
        """A CTAP2 command: the status byte and the CBOR behind it. `touch` is called when the key waits for one."""
        self.send(CBOR, request)
        while True:
            command, reply = self.receive()
            if command == KEEPALIVE:
                if reply == UP_NEEDED and touch:
                    touch, now = None, touch
                    now()
            elif command == CBOR:
                return reply[0], reply[1:]
            else:
                raise RuntimeError(f"CTAPHID command 0x{command:02x}: {reply.hex()}")


def control(path, line):
    """One line to the control socket, and its answer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connection.connect(path)
        connection.sendall(line.encode() + b"\n")
        answer = connection.makefile().readline().rstrip()
    if answer.startswith("error "):
        raise RuntimeError(answer)
    return answer


def main(key_path, control_path):
    key = Key(key_path)
    status, info = key.call(GET_INFO)
    print(f"getInfo: status {status}, {len(info)} bytes, FIDO_2_1: {b'FIDO_2_1' in info}")
    status, _ = key.call(SELECTION, touch=lambda: print("touch:", control(control_path, "touch")))
    print(f"selection: status {status}")


if __name__ == "__main__":
    main(*sys.argv[1:])
