char loneSock(char* socks, int socksSize) {
    int counts[128] = {0};
    for (int i = 0; i < socksSize; i++) counts[(int)socks[i]]++;
    for (int i = 0; i < socksSize; i++)
        if (counts[(int)socks[i]] % 2 == 1) return socks[i];
    return '-';
}
