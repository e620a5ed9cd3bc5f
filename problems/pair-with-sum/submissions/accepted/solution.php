<?php
class Solution {
    public function pairWithSum($numbers, $target) {
        $seen = [];
        foreach ($numbers as $index => $value) {
            if (isset($seen[$target - $value])) {
                return [$seen[$target - $value], $index];
            }
            $seen[$value] = $index;
        }
        return [];
    }
}
