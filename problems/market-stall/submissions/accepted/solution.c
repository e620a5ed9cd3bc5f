double bestAverage(int* profits, int profitsSize, int days) {
    long long sum = 0;
    for (int i = 0; i < days; i++) sum += profits[i];
    long long best = sum;
    for (int i = days; i < profitsSize; i++) {
        sum += (long long)profits[i] - profits[i - days];
        if (sum > best) best = sum;
    }
    return (double)best / days;
}
