class UndoBox(first: String) {
    private val text = StringBuilder(first)
    private val undoings = ArrayList<() -> Unit>()

    fun write(more: String) {
        text.append(more)
        undoings.add { text.setLength(text.length - more.length) }
    }

    fun drop(count: Int): Int {
        val removed = text.substring(maxOf(0, text.length - count))
        text.setLength(text.length - removed.length)
        undoings.add { text.append(removed) }
        return removed.length
    }

    fun undo(): Boolean {
        if (undoings.isEmpty()) return false
        undoings.removeAt(undoings.lastIndex)()
        return true
    }

    fun read() = text.toString()
}
