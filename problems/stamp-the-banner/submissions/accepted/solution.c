#include <limits.h>
#include <stdlib.h>
#include <string.h>

int* cheapestBanner(char* banner, char** stamps, int stampsSize, int* prices, int pricesSize) {
    int length = strlen(banner);
    int* cost = malloc((length + 1) * sizeof(int));
    for (int i = 0; i <= length; i++) cost[i] = i == 0 ? 0 : INT_MAX;
    for (int i = 0; i < length; i++) {
        if (cost[i] == INT_MAX) continue;
        for (int s = 0; s < stampsSize; s++) {
            int size = strlen(stamps[s]);
            if (strncmp(banner + i, stamps[s], size) != 0) continue;
            if (cost[i] + prices[s] < cost[i + size]) cost[i + size] = cost[i] + prices[s];
        }
    }
    int* answer = NULL;
    if (cost[length] != INT_MAX) {
        answer = malloc(sizeof(int));
        *answer = cost[length];
    }
    free(cost);
    return answer;
}
