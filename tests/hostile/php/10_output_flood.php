<?php // Prints without end. Expected: output_limit.
while (true) {
    echo str_repeat('x', 65536);
}
