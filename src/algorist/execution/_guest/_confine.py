"""The walls around one run: namespaces, a private root, Landlock, seccomp and resource limits.

Everything is done by system calls through ctypes, so it needs neither root nor a library. Each
function raises OSError with the kernel's reason when its wall cannot be raised.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from collections.abc import Iterable

from . import _filter

_libc = ctypes.CDLL(None, use_errno=True)
_MACHINE = os.uname().machine
_ARM = _MACHINE == "aarch64"

_PIVOT_ROOT = 41 if _ARM else 155
_CAPSET = 91 if _ARM else 126
_MOUNT_SETATTR = 442
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36

_NEW_NS, _NEW_UTS, _NEW_IPC, _NEW_USER = 0x20000, 0x4000000, 0x8000000, 0x10000000
_NEW_PID, _NEW_NET = 0x20000000, 0x40000000

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 32, 4096, 16384, 1 << 18
_MNT_DETACH = 2

NOBODY = 65534


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(what: str, number: int, *arguments: object) -> int:
    wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *wide), what)


def _prctl(what: str, option: int, *arguments: object) -> int:
    wide = [ctypes.c_ulong(each) if isinstance(each, int) else each for each in arguments]
    padding = [ctypes.c_ulong(0)] * (4 - len(wide))
    return _check(_libc.prctl(option, *wide, *padding), what)


# Namespaces and the private root -------------------------------------------------------------


def enter_namespaces() -> bool:
    """Move to fresh mount, network, IPC, UTS and (for children) process namespaces.

    Returns whether a user namespace was needed for it. The process must have one thread.
    """
    flags = _NEW_NS | _NEW_UTS | _NEW_IPC | _NEW_PID | _NEW_NET
    if os.geteuid() == 0:
        try:
            _check(_libc.unshare(flags), "unshare")
        except OSError:
            pass  # root without CAP_SYS_ADMIN, as in a container: try as anybody would
        else:
            return False
    uid, gid = os.geteuid(), os.getegid()
    _check(_libc.unshare(flags | _NEW_USER), "unshare with a user namespace")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} {uid} 1"),
        ("gid_map", f"{NOBODY} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    return True


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    _check(
        _libc.mount(
            source.encode() if source else None,
            target.encode(),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            data.encode() or None,
        ),
        f"mount {target}",
    )


def _seal(target: str) -> None:
    """Make a bind mount, with all below it, read-only, without devices and set-uid bits."""
    attributes = struct.pack("=QQQQ", 1 | 2 | 4, 0, 0, 0)
    try:
        _syscall(
            f"mount_setattr {target}",
            _MOUNT_SETATTR,
            -100,
            target.encode(),
            0x8000,  # AT_RECURSIVE
            attributes,
            len(attributes),
        )
    except OSError:  # before Linux 5.12
        flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV
        _mount(None, target, None, flags)


def enter_private_root(
    base: str, readable: Iterable[str], scratch: str, scratch_bytes: int, owner: int
) -> None:
    """Make ``base`` (an empty directory) the root: only ``readable``, /dev/null and ``scratch``.

    ``readable`` keep their paths and are read-only; ``scratch`` is a fresh tmpfs of
    ``scratch_bytes``, owned by ``owner``. There is no /proc, no /sys, no home.
    """
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    _mount("tmpfs", base, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=1m,mode=755")
    for path in readable:
        target = base + path
        os.makedirs(target, mode=0o755, exist_ok=True)
        _mount(path, target, None, _MS_BIND | _MS_REC)
        _seal(target)
    os.makedirs(base + "/dev", mode=0o755)
    with open(base + "/dev/null", "w"):
        pass
    _mount("/dev/null", base + "/dev/null", None, _MS_BIND)
    os.makedirs(base + scratch, mode=0o755)
    _mount(
        "tmpfs",
        base + scratch,
        "tmpfs",
        _MS_NOSUID | _MS_NODEV | _MS_NOEXEC,
        f"size={scratch_bytes},nr_inodes=4096,mode=711",
    )
    if owner >= 0:
        os.chown(base + scratch, owner, owner)
    os.chdir(base)
    _syscall("pivot_root", _PIVOT_ROOT, b".", b".")
    _check(_libc.umount2(b".", _MNT_DETACH), "detach the old root")
    os.chdir("/")
    _mount(None, "/", None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


# Privileges ------------------------------------------------------------------------------------


def become_nobody() -> None:
    """Give up root for the user 65534, without supplementary groups."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def drop_capabilities() -> None:
    """Empty the permitted, effective, inheritable and bounding capability sets."""
    for capability in range(64):
        try:
            _prctl("drop from the bounding set", _PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last capability, or not ours to drop
    header = struct.pack("=Ii", 0x20080522, 0)
    _syscall("capset", _CAPSET, header, struct.pack("=6I", 0, 0, 0, 0, 0, 0))


def no_new_privileges() -> None:
    """Exec can never gain privileges again (inherited by children, cannot be undone)."""
    _prctl("no_new_privs", _PR_SET_NO_NEW_PRIVS, 1)


def die_with_parent() -> None:
    """Ask for SIGKILL when the parent ends. The kernel means the thread that forked, so this is
    only for children of a process with one thread: never for what the host itself started."""
    _prctl("pdeathsig", _PR_SET_PDEATHSIG, 9)


def hide_memory() -> None:
    """No other process of the same user may read or trace this one, nor its forks."""
    _prctl("dumpable", _PR_SET_DUMPABLE, 0)


def adopt_orphans() -> None:
    """Grandchildren whose parent ended become ours, so that they can be found and killed."""
    _prctl("subreaper", _PR_SET_CHILD_SUBREAPER, 1)


# Landlock --------------------------------------------------------------------------------------

_FS_EXECUTE, _FS_WRITE, _FS_READ, _FS_READ_DIR = 1, 2, 4, 8
_FS_REMOVE_FILE, _FS_MAKE_REG, _FS_TRUNCATE = 1 << 5, 1 << 8, 1 << 14
_FS_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_FS_LATEST = (1 << 16) - 1

READ_CODE = _FS_READ | _FS_READ_DIR
SCRATCH = _FS_WRITE | _FS_READ | _FS_READ_DIR | _FS_REMOVE_FILE | _FS_MAKE_REG | _FS_TRUNCATE
NULL_DEVICE = _FS_WRITE | _FS_READ


def landlock_abi() -> int:
    """The Landlock version of the kernel, 0 where there is none."""
    try:
        return _syscall("landlock", _LANDLOCK_CREATE, None, 0, 1)
    except OSError:
        return 0


def file_rules(abi: int, rules: Iterable[tuple[int, int]]) -> int:
    """A descriptor of the rule set that leaves only the rights of ``rules``, pairs of a
    directory's descriptor and a right mask.

    From version 4 on TCP is denied as well, from version 6 on signals and abstract sockets to
    processes outside.
    """
    handled = _FS_ALL.get(abi, _FS_LATEST)
    fields = [handled]
    if abi >= 4:
        fields.append(3)  # bind and connect over TCP
    if abi >= 6:
        fields.append(3)  # abstract UNIX sockets and signals
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = _syscall("landlock", _LANDLOCK_CREATE, attributes, len(attributes), 0)
    try:
        for descriptor, rights in rules:
            rule = struct.pack("=Qi", rights & handled, descriptor)
            _syscall("landlock rule", _LANDLOCK_ADD, ruleset, 1, rule, 0)
    except OSError:
        os.close(ruleset)
        raise
    return ruleset


def restrict_files(ruleset: int) -> None:
    """Put this process under the rule set of :func:`file_rules`, for good."""
    _check(_libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock restrict")


# seccomp ---------------------------------------------------------------------------------------


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


_code = _filter.program(_MACHINE)
_program = _Program(len(_code) // 8, _code) if _code else None
_program_pointer = ctypes.byref(_program) if _program else None


def restrict_calls() -> None:
    """Allow only the system calls of the table; every other fails with EPERM. About 0.1 ms."""
    if _program is None:
        raise OSError(38, f"no table of system calls for {_MACHINE}")
    _check(_libc.prctl(_PR_SET_SECCOMP, 2, _program_pointer, 0, 0), "seccomp")


# Resources -------------------------------------------------------------------------------------


def limit_resources(memory: int, seconds: float, file_bytes: int, process: int = 0) -> None:
    """Cap address space (bytes in all), processor time, file size and descriptors for good.

    ``process`` is a child of the same user, or 0 for this process.
    """
    cpu = max(1, int(seconds) + 2)
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hard = resource.prlimit(process, kind)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        later = bound + 1 if kind == resource.RLIMIT_CPU else bound  # SIGXCPU before SIGKILL
        later = later if hard == resource.RLIM_INFINITY else min(later, hard)
        resource.prlimit(process, kind, (bound, later))


def address_space() -> int:
    """Bytes of address space that this process has mapped."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
