class Solution {
public:
    void addFlows(TreeNode* mouth) {
        vector<TreeNode*> places;
        if (mouth) places.push_back(mouth);
        for (size_t i = 0; i < places.size(); i++)
            for (TreeNode* arm : {places[i]->left, places[i]->right})
                if (arm) places.push_back(arm);
        for (; !places.empty(); places.pop_back())
            for (TreeNode* arm : {places.back()->left, places.back()->right})
                if (arm) places.back()->val += arm->val;
    }
};
