static void reverse(int* first, int* last) {
    while (first < last) {
        int plate = *first;
        *first++ = *last;
        *last-- = plate;
    }
}

void turnCarousel(int* plates, int platesSize, int steps) {
    if (platesSize == 0) return;
    int front = steps % platesSize;
    if (front < 0) front += platesSize;
    int* end = plates + platesSize - 1;
    reverse(plates, end);
    reverse(plates, plates + front - 1);
    reverse(plates + front, end);
}
