"""What the tests have done in worker processes; they import it from here."""

import ctypes
import os
import signal
import sys
import threading
import time
from pathlib import Path


def double(number):
    return 2 * number


def pid(_=None):
    return os.getpid()


def fail(text):
    raise LookupError(text)


def die(how):
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "crash":
        ctypes.string_at(0)
    elif how == "exit":
        os._exit(7)
    elif how == "sys.exit":
        sys.exit(3)
    return how


def double_or_die(number, deadly):
    if number in deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def hang():
    time.sleep(3_600)


def wait_for(path):
    while not Path(path).exists():
        time.sleep(0.01)


def hog(megabytes):
    return len(bytearray(megabytes * 1_000_000))


def lock():
    return threading.Lock()


class Strange(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def strange():
    raise Strange("one", "two")


def talk(text):
    print(text)
    print(text, file=sys.stderr)
    os.write(1, b"and past Python's own buffers\n")
    return sys.stdin.read()


def echo(data):
    return data


def say_where(folder):
    """Leaves its number behind, and waits to be killed."""
    part = Path(folder) / f"{os.getpid()}.part"
    part.write_text("here")
    part.rename(Path(folder) / f"{os.getpid()}.pid")
    time.sleep(3_600)


def refuse_to_start():
    raise OSError("this worker cannot be set up")


def set_up():
    os.environ["SET_UP"] = "yes"


def was_set_up():
    return os.environ.get("SET_UP"), os.environ.get("OMP_NUM_THREADS")
