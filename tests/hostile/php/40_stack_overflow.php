<?php // Recursion without end, which PHP keeps in its heap. Expected: memory_limit | runtime_error.
function deeper($number)
{
    return deeper($number + 1) + 1;
}

deeper(0);
