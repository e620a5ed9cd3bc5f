<?php
echo array_sum(preg_split('/\s+/', trim(stream_get_contents(STDIN)), "\n";
