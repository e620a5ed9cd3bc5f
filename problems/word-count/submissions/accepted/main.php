<?php
$counts = array_count_values(preg_split('/\s+/', trim(stream_get_contents(STDIN))));
ksort($counts, SORT_STRING);
arsort($counts);
foreach ($counts as $word => $count) {
    echo "$word $count\n";
}
