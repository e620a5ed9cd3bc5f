#include <stdlib.h>

typedef struct {
    int length, size;
    int* free;  // a tree of maxima; its leaves are the lengths of the free stretches by their first metre
    int* beginOf;
    int* boats;
} MooringWall;

static void set(MooringWall* wall, int begin, int length) {
    int* tree = wall->free;
    int place = wall->size + begin;
    tree[place] = length;
    while ((place /= 2) > 0) tree[place] = tree[2 * place] > tree[2 * place + 1] ? tree[2 * place] : tree[2 * place + 1];
    if (length > 0) wall->beginOf[begin + length] = begin;
}

MooringWall* mooringWallCreate(int length) {
    int size = 1;
    while (size <= length) size *= 2;
    MooringWall* wall = malloc(sizeof(MooringWall));
    *wall = (MooringWall){length, size, calloc(2 * size, sizeof(int)), calloc(length + 1, sizeof(int)), calloc(length, sizeof(int))};
    set(wall, 0, length);
    return wall;
}

int mooringWallMoor(MooringWall* obj, int boat) {
    if (obj->free[1] < boat) return -1;
    int place = 1;
    while (place < obj->size) {
        place *= 2;
        if (obj->free[place] < boat) place++;
    }
    int begin = place - obj->size, left = obj->free[place] - boat;
    set(obj, begin, 0);
    if (left > 0) set(obj, begin + boat, left);
    obj->boats[begin] = boat;
    return begin;
}

int mooringWallLeave(MooringWall* obj, int start) {
    if (start >= obj->length || obj->boats[start] == 0) return 0;
    int boat = obj->boats[start];
    obj->boats[start] = 0;
    int begin = start, end = start + boat;
    int before = obj->beginOf[start];
    if (before + obj->free[obj->size + before] == start) begin = before;
    int after = obj->free[obj->size + end];
    if (after > 0) {
        set(obj, end, 0);
        end += after;
    }
    set(obj, begin, end - begin);
    return boat;
}

int mooringWallLongest(MooringWall* obj) {
    return obj->free[1];
}

void mooringWallFree(MooringWall* obj) {
    free(obj->free);
    free(obj->beginOf);
    free(obj->boats);
    free(obj);
}
