import java.util.*;

class Solution {
    public void addFlows(TreeNode mouth) {
        List<TreeNode> places = new ArrayList<>();
        if (mouth != null) places.add(mouth);
        for (int i = 0; i < places.size(); i++) {
            TreeNode place = places.get(i);
            if (place.left != null) places.add(place.left);
            if (place.right != null) places.add(place.right);
        }
        for (int i = places.size() - 1; i >= 0; i--) {
            TreeNode place = places.get(i);
            if (place.left != null) place.val += place.left.val;
            if (place.right != null) place.val += place.right.val;
        }
    }
}
