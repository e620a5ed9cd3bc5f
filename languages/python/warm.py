# What `warm` runs: it waits for an order, then does what the interpreter does with a program's name. Where more orders follow
# a child does so, which has nothing of the one before. Its own frames are left out of tracebacks.
def main():
    import gc, os, sys

    def until(end):
        said = b""
        while not said.endswith(end):
            byte = os.read(1000, 1)
            if not byte:
                os._exit(0)
            said += byte
        return os.fsdecode(said[:-1])

    def run():
        try:
            with open("main.py", "rb") as file:
                code = compile(file.read(), "/w/main.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            sys.excepthook(type(error), error.with_traceback(None), None)
            sys.exit(1)
        try:
            exec(code, own)
        except SystemExit:
            raise
        except BaseException as error:
            trace = error.__traceback__.tb_next
            sys.excepthook(type(error), error.with_traceback(trace), trace)
            sys.exit(1)

    def flush():
        for file in sys.stdout, sys.stderr:
            if file is not None and not getattr(file, "closed", False):
                file.flush()

    # What the interpreter does in the end, but for its own parts, whose pages a child would have to copy for that.
    def run_and_end():
        status = 0
        try:
            run()
        except SystemExit as error:
            if isinstance(error.code, int):
                status = error.code & 0xFF
            elif error.code is not None:
                print(error.code, file=sys.stderr)
                status = 1
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
        if "atexit" in sys.modules:
            sys.modules["atexit"]._run_exitfuncs()
        try:
            flush()
            sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
            for private in True, False:
                for name in list(own):
                    if name.startswith("_") == private and name != "__builtins__":
                        own[name] = None
            gc.collect()
            flush()
        except Exception:
            status = status or 120
        os._exit(status)

    sys.path[0] = "/w"
    own = sys.modules["__main__"].__dict__
    del own["main"]
    own.update(__file__="/w/main.py", __cached__=None)
    gc.freeze()
    os.write(1001, b"ready\n")
    while True:
        kind, count = until(b"\n").split()
        sys.argv = ["main.py", *(until(b"\0") for _ in range(int(count)))]
        child = os.fork() if kind == "more" else 0
        if child == 0:
            os.close(1000)
            os.close(1001)
            break
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(1001, b"exited %d\n" % code if code >= 0 else b"signalled %d\n" % -code)
    if kind == "more":
        os.setsid()
        run_and_end()
    gc.unfreeze()
    run()


main()
