use std::cmp::Reverse;
use std::collections::BinaryHeap;

impl Solution {
    pub fn cheapest_trip(stations: i32, tracks: Vec<Vec<i32>>, start: i32, goal: i32) -> Option<i64> {
        let mut rides = vec![Vec::new(); stations as usize];
        for track in &tracks {
            rides[track[0] as usize].push((track[1] as usize, i64::from(track[2])));
            rides[track[1] as usize].push((track[0] as usize, i64::from(track[2])));
        }
        if start == goal {
            return Some(0);
        }
        let before = prices_from(start as usize, &rides);
        let after = prices_from(goal as usize, &rides);
        let free = |(one, other): (usize, usize)| Some(before[one]? + after[other]?);
        let ways = rides.iter().enumerate().flat_map(|(one, others)| others.iter().map(move |&(other, _)| (one, other)));
        ways.filter_map(free).min()
    }
}

fn prices_from(from: usize, rides: &[Vec<(usize, i64)>]) -> Vec<Option<i64>> {
    let mut prices = vec![None; rides.len()];
    let mut waiting = BinaryHeap::from([(Reverse(0), from)]);
    while let Some((Reverse(price), here)) = waiting.pop() {
        if prices[here].is_some() {
            continue;
        }
        prices[here] = Some(price);
        waiting.extend(rides[here].iter().map(|&(other, more)| (Reverse(price + more), other)));
    }
    prices
}
