/* A program of Kattis's protocol by Gavel's: other arguments, standard input and exit codes. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GAVEL_FEEDBACK "gavel_feedback/"
#define GAVEL_STDERR 9

typedef int (*gavel_main)(int, char **);

static void gavel_fail(const char *what) {
    perror(what);
    _exit(3);
}

static void gavel_redirect(const char *path, int flags, int to) {
    int from = open(path, flags, 0600);
    if (from < 0 || dup2(from, to) < 0) gavel_fail(path);
    close(from);
}

/* The number in a file of the program's, or less than 0 where there is no file; what is no number of points is too many. */
static double gavel_number(const char *path) {
    double number = -1;
    FILE *file = fopen(path, "r");
    if (!file) return -1;
    if (fscanf(file, "%lf", &number) != 1 || !(number >= 0)) number = 1e300;
    fclose(file);
    return number;
}

static void gavel_tell(const char *path) {
    char text[4096];
    FILE *file = fopen(path, "r");
    if (!file) return;
    fwrite(text, 1, fread(text, 1, sizeof text, file), stderr);
    fclose(file);
}

static void gavel_exit(int code, void *unused) {
    (void)unused;
    fflush(NULL);
    int told = code == 42 ? 0 : code == 43 ? 1 : 3;
#if GAVEL_CHECKS
    double share = -1;
    if (GAVEL_SCORES) {
        dup2(GAVEL_STDERR, 2);
        share = gavel_number(GAVEL_FEEDBACK "score_multiplier.txt");
        double score = gavel_number(GAVEL_FEEDBACK "score.txt");
        if (share < 0 && score >= 0) share = GAVEL_FULL_SCORE > 0 ? score / GAVEL_FULL_SCORE : 1e300;
    }
    if (told == 0 && share > 1) {
        fprintf(stderr, "its score is no part of the points of a test\n");
        told = 3;
    } else if (told == 0 && share >= 0) {
        fprintf(stderr, "points %.9f\n", share);
        told = 7;
    }
    gavel_tell(GAVEL_FEEDBACK "judgemessage.txt");
    if (GAVEL_SCORES) gavel_tell(GAVEL_FEEDBACK "gavel_stderr");
#endif
    if (told == 3) fprintf(stderr, "it ended with exit code %d, which is neither 42 nor 43\n", code);
    fflush(stderr);
    _exit(told);
}

/* Registered before all else, so that it is the last to be called. */
__attribute__((constructor(101))) static void gavel_enter(void) {
    if (on_exit(gavel_exit, NULL) != 0) _exit(3);
}

__attribute__((noinline, unused)) static int gavel_run(gavel_main entry) {
#if GAVEL_CHECKS
    char *words[] = {(char *)"validator", (char *)"input", (char *)"answer", (char *)GAVEL_FEEDBACK GAVEL_ARGUMENTS, NULL};
    if (mkdir("gavel_feedback", 0700) != 0) gavel_fail("gavel_feedback");
    if (GAVEL_CHECKS == 1) gavel_redirect("output", O_RDONLY, 0);
    if (GAVEL_SCORES) {
        if (dup2(2, GAVEL_STDERR) < 0) gavel_fail("standard error");
        gavel_redirect(GAVEL_FEEDBACK "gavel_stderr", O_WRONLY | O_CREAT | O_APPEND, 2);
    }
#else
    char *words[] = {(char *)"validator" GAVEL_ARGUMENTS, NULL};
#endif
    exit(entry((int)(sizeof words / sizeof *words) - 1, words));
}
