"""Programs that try to leave the sandbox, as data.

Each prints ``ESCAPED`` only if what it tried worked. ``CANARY``, ``HOST``, ``PORT``, ``UNIX`` and
``ABSTRACT`` are given to it as inputs: a secret file, the process of the caller, and addresses on
which the caller listens. ``ENDS`` names the outcomes that a denial-of-service attack must end in;
for any other attack every outcome is fine as long as nothing escaped.
"""

from __future__ import annotations

SYSCALL = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *args):
    return libc.syscall(number, *args)
"""

ATTACKS: dict[str, str] = {
    # files -------------------------------------------------------------------------------------
    "read_the_canary": "print('ESCAPED', open(CANARY).read())",
    "read_passwd": "print('ESCAPED', open('/etc/passwd').read())",
    "read_through_os_open": "import os\nprint('ESCAPED', os.read(os.open(CANARY, 0), 99))",
    "read_through_dotdot": "print('ESCAPED', open('../../../../..' + CANARY).read())",
    "read_through_io_fileio": "import _io\nprint('ESCAPED', _io.FileIO(CANARY).read())",
    "read_through_codecs": "import codecs\nprint('ESCAPED', codecs.open(CANARY).read())",
    "read_through_linecache": """
import linecache
text = linecache.getline(CANARY, 1)
if text: print('ESCAPED', text)
""",
    "read_through_loader": """
import importlib.machinery
print('ESCAPED', importlib.machinery.SourceFileLoader('x', CANARY).get_data(CANARY))
""",
    "read_through_mmap": """
import mmap, os
print('ESCAPED', mmap.mmap(os.open(CANARY, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:])
""",
    "write_the_canary": "open(CANARY, 'a').write('x')\nprint('ESCAPED')",
    "truncate_the_canary": "import os\nos.truncate(CANARY, 0)\nprint('ESCAPED')",
    "delete_the_canary": "import os\nos.unlink(CANARY)\nprint('ESCAPED')",
    "rename_the_canary": "import os\nos.rename(CANARY, CANARY + 'x')\nprint('ESCAPED')",
    "write_in_tmp": "open('/tmp/algorist-escape', 'w').write('x')\nprint('ESCAPED')",
    "write_in_dev_shm": "open('/dev/shm/algorist-escape', 'w').write('x')\nprint('ESCAPED')",
    "write_in_the_library": """
import os
path = os.path.dirname(os.__file__) + '/algorist_escape.py'
open(path, 'w').write('x')
print('ESCAPED')
""",
    "write_a_bytecode_cache": """
import os, py_compile
py_compile.compile(os.__file__, cfile=os.path.dirname(os.__file__) + '/escape.pyc')
print('ESCAPED')
""",
    "list_the_root": """
import os
names = os.listdir('/')
if 'home' in names or 'etc' in names: print('ESCAPED', names)
""",
    "list_home": "import os\nprint('ESCAPED', os.listdir(os.path.dirname(CANARY)))",
    "list_other_scratch_folders": """
import os
names = os.listdir('/scratch')
if names: print('ESCAPED', names)
""",
    "chmod": "import os\nos.chmod(CANARY, 0o777)\nprint('ESCAPED')",
    "chown": "import os\nos.chown(CANARY, 0, 0)\nprint('ESCAPED')",
    "set_user_id_file": """
import os
open('s', 'w').write('#!/bin/sh')
os.chmod('s', 0o4755)
print('ESCAPED')
""",
    "make_a_folder_tree": """
import os
path = '.'
for i in range(5000):
    path += '/d'
    os.mkdir(path)
print('ESCAPED')
""",
    "fill_the_disk": """
import os
data = b'x' * (1 << 20)
total = 0
for i in range(5000):
    with open(f'f{i}', 'wb') as file: file.write(data)
    total += len(data)
print('ESCAPED', total)
""",
    "make_a_huge_sparse_file": "import os\nopen('s', 'w').truncate(1 << 40)\nprint('ESCAPED')",
    "make_a_device": "import os\nos.mknod('disk', 0o60666, os.makedev(8, 0))\nprint('ESCAPED')",
    "make_a_fifo": "import os\nos.mkfifo('pipe')\nprint('ESCAPED')",
    # links and descriptors -----------------------------------------------------------------------
    "symlink_to_the_canary": """
import os
os.symlink(CANARY, 'link')
print('ESCAPED', open('link').read())
""",
    "hard_link_to_the_canary": "import os\nos.link(CANARY, 'link')\nprint('ESCAPED')",
    "symlink_race_on_cleanup": "import os\nos.symlink('/', 'all')\nprint('ESCAPED')",
    "inherited_descriptors": """
import os
for number in range(4, 1024):
    try:
        os.fstat(number)
    except OSError:
        continue
    print('ESCAPED', number, os.read(number, 10))
""",
    "descriptor_of_the_root": """
import os
root = os.open('/', os.O_RDONLY)
print('ESCAPED', os.read(os.open(CANARY.lstrip('/'), os.O_RDONLY, dir_fd=root), 99))
""",
    "descriptor_of_the_old_root": """
import os
for number in range(64):
    for up in ('..', '../..', '../../../..'):
        try:
            there = os.open(up + CANARY, os.O_RDONLY, dir_fd=number)
            print('ESCAPED', os.read(there, 99))
        except OSError:
            pass
""",
    "open_by_handle": SYSCALL
    + """
buffer = ctypes.create_string_buffer(128)
if call(304, -100, buffer, 0) >= 0: print('ESCAPED')
""",
    "chroot": "import os\nos.chroot('.')\nprint('ESCAPED')",
    "mount": SYSCALL
    + "\nif call(165, b'none', b'/scratch', b'tmpfs', 0, 0) == 0: print('ESCAPED')",
    "unmount": SYSCALL + "\nif call(166, b'/', 2) == 0: print('ESCAPED')",
    "pivot_root": SYSCALL + "\nif call(155, b'.', b'.') == 0: print('ESCAPED')",
    # network -------------------------------------------------------------------------------------
    "connect_by_tcp": """
import socket
s = socket.create_connection(('127.0.0.1', PORT), timeout=2)
s.sendall(b'hello')
print('ESCAPED')
""",
    "open_a_udp_socket": """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b'x', ('127.0.0.1', PORT))
