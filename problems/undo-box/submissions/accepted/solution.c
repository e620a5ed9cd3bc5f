#include <stdlib.h>
#include <string.h>

struct Change {
    int written;
    char* removed;
};

typedef struct {
    char* text;
    int length, room;
    struct Change* done;
    int changes, changesRoom;
} UndoBox;

static void append(UndoBox* box, const char* text, int length) {
    while (box->length + length + 1 > box->room) box->text = realloc(box->text, box->room *= 2);
    memcpy(box->text + box->length, text, length);
    box->length += length;
    box->text[box->length] = '\0';
}

static void note(UndoBox* box, int written, char* removed) {
    if (box->changes == box->changesRoom) box->done = realloc(box->done, (box->changesRoom *= 2) * sizeof(struct Change));
    box->done[box->changes++] = (struct Change){written, removed};
}

UndoBox* undoBoxCreate(char* first) {
    UndoBox* box = malloc(sizeof(UndoBox));
    *box = (UndoBox){malloc(64), 0, 64, malloc(64 * sizeof(struct Change)), 0, 64};
    append(box, first, strlen(first));
    return box;
}

void undoBoxWrite(UndoBox* obj, char* text) {
    int length = strlen(text);
    append(obj, text, length);
    note(obj, length, NULL);
}

int undoBoxDrop(UndoBox* obj, int count) {
    int removed = count < obj->length ? count : obj->length;
    obj->length -= removed;
    note(obj, 0, strdup(obj->text + obj->length));
    obj->text[obj->length] = '\0';
    return removed;
}

bool undoBoxUndo(UndoBox* obj) {
    if (obj->changes == 0) return false;
    struct Change last = obj->done[--obj->changes];
    obj->length -= last.written;
    obj->text[obj->length] = '\0';
    if (last.removed) append(obj, last.removed, strlen(last.removed));
    free(last.removed);
    return true;
}

char* undoBoxRead(UndoBox* obj) {
    return strdup(obj->text);
}

void undoBoxFree(UndoBox* obj) {
    free(obj->text);
    free(obj->done);
    free(obj);
}
