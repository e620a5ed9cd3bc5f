class Solution {
public:
    string longestShout(string message) {
        int start = 0, most = 0, length = message.size();
        for (int i = 0; i < length; i++) {
            int end = i;
            while (end < length && message[i] != ' ' && tolower(message[end]) == tolower(message[i])) end++;
            if (end - i > most) {
                start = i;
                most = end - i;
            }
        }
        return message.substr(start, most);
    }
};