print('ESCAPED')
""",
    "connect_to_a_unix_socket": """
import socket
s = socket.socket(socket.AF_UNIX)
s.connect(UNIX)
print('ESCAPED')
""",
    "connect_to_an_abstract_socket": """
import socket
s = socket.socket(socket.AF_UNIX)
s.connect('\\0' + ABSTRACT)
print('ESCAPED')
""",
    "raw_socket": """
import socket
socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
print('ESCAPED')
""",
    "netlink_socket": "import socket\nsocket.socket(socket.AF_NETLINK, 3)\nprint('ESCAPED')",
    "look_up_a_name": """
import socket
print('ESCAPED', socket.getaddrinfo('localhost', 80))
""",
    "socket_by_system_call": SYSCALL + "\nif call(41, 2, 1, 0) >= 0: print('ESCAPED')",
    "io_uring": SYSCALL
    + """
if call(425, 8, ctypes.create_string_buffer(120)) >= 0: print('ESCAPED')
""",
    # processes -----------------------------------------------------------------------------------
    "fork": "import os\nos.fork()\nprint('ESCAPED')",
    "fork_bomb": """
import os
while True:
    os.fork()
    print('ESCAPED')
""",
    "vfork_by_system_call": SYSCALL + "\nif call(57) >= 0 or call(58) >= 0: print('ESCAPED')",
    "clone_by_system_call": SYSCALL + "\nif call(56, 17, 0, 0, 0, 0) >= 0: print('ESCAPED')",
    "clone3": SYSCALL
    + "\nif call(435, ctypes.create_string_buffer(88), 88) >= 0: print('ESCAPED')",
    "run_a_shell": """
import os
if os.system('true') == 0: print('ESCAPED')
""",
    "subprocess": "import subprocess\nprint('ESCAPED', subprocess.check_output(['/bin/ls']))",
    "popen": "import os\ntext = os.popen('echo hello').read()\nif text: print('ESCAPED', text)",
    "posix_spawn": """
