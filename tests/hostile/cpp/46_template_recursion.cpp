// Templates that double with each level. Expected: compile_error.
template <int N, int M> struct Grow { using A = typename Grow<N - 1, M * 2>::A; using B = typename Grow<N - 1, M * 2 + 1>::B; };
template <int M> struct Grow<0, M> { using A = char[M + 1]; using B = A; };
template struct Grow<30, 1>;
int main() {}
