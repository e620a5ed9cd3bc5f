/* A program of Gavel's protocol by Kattis's: other arguments, standard input and exit codes. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int (*gavel_main)(int, char **);

static int gavel_count;
static char **gavel_words;

static void gavel_fail(const char *what) {
    perror(what);
    _exit(1);
}

/* The path of a file in the feedback directory. */
static char *gavel_feedback(const char *name) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", gavel_words[3], name) < 0) gavel_fail(name);
    return path;
}

static int gavel_create(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) gavel_fail(path);
    return file;
}

/* Exit code 7 says that standard error begins with `points` and a share. Where tests give points, those of the test are the fourth
   argument, and whatever is accepted needs a score. */
__attribute__((unused)) static int gavel_share(int code) {
    double share = 1;
    if (code == 7) {
        FILE *said = fopen(gavel_feedback("judgemessage.txt"), "r");
        if (!said || fscanf(said, " points %lf", &share) != 1 || !(share >= 0 && share <= 1)) return 1;
        fclose(said);
    }
    if (gavel_count < 5) return share == 1 ? 42 : 43;
    FILE *score = fopen(gavel_feedback("score.txt"), "w");
    if (!score) gavel_fail("score.txt");
    fprintf(score, "%ld\n", (long)(share * atof(gavel_words[4]) + 1e-9));
    return fclose(score) == 0 ? 42 : 1;
}

static void gavel_exit(int code, void *unused) {
    (void)unused;
    fflush(NULL);
#if GAVEL_CHECKS
    unlink(gavel_feedback("gavel_output"));
    switch (code) {
    case 0: case 7: _exit(gavel_share(code));
    case 1: case 2: case 4: case 8: _exit(43);
    case 42: case 43: _exit(1);
    default: _exit(code);
    }
#else
    _exit(code == 0 ? 42 : 43);
#endif
}

/* Registered before all else, so that it is the last to be called. */
__attribute__((constructor(101))) static void gavel_enter(int count, char **words) {
    gavel_count = count;
    gavel_words = words;
    if (on_exit(gavel_exit, NULL) != 0) _exit(1);
}

__attribute__((noinline, unused)) static int gavel_run(gavel_main entry) {
#if GAVEL_CHECKS
    if (gavel_count < 4) {
        fputs("arguments: input answer feedback_dir < output\n", stderr);
        _exit(1);
    }
    char *output = gavel_feedback("gavel_output");
    int file = gavel_create(output);
    if (GAVEL_CHECKS == 1) {
        char part[65536];
        ssize_t length;
        while ((length = read(0, part, sizeof part)) > 0)
            if (write(file, part, (size_t)length) != length) gavel_fail(output);
        if (length < 0) gavel_fail("standard input");
    }
    close(file);
    if (dup2(gavel_create(gavel_feedback("judgemessage.txt")), 2) < 0) gavel_fail("judgemessage.txt");
    char *words[] = {gavel_words[0], gavel_words[1], output, gavel_words[2], NULL};
#else
    char *words[] = {gavel_words[0], NULL};
#endif
    exit(entry((int)(sizeof words / sizeof *words) - 1, words));
}
