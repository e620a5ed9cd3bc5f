#include <ctype.h>
#include <string.h>

char* longestShout(char* message) {
    char* longest = message;
    size_t most = 0;
    while (*message) {
        char* end = message + 1;
        while (*end && tolower(*end) == tolower(*message)) end++;
        size_t length = end - message;
        if (*message != ' ' && length > most) {
            longest = message;
            most = length;
        }
        message = end;
    }
    return strndup(longest, most);
}
