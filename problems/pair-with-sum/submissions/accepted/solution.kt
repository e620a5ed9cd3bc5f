class Solution {
    fun pairWithSum(numbers: IntArray, target: Int): IntArray {
        val seen = HashMap<Int, Int>()
        for ((index, value) in numbers.withIndex()) {
            seen[target - value]?.let { return intArrayOf(it, index) }
            seen[value] = index
        }
        return IntArray(0)
    }
}
