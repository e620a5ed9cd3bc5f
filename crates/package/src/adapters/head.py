import os
import runpy
import shutil
import signal
import sys
import traceback


def run(words):
    """The exit code of the program with these words as its arguments."""
    sys.argv = words
    code = 0
    try:
        runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), ORIGINAL), run_name="__main__")
    except SystemExit as ended:
        code = ended.code
    except BrokenPipeError:
        # Whoever writes to a program that no longer reads is not at fault, and ends as a program in C does.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    except BaseException:
        traceback.print_exc()
        code = 1
    if code is not None and not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            pass
    return (code or 0) & 255


