#include <stdlib.h>
#include <string.h>

// For each beginning of the beads, the length of its longest proper part that is its beginning and its end.
static int* bordersOf(const char* beads, int length) {
    int* borders = calloc(length, sizeof *borders);
    for (int i = 1, matched = 0; i < length; i++) {
        while (matched > 0 && beads[i] != beads[matched]) matched = borders[matched - 1];
        if (beads[i] == beads[matched]) matched++;
        borders[i] = matched;
    }
    return borders;
}

int* turnsNeeded(char* shown, char* wanted) {
    int length = strlen(shown);
    if ((int)strlen(wanted) != length) return NULL;
    int* borders = bordersOf(wanted, length);
    int* turns = NULL;
    for (int i = 0, matched = 0; i < 2 * length - 1 && !turns; i++) {
        char bead = shown[i % length];
        while (matched > 0 && bead != wanted[matched]) matched = borders[matched - 1];
        if (bead == wanted[matched]) matched++;
        if (matched == length) {
            turns = malloc(sizeof *turns);
            *turns = i - length + 1;
        }
    }
    free(borders);
    return turns;
}
