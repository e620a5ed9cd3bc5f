"""Builds every test of the workspace, and the services that tests start, and runs the tests in lanes side by side: most of
them wait more than they compute. Tests that look at the same places of the host are in one lane, one after the other. Called by ./dev test; what
stands behind -- goes to each program. Ends with 1 when one of them failed."""

import json
import os
import shlex
import subprocess
import sys
import threading
from pathlib import Path

# What starts whole systems, each in namespaces of its own. Everything else is the other lane.
SYSTEMS = ["e2e", "faults", "chaos"]
# What goes through the guest too, where the only cgroups are those of version 2. Toolchains are another matter, and slow
# on an emulated processor.
GUEST = {"sandbox rootless": [], "sandbox real": ["--skip", "toolchains"], "tests hostile": ["every_program_of_c"]}
# Of these, what goes through it once more as a user who is not root.
WITHOUT_ROOT = {"sandbox real", "tests hostile"}
STAGE = Path("crates/sandbox/tests/rootless/stage.sh").resolve()


def built():
    """The test programs as (name, program, directory), in the order in which cargo names them."""
    # All at once: the services by themselves would be built with other features, and each library twice.
    command = ["cargo", "build", "--workspace", "--all-targets", "--message-format", "json-render-diagnostics"]
    found = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as cargo:
        for line in cargo.stdout:
            message = json.loads(line)
            if message.get("profile", {}).get("test") and message.get("executable"):
                directory = Path(message["manifest_path"]).parent
                name = f"{directory.name} {message['target']['name']}"
                found.append((name, message["executable"], directory, message["target"]["name"]))
    if cargo.returncode != 0 or not found:
        sys.exit("the tests were not built")
    return found


def run(lane, arguments, failed, printing):
    for name, program, directory, _ in lane:
        with printing:
            print(f"     Started {name}", flush=True)
        # As cargo does it: the directory, and the name by which a test finds its package.
        environment = {**os.environ, "CARGO_MANIFEST_DIR": str(directory)}
        ended = subprocess.run(
            [program, *arguments], cwd=directory, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )
        if ended.returncode != 0:
            failed.append(name)
        with printing:
            print(f"\n       Ended {name}\n{ended.stdout}", flush=True)


def run_in_guest(programs, arguments, failed, printing):
    script = "export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root status=0\n"
    for name, program, directory, _ in programs:
        if name in GUEST:
            typed = [program, "--test-threads=2", "--color=never", *GUEST[name], *arguments]
            script += f"cd {shlex.quote(str(directory))}\n{shlex.join(typed)} || status=1\n"
        if name in WITHOUT_ROOT:
            # Beneath the place in which slots are made, so that what tests start is never in their way.
            target = Path(program).parent.parent
            staged = shlex.join([str(STAGE), str(target), str(target / "examples" / "without_root"), *typed])
            script += f"PLACE=gavel-owner {staged} || status=1\n"
    with printing:
        print("     Started the guest with cgroup v2", flush=True)
    ended = subprocess.run(
        ["./dev", "guest", script + "exit $status"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
    )
    if ended.returncode != 0:
        failed.append("the guest with cgroup v2")
    with printing:
        print(f"\n       Ended the guest with cgroup v2\n{ended.stdout}", flush=True)


def main():
    programs = built()
    missing = GUEST.keys() - {program[0] for program in programs}
    if missing:
        sys.exit(f"there is no {missing}")
    systems = [program for program in programs if program[3] in SYSTEMS]
    others = [program for program in programs if program[3] not in SYSTEMS]
    failed, printing = [], threading.Lock()
    lanes = [threading.Thread(target=run, args=(lane, sys.argv[1:], failed, printing)) for lane in (systems, others)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    # It takes both cores for itself: beside the others each would make the other miss its limits of time.
    run_in_guest(programs, sys.argv[1:], failed, printing)
    if failed:
        sys.exit("failed: " + ", ".join(sorted(failed)))


main()
