import java.util.*;

class Solution {
    public String[][] sortIntoDrawers(String[] words) {
        Map<String, List<String>> drawers = new HashMap<>();
        for (String word : words) drawers.computeIfAbsent(formOf(word), form -> new ArrayList<>()).add(word);
        String[][] answer = new String[drawers.size()][];
        int count = 0;
        for (List<String> drawer : drawers.values()) answer[count++] = drawer.toArray(new String[0]);
        return answer;
    }

    private String formOf(String word) {
        char[] names = new char[128];
        char next = 'a';
        char[] form = word.toCharArray();
        for (int i = 0; i < form.length; i++) {
            if (names[form[i]] == 0) names[form[i]] = next++;
            form[i] = names[form[i]];
        }
        return new String(form);
    }
}
