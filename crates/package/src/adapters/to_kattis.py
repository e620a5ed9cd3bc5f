def share(code):
    """Exit code 7 says that standard error begins with `points` and a share. Where tests give points, those of the test are the fourth
    argument, and whatever is accepted needs a score."""
    points, found = "points", 1.0
    if code == 7:
        try:
            with open(feedback("judgemessage.txt")) as said:
                points, found = said.read().split()[:2]
            found = float(found)
        except (OSError, ValueError):
            return 1
    if points != "points" or not 0 <= found <= 1:
        return 1
    if len(given) < 5:
        return 42 if found == 1 else 43
    with open(feedback("score.txt"), "w") as score:
        print(int(found * float(given[4]) + 1e-9), file=score)
    return 42


def feedback(name):
    return os.path.join(given[3], name)


def verdict(code):
    if not CHECKS:
        return 42 if code == 0 else 43
    os.remove(output)
    if code in (0, 7):
        return share(code)
    if code in (42, 43):
        return 1
    return {1: 43, 2: 43, 4: 43, 8: 43}.get(code, code)


given = list(sys.argv)
words = given[:1]
if CHECKS:
    if len(given) < 4:
        sys.exit("arguments: input answer feedback_dir < output")
    output = feedback("gavel_output")
    with open(output, "wb") as file:
        if CHECKS == 1:
            shutil.copyfileobj(sys.stdin.buffer, file)
    os.dup2(os.open(feedback("judgemessage.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
    words = [given[0], given[1], output, given[2]]
os._exit(verdict(run(words)))
