<?php
class Solution {
    public function turnTree($root) {
        $waiting = [$root];
        while ($waiting) {
            $node = array_pop($waiting);
            if ($node !== null) {
                [$node->left, $node->right] = [$node->right, $node->left];
                array_push($waiting, $node->left, $node->right);
            }
        }
        return $root;
    }
}
