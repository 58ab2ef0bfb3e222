"""The points at which a test lets the process stop or die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

CODE = """
import sys
from workers.faults import hit
for number in range(4):
    print(number, flush=True)
    hit("other.point")
    hit("notify.after_post")
"""


def run(fault):
    environ = os.environ | ({"TODOBOT_FAULT": fault} if fault else {})
    return subprocess.run([sys.executable, "-c", CODE], env=environ, capture_output=True, text=True, timeout=20)


def test_unset_it_does_nothing():
    assert run("").returncode == 0


def test_it_dies_at_the_named_point_the_nth_time():
    first, third = run("notify.after_post=kill"), run("relay.x=stop, notify.after_post=kill@3")
    assert (first.returncode, first.stdout.split()) == (-signal.SIGKILL, ["0"])
    assert (third.returncode, third.stdout.split()) == (-signal.SIGKILL, ["0", "1", "2"])


def test_it_stops_and_goes_on():
    environ = os.environ | {"TODOBOT_FAULT": "notify.after_post=stop@2"}
    process = subprocess.Popen([sys.executable, "-c", CODE], env=environ, stdout=subprocess.PIPE, text=True)
    for _ in range(500):
        if os.waitpid(process.pid, os.WUNTRACED | os.WNOHANG)[0]:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGCONT)
    assert process.communicate(timeout=10)[0].split() == ["0", "1", "2", "3"]
