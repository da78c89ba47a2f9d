#!/usr/bin/env bash
# mosh 1.4.0 (Debian 12: 1.4.0-1), client and server on loopback with a delay between them.
# Guess: the program on the far side reads one key press at a time, whatever the delay, as over ssh.
# Seen: the client sends at most once per half round trip (20 to 250 ms). With a round trip of 0.8 s, 20 presses
# 150 ms apart arrive in about 13 reads, several of them with two bytes; with 0.02 s they arrive one by one. A program
# that takes two bytes in one read for a held key, a paste or an escape sequence meets this. Bracketed paste does pass.
set -euo pipefail
command -v mosh-server >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mosh >/dev/null; }
mosh-server --version 2>&1 | grep -m1 "1\.4\.0"
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
cat > reader.py <<'P'
import os, select, sys, termios, time, tty
log, seconds = open(sys.argv[1], "w"), float(sys.argv[2])
before = termios.tcgetattr(0); tty.setraw(0); os.write(1, b"READY\r\n")
end = time.monotonic() + seconds
while time.monotonic() < end:
    if select.select([0], [], [], 0.1)[0]:
        keys = os.read(0, 1024); log.write(repr(keys) + "\n"); log.flush()
        if b"q" in keys: break
termios.tcsetattr(0, termios.TCSADRAIN, before)
P
cat > run.py <<'P'
import fcntl, heapq, os, pty, re, select, socket, struct, subprocess, termios, threading, time
GAP, COUNT, WORK = 0.15, 20, os.getcwd()
def delayed(listen, target, delay, stop):
    near = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); near.bind(("127.0.0.1", 0)); listen.append(near.getsockname()[1])
    far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); far.connect(("127.0.0.1", target))
    queue, number, client = [], 0, None
    while not stop.is_set():
        for sock in select.select([near, far], [], [], 0.002)[0]:
            try: data, sender = sock.recvfrom(65536)
            except OSError: continue
            if sock is near: client = sender
            heapq.heappush(queue, (time.monotonic() + delay, number, sock is near, data)); number += 1
        while queue and queue[0][0] <= time.monotonic():
            _, _, outward, data = heapq.heappop(queue)
            try:
                if outward: far.send(data)
                elif client: near.sendto(data, client)
            except OSError: pass
def reads(trip):
    path, seconds = f"{WORK}/log-{trip}", 12 + COUNT * GAP + 3 * trip
    os.environ.update(LANG="C.UTF-8", LC_ALL="C.UTF-8", TERM="xterm-256color")
    started = subprocess.run(["mosh-server", "new", "-i", "127.0.0.1", "-p", "62100:62200", "--",
        "python3", f"{WORK}/reader.py", path, str(seconds)], capture_output=True, text=True)
    port, key = re.search(r"MOSH CONNECT (\d+) (\S+)", started.stdout + started.stderr).groups()
    stop, listen = threading.Event(), []
    thread = threading.Thread(target=delayed, args=(listen, int(port), trip / 2, stop), daemon=True); thread.start()
    while not listen: time.sleep(0.01)
    os.environ["MOSH_KEY"] = key
    pid, terminal = pty.fork()
    if pid == 0: os.execvp("mosh-client", ["mosh-client", "127.0.0.1", str(listen[0])])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen, ready, sent, end = b"", None, 0, time.monotonic() + seconds
    while time.monotonic() < end and sent <= COUNT:
        if select.select([terminal], [], [], 0.005)[0]: seen += os.read(terminal, 65536)
        if ready is None and b"READY" in seen: ready = time.monotonic() + 2
        due = None if ready is None else ready + sent * GAP + (1 if sent == COUNT else 0)
        if due and time.monotonic() >= due: os.write(terminal, b"q" if sent == COUNT else b"d"); sent += 1
    time.sleep(trip + 1); os.kill(pid, 9); os.waitpid(pid, 0); stop.set(); thread.join()
    return [eval(line) for line in open(path) if "d" in line]
quick, slow = reads(0.02), reads(0.8)
for name, found in (("0.02 s", quick), ("0.8 s", slow)):
    print(f"round trip {name}: {sum(map(len, found))} presses in {len(found)} reads, {sum(len(r) > 1 for r in found)} of them with several bytes")
assert sum(map(len, quick)) == sum(map(len, slow)) == COUNT
assert all(len(read) == 1 for read in quick) and any(len(read) > 1 for read in slow)
P
python3 run.py
