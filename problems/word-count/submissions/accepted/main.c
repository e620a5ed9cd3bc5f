#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *word;
    int count;
} Entry;

static int by_word(const void *a, const void *b) {
    return strcmp(((const Entry *)a)->word, ((const Entry *)b)->word);
}

static int by_count(const void *a, const void *b) {
    int difference = ((const Entry *)b)->count - ((const Entry *)a)->count;
    return difference ? difference : by_word(a, b);
}

int main(void) {
    static char text[1 << 19];
    static Entry entries[1 << 18];
    text[fread(text, 1, sizeof text - 1, stdin)] = '\0';
    int words = 0, different = 0;
    for (char *word = strtok(text, " \n"); word; word = strtok(NULL, " \n")) entries[words++] = (Entry){word, 1};
    qsort(entries, words, sizeof *entries, by_word);
    for (int i = 0; i < words; i++) {
        if (different > 0 && strcmp(entries[different - 1].word, entries[i].word) == 0) entries[different - 1].count++;
        else entries[different++] = entries[i];
    }
    qsort(entries, different, sizeof *entries, by_count);
    for (int i = 0; i < different; i++) printf("%s %d\n", entries[i].word, entries[i].count);
    return 0;
}