import os
os.posix_spawn('/bin/true', ['true'], {})
print('ESCAPED')
""",
    "exec": "import os\nos.execv('/bin/echo', ['echo', 'ESCAPED'])",
    "exec_an_interpreter": """
import os, sys
os.execv(sys.executable, [sys.executable, '-c', 'print("ESCAPED")'])
""",
    "exec_by_system_call": SYSCALL
    + """
arguments = (ctypes.c_char_p * 3)(b'/bin/echo', b'ESCAPED', None)
call(59, b'/bin/echo', arguments, None)
call(322, -100, b'/bin/echo', arguments, None, 0)
""",
    "memfd_and_exec": """
import os
number = os.memfd_create('x')
os.write(number, b'#!/bin/sh\\necho ESCAPED')
os.execve(number, ['x'], {})
""",
    "multiprocessing": """
import multiprocessing
multiprocessing.get_context('fork').Process(target=print, args=('ESCAPED',)).start()
print('ESCAPED')
""",
    "dynamic_linker_as_program": """
import os
os.execv('/lib64/ld-linux-x86-64.so.2', ['ld', '/bin/echo', 'ESCAPED'])
""",
    "pty": "import pty\nif pty.fork() >= 0: print('ESCAPED')",
    # signals, tracing, other processes -----------------------------------------------------------
    "kill_the_caller": "import os\nos.kill(HOST, 9)\nprint('ESCAPED')",
    "kill_the_parent": "import os\nos.kill(os.getppid(), 9)\nprint('ESCAPED')",
    "kill_process_one": "import os\nos.kill(1, 9)\nprint('ESCAPED')",
    "kill_everything": "import os\nos.kill(-1, 9)\nprint('ESCAPED')",
    "kill_the_group": "import os\nos.killpg(0, 15)\nprint('ESCAPED')",
    "signal_by_pidfd": """
import os, signal
signal.pidfd_send_signal(os.pidfd_open(HOST), 9)
print('ESCAPED')
""",
    "signal_by_fcntl_owner": """
import fcntl, os, signal
fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())
fcntl.fcntl(1, 10, signal.SIGKILL)
print('ESCAPED')
""",
    "ptrace_the_parent": SYSCALL + "\nif call(101, 16, os.getppid(), 0, 0) == 0: print('ESCAPED')",
    "ptrace_me": SYSCALL + "\nif call(101, 0, 0, 0, 0) == 0: print('ESCAPED')",
    "read_memory_of_the_parent": SYSCALL
    + """
