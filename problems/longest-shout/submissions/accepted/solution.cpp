class Solution {
public:
    string longestShout(string message) {
        int start = 0, most = 0, length = message.size();
        for (int i = 0, end; i < length; i = end) {
            end = i + 1;
            while (end < length && tolower(message[end]) == tolower(message[i])) end++;
            if (message[i] != ' ' && end - i > most) {
                start = i;
                most = end - i;
            }
        }
        return message.substr(start, most);
    }
};
