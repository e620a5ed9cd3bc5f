#include <stdlib.h>
#include <string.h>

struct Item {
    int urgency, number;
    char* thing;
};

typedef struct {
    struct Item* heap;
    int size, room, brought;
} RepairDesk;

static bool before(struct Item a, struct Item b) {
    return a.urgency != b.urgency ? a.urgency > b.urgency : a.number < b.number;
}

RepairDesk* repairDeskCreate(void) {
    RepairDesk* desk = malloc(sizeof *desk);
    *desk = (RepairDesk){malloc(64 * sizeof(struct Item)), 0, 64, 0};
    return desk;
}

void repairDeskBring(RepairDesk* obj, char* thing, int urgency) {
    if (obj->size == obj->room) obj->heap = realloc(obj->heap, (obj->room *= 2) * sizeof *obj->heap);
    struct Item item = {urgency, obj->brought++, strdup(thing)};
    int place = obj->size++;
    for (; place > 0 && before(item, obj->heap[(place - 1) / 2]); place = (place - 1) / 2) obj->heap[place] = obj->heap[(place - 1) / 2];
    obj->heap[place] = item;
}

char* repairDeskTake(RepairDesk* obj) {
    if (obj->size == 0) return NULL;
    char* thing = obj->heap[0].thing;
    struct Item last = obj->heap[--obj->size];
    int place = 0;
    for (int child; (child = 2 * place + 1) < obj->size; place = child) {
        if (child + 1 < obj->size && before(obj->heap[child + 1], obj->heap[child])) child++;
        if (before(last, obj->heap[child])) break;
        obj->heap[place] = obj->heap[child];
    }
    obj->heap[place] = last;
    return thing;
}

int repairDeskWaiting(RepairDesk* obj) {
    return obj->size;
}

void repairDeskFree(RepairDesk* obj) {
    for (int i = 0; i < obj->size; i++) free(obj->heap[i].thing);
    free(obj->heap);
    free(obj);
}
