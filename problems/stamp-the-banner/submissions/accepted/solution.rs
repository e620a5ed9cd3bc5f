impl Solution {
    pub fn cheapest_banner(banner: String, stamps: Vec<String>, prices: Vec<i32>) -> Option<i32> {
        let mut cost = vec![None; banner.len() + 1];
        cost[0] = Some(0);
        for i in 0..banner.len() {
            let Some(before) = cost[i] else { continue };
            for (stamp, price) in stamps.iter().zip(&prices) {
                if banner[i..].starts_with(stamp.as_str()) {
                    let place = &mut cost[i + stamp.len()];
                    *place = Some(place.unwrap_or(i32::MAX).min(before + price));
                }
            }
        }
        cost[banner.len()]
    }
}
