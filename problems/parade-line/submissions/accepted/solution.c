#include <stdlib.h>

#define CALLS_MAX 100000

struct Person {
    char* name;
    int height;
};

typedef struct {
    struct Person line[CALLS_MAX];
    int front, back;
    int tall[CALLS_MAX];
    int tallFront, tallBack;
} ParadeLine;

ParadeLine* paradeLineCreate(void) {
    return calloc(1, sizeof(ParadeLine));
}

void paradeLineJoin(ParadeLine* obj, char* name, int height) {
    while (obj->tallFront < obj->tallBack && obj->line[obj->tall[obj->tallBack - 1]].height < height) obj->tallBack--;
    obj->tall[obj->tallBack++] = obj->back;
    obj->line[obj->back++] = (struct Person){name, height};
}

char* paradeLineLeave(ParadeLine* obj) {
    if (obj->front == obj->back) return "";
    if (obj->tall[obj->tallFront] == obj->front) obj->tallFront++;
    return obj->line[obj->front++].name;
}

char* paradeLineTallest(ParadeLine* obj) {
    return obj->front == obj->back ? "" : obj->line[obj->tall[obj->tallFront]].name;
}

void paradeLineFree(ParadeLine* obj) {
    free(obj);
}
