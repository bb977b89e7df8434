"""Become a program: as another user if asked, and never outliving the process that started it.

Run by path in an isolated interpreter, so it imports nothing of ours:
`launch.py PARENT LAST_SIGNAL UID GID CAPABILITY PROGRAM ARGUMENT…` (-1 = leave as it is).
A program of its own, because Python code between fork and exec is not safe.
"""

import ctypes
import os
import sys

SET_DEATH_SIGNAL, KEEP_CAPABILITIES, SECURE_BITS, NO_NEW_PRIVILEGES, AMBIENT = 1, 8, 28, 38, 47
RAISE = 2
CAPABILITY_VERSION = 0x20080522
# KEEP_CAPS carries the capability over the change of user. Without NO_SETUID_FIXUP access(2) would not
# count it, and PostgreSQL asks access(2) about its own program file.
KEEP_CAPS, NO_SETUID_FIXUP = 1 << 4, 1 << 2

libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> None:
    parent, last_signal, uid, gid, capability = map(int, arguments[:5])
    command = arguments[5:]
    if uid >= 0:
        become(uid, gid, capability)
    control(SET_DEATH_SIGNAL, last_signal)  # after the change of user, which clears it
    if parent > 0 and os.getppid() != parent:
        sys.exit("The process that wanted this program is gone.")
    try:
        os.execv(command[0], command)  # noqa: S606 - this is what a launcher is for
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


def become(uid: int, gid: int, capability: int) -> None:
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    if capability >= 0:
        control(SECURE_BITS, KEEP_CAPS | NO_SETUID_FIXUP)
    os.setresuid(uid, uid, uid)
    if capability >= 0:
        keep_only(capability)
    control(NO_NEW_PRIVILEGES, 1)
    os.umask(0o077)


def keep_only(capability: int) -> None:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    bit = 1 << capability
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    checked(libc.capset(header, effective_permitted_inheritable))
    control(AMBIENT, RAISE, capability)


def control(option: int, *values: int) -> None:
    padded = [*values, 0, 0, 0, 0][:4]
    checked(libc.prctl(option, *(ctypes.c_ulong(value) for value in padded)))


def checked(answer: int) -> None:
    if answer != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv[1:])
