fn enough(homes: &[i64], ploughs: &[i64], time: i64) -> bool {
    let mut home = 0;
    for plough in ploughs {
        if home == homes.len() {
            break;
        }
        let left = (plough - homes[home]).max(0);
        if left > time {
            return false;
        }
        let reach = plough + (time - 2 * left).max((time - left) / 2);
        while home < homes.len() && homes[home] <= reach {
            home += 1;
        }
    }
    home == homes.len()
}

impl Solution {
    pub fn clear_street(homes: Vec<i32>, ploughs: Vec<i32>) -> i64 {
        let homes: Vec<i64> = homes.into_iter().map(i64::from).collect();
        let ploughs: Vec<i64> = ploughs.into_iter().map(i64::from).collect();
        let (mut least, mut most) = (0, 3_000_000_000);
        while least < most {
            let middle = (least + most) / 2;
            if enough(&homes, &ploughs, middle) {
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        least
    }
}