buffer = ctypes.create_string_buffer(64)
class Part(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
here = Part(ctypes.addressof(buffer), 64)
there = Part(id(os), 64)
for pid in (os.getppid(), HOST, 1):
    if call(310, pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0: print('ESCAPED')
""",
    "proc_of_the_parent": """
import os
print('ESCAPED', open(f'/proc/{os.getppid()}/environ', 'rb').read())
""",
    "proc_self_root": "print('ESCAPED', open('/proc/self/root' + CANARY).read())",
    "proc_of_the_caller": "print('ESCAPED', open(f'/proc/{HOST}/root' + CANARY).read())",
    "proc_self_mem": "open('/proc/self/mem', 'r+b')\nprint('ESCAPED')",
    "proc_sys": "open('/proc/sys/kernel/core_pattern', 'w').write('|/x')\nprint('ESCAPED')",
    "list_processes": """
import os
print('ESCAPED', [name for name in os.listdir('/proc') if name.isdigit()])
""",
    "change_priority_of_the_parent": """
import os
os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)
print('ESCAPED')
""",
    "raise_own_limits": """
import resource
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
print('ESCAPED')
""",
    "limits_of_the_parent": """
import os, resource
resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))
print('ESCAPED')
""",
    "become_root": "import os\nos.setuid(0)\nprint('ESCAPED')",
    "new_user_namespace": SYSCALL + "\nif call(272, 0x10000000) == 0: print('ESCAPED')",
    "join_a_namespace": SYSCALL + "\nif call(308, 0, 0) == 0: print('ESCAPED')",
    "undo_seccomp": SYSCALL + "\nif call(157, 22, 0, 0, 0, 0) == 0: print('ESCAPED')",
    "x32_calls": SYSCALL + "\nif call(0x40000000 + 57) >= 0: print('ESCAPED')",
    "bpf": SYSCALL
    + "\nif call(321, 0, ctypes.create_string_buffer(128), 128) >= 0: print('ESCAPED')",
    "perf_events": SYSCALL
    + "\nif call(298, ctypes.create_string_buffer(128), 0, -1, -1, 0) >= 0: print('ESCAPED')",
    "userfaultfd": SYSCALL + "\nif call(323, 0) >= 0: print('ESCAPED')",
    "keyring": SYSCALL + "\nif call(248, b'user', b'a', b'b', 1, -3) >= 0: print('ESCAPED')",
    "load_a_module": SYSCALL + "\nif call(175, 0, 0, b'') == 0: print('ESCAPED')",
    "reboot": SYSCALL + "\nif call(169, 0xfee1dead, 672274793, 0, 0) == 0: print('ESCAPED')",
    "set_the_clock": "import time\ntime.clock_settime(time.CLOCK_REALTIME, 0)\nprint('ESCAPED')",
    "shared_memory": SYSCALL + "\nif call(29, 0, 4096, 0o1777) >= 0: print('ESCAPED')",
    "message_queue": SYSCALL + "\nif call(68, 1234, 0o1777) >= 0: print('ESCAPED')",
    # through the language ----------------------------------------------------------------------
    "subclasses_to_system": """
for kind in ().__class__.__base__.__subclasses__():
    space = getattr(getattr(kind, '__init__', None), '__globals__', {})
    if 'sys' in space:
        os = space['sys'].modules['os']
        if os.system('true') == 0: print('ESCAPED')
""",
    "globals_to_system": """
space = print.__self__.__dict__
os = space['__import__']('os')
if os.system('true') == 0: print('ESCAPED')
""",
    "frames_of_the_harness": """
import sys
frame = sys._getframe()
while frame:
    for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
        if hasattr(value, 'sendall'):
            try:
                value.sendall(b'x' * 100)
                print('ESCAPED', name)
            except OSError:
                pass
        if 'ses' + 'ame' in repr(value): print('ESCAPED', name)
    frame = frame.f_back
""",
    "objects_of_the_harness": """
import gc, socket
for each in gc.get_objects():
    if isinstance(each, socket.socket) and each.fileno() > 3:
        each.sendall(b'x' * 100)
        print('ESCAPED')
""",
    "pickle": """
import pickle
class Bad:
    def __reduce__(self):
        return (print, ('ESCAPED?',))
ans = Bad()
""",
    "value_with_hostile_text": """
class Bad(dict):
    def items(self): raise SystemExit
    def __repr__(self): return '"}' * 1000
ans = Bad()
""",
    "int_subclass": """
class Bad(int):
    def __int__(self): raise MemoryError
    def __str__(self): raise KeyboardInterrupt
    def bit_length(self): return 1
ans = Bad(10**1000000)
""",
    "exception_with_hostile_text": """
class Bad(Exception):
    def __str__(self): raise Bad
raise Bad
""",
    "environment": """
import os
leaks = [name for name in os.environ if 'SECRET' in name or 'TOKEN' in name or 'KEY' in name]
if leaks or 'sesame' in repr(os.environ): print('ESCAPED', leaks)
""",
    "native_code": SYSCALL
    + """
import mmap
page = mmap.mmap(-1, 4096, prot=7)
# mov eax, 57 (fork); syscall; ret
page.write(b'\\xb8\\x39\\x00\\x00\\x00\\x0f\\x05\\xc3')
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
if ctypes.CFUNCTYPE(ctypes.c_long)(address)() >= 0: print('ESCAPED')
""",
    "thirty_two_bit_calls": SYSCALL
    + """
