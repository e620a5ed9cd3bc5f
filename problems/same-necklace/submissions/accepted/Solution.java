class Solution {
    public Integer turnsNeeded(String shown, String wanted) {
        int length = shown.length();
        if (wanted.length() != length) return null;
        int[] border = new int[length];
        for (int i = 1, matched = 0; i < length; i++) {
            while (matched > 0 && wanted.charAt(i) != wanted.charAt(matched)) matched = border[matched - 1];
            if (wanted.charAt(i) == wanted.charAt(matched)) matched++;
            border[i] = matched;
        }
        for (int i = 0, matched = 0; i < 2 * length - 1; i++) {
            char bead = shown.charAt(i % length);
            while (matched > 0 && bead != wanted.charAt(matched)) matched = border[matched - 1];
            if (bead == wanted.charAt(matched)) matched++;
            if (matched == length) return i - length + 1;
        }
        return null;
    }
}
