#include <stdlib.h>
#include <string.h>

struct Entry {
    char form[32];
    char* word;
};

static int compare(const void* a, const void* b) {
    return strcmp(((const struct Entry*)a)->form, ((const struct Entry*)b)->form);
}

static struct Entry entryOf(char* word) {
    struct Entry entry = {"", word};
    char names[128] = {0}, next = 'a';
    for (int i = 0; word[i]; i++) {
        char* name = &names[(int)word[i]];
        if (!*name) *name = next++;
        entry.form[i] = *name;
    }
    return entry;
}

char*** sortIntoDrawers(char** words, int wordsSize, int* returnSize, int** returnColumnSizes) {
    struct Entry* entries = malloc((wordsSize + 1) * sizeof *entries);
    for (int i = 0; i < wordsSize; i++) entries[i] = entryOf(words[i]);
    qsort(entries, wordsSize, sizeof *entries, compare);
    // The drawers are parts of the sorted list.
    for (int i = 0; i < wordsSize; i++) words[i] = entries[i].word;
    char*** drawers = malloc((wordsSize + 1) * sizeof *drawers);
    int* sizes = malloc((wordsSize + 1) * sizeof *sizes);
    int count = 0;
    for (int i = 0; i < wordsSize; i++) {
        if (i == 0 || compare(&entries[i - 1], &entries[i]) != 0) {
            drawers[count] = words + i;
            sizes[count++] = 0;
        }
        sizes[count - 1]++;
    }
    free(entries);
    *returnSize = count;
    *returnColumnSizes = sizes;
    return drawers;
}