import mmap
page = mmap.mmap(-1, 4096, prot=7)
# mov eax, 2 (fork in the 32-bit table); int 0x80; ret
page.write(b'\\xb8\\x02\\x00\\x00\\x00\\xcd\\x80\\xc3')
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
if ctypes.CFUNCTYPE(ctypes.c_int)(address)() >= 0: print('ESCAPED')
""",
    "forged_report": """
import os, struct
os.write(3, struct.pack('<I', 2) + b'{}')
""",
    "garbage_report": "import os\nos.write(3, os.urandom(5000))",
    "endless_report": "import os\nos.write(3, b'\\xff' * 4)\nwhile True: os.write(3, b'x' * 65536)",
    "close_every_descriptor": "import os\nos.closerange(0, 1024)",
    "no_standard_output": "import sys\nsys.stdout = sys.stderr = sys.__stdout__ = None",
    "exit_hooks": "import atexit\natexit.register(print, 'ESCAPED?')\nans = 1",
    "replace_the_main_module": "import sys\nsys.modules.clear()\nans = 1",
    "trace_function": """
import sys
sys.settrace(lambda *a: 1/0)
def f(): return 1
f()
""",
    "code_object_crash": """
def f(): pass
f.__code__ = f.__code__.replace(co_code=b'\\x64\\xff' * 50, co_consts=())
f()
""",
    "null_pointer": "import ctypes\nctypes.string_at(0)",
}

SLOW: dict[str, tuple[str, set[str]]] = {
    # denial of service: (source, outcomes in which it must end) ---------------------------------
    "busy_loop": ("while True: pass", {"timeout"}),
    "sleep": ("import time\ntime.sleep(1000)", {"timeout"}),
    "wait_for_a_lock": (
        "import threading\nx = threading.Lock()\nx.acquire()\nx.acquire()",
        {"timeout"},
    ),
    "big_power": ("x = 9**9**9", {"timeout", "memory"}),
    "big_factorial": ("import math\nmath.factorial(10**9)", {"timeout", "memory"}),
    "regular_expression": ("import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')", {"timeout"}),
    "swallow_everything": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        {"timeout"},
    ),
    "ignore_signals": (
        "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\nwhile True: pass",
        {"timeout"},
    ),
    "memory_at_once": ("x = bytearray(1 << 33)", {"memory"}),
    "memory_by_and_by": ("x = []\nwhile True: x.append(bytearray(1 << 20))", {"memory", "timeout"}),
    "memory_of_text": ("x = 'x'\nwhile True: x += x", {"memory", "timeout"}),
    "memory_by_mmap": (
        "import mmap\nx = []\nwhile True: x.append(mmap.mmap(-1, 1 << 26))",
        {"memory", "error", "timeout"},
    ),
    "deep_recursion": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1) + 1\nf(0)",
        {"memory", "killed", "error", "timeout"},
    ),
    "deep_source": ("x = " + "(" * 5000 + ")" * 5000, {"error", "memory", "killed"}),
    "output_flood": ("while True: print('x' * 1000)", {"output_limit", "timeout"}),
    "stderr_flood": (
        "import os\nwhile True: os.write(2, b'x' * 65536)",
        {"output_limit", "timeout"},
    ),
    "value_flood": ("ans = 'x' * 10**7", {"output_limit"}),
    "deep_value": (
        "ans = []\nfor i in range(10**5): ans = [ans]",
        {"output_limit", "timeout"},
    ),
    "cyclic_value": ("ans = []\nans.append(ans)", {"output_limit"}),
    "wide_value": ("ans = [0] * 10**6", {"output_limit"}),
    "threads": (
        "import threading\nwhile True: threading.Thread(target=input).start()",
        {"error"},
    ),
    "alarm": ("import signal\nsignal.alarm(1)\nwhile True: pass", {"killed", "timeout"}),
    "abort": ("import os\nos.abort()", {"killed"}),
    "exit_at_once": ("import os\nos._exit(0)", {"killed"}),
    "catch_memory": (
        "x = []\nwhile True:\n    try: x.append(bytearray(1 << 20))\n    except MemoryError: pass",
        {"timeout"},
    ),
}
