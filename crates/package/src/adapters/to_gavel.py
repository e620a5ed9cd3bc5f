FEEDBACK = "gavel_feedback/"


def number(name):
    """Less than 0 where there is no file; what is no number of points is too many."""
    try:
        with open(FEEDBACK + name) as file:
            found = float(file.read().split()[0])
    except OSError:
        return -1.0
    except (ValueError, IndexError):
        return 1e300
    return found if found >= 0 else 1e300


def tell(name):
    try:
        with open(FEEDBACK + name, "rb") as file:
            os.write(2, file.read(4096))
    except OSError:
        pass


def verdict(code):
    told = {42: 0, 43: 1}.get(code, 3)
    if CHECKS:
        share = -1.0
        if SCORES:
            os.dup2(errors, 2)
            share, score = number("score_multiplier.txt"), number("score.txt")
            if share < 0 <= score:
                share = score / FULL_SCORE if FULL_SCORE > 0 else 1e300
        if told == 0 and not share <= 1:
            os.write(2, b"its score is no part of the points of a test\n")
            told = 3
        elif told == 0 and share >= 0:
            os.write(2, f"points {share:.9f}\n".encode())
            told = 7
        tell("judgemessage.txt")
        if SCORES:
            tell("gavel_stderr")
    if told == 3:
        os.write(2, f"it ended with exit code {code}, which is neither 42 nor 43\n".encode())
    return told


words = ["validator"]
if CHECKS:
    os.mkdir(FEEDBACK)
    words += ["input", "answer", FEEDBACK]
if CHECKS == 1:
    os.dup2(os.open("output", os.O_RDONLY), 0)
if SCORES:
    errors = os.dup(2)
    os.dup2(os.open(FEEDBACK + "gavel_stderr", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
os._exit(verdict(run(words + ARGUMENTS)))
