<?php
class UndoBox {
    private $text;
    private $done = [];

    public function __construct($first) {
        $this->text = $first;
    }

    public function write($text) {
        $this->text .= $text;
        $this->done[] = strlen($text);
    }

    public function drop($count) {
        $keep = max(0, strlen($this->text) - $count);
        $removed = substr($this->text, $keep);
        $this->text = substr($this->text, 0, $keep);
        $this->done[] = $removed;
        return strlen($removed);
    }

    public function undo() {
        if (!$this->done) {
            return false;
        }
        $last = array_pop($this->done);
        $this->text = is_int($last) ? substr($this->text, 0, strlen($this->text) - $last) : $this->text . $last;
        return true;
    }

    public function read() {
        return $this->text;
    }
}
