struct MooringWall {
    size: usize,
    /// A tree of maxima; its leaves are the lengths of the free stretches by their first metre.
    free: Vec<usize>,
    begin_of: Vec<usize>,
    boats: Vec<usize>,
}

impl MooringWall {
    fn new(length: i32) -> Self {
        let length = length as usize;
        let size = (length + 1).next_power_of_two();
        let mut wall = MooringWall { size, free: vec![0; 2 * size], begin_of: vec![0; length + 1], boats: vec![0; length] };
        wall.set(0, length);
        wall
    }

    fn set(&mut self, begin: usize, length: usize) {
        let mut place = self.size + begin;
        self.free[place] = length;
        while place > 1 {
            place /= 2;
            self.free[place] = self.free[2 * place].max(self.free[2 * place + 1]);
        }
        if length > 0 {
            self.begin_of[begin + length] = begin;
        }
    }

    fn moor(&mut self, boat: i32) -> i32 {
        let boat = boat as usize;
        if self.free[1] < boat {
            return -1;
        }
        let mut place = 1;
        while place < self.size {
            place *= 2;
            if self.free[place] < boat {
                place += 1;
            }
        }
        let (begin, left) = (place - self.size, self.free[place] - boat);
        self.set(begin, 0);
        if left > 0 {
            self.set(begin + boat, left);
        }
        self.boats[begin] = boat;
        begin as i32
    }

    fn leave(&mut self, start: i32) -> i32 {
        let start = start as usize;
        let Some(boat) = self.boats.get_mut(start).map(std::mem::take) else { return 0 };
        if boat == 0 {
            return 0;
        }
        let (mut begin, mut end) = (start, start + boat);
        let before = self.begin_of[start];
        if before + self.free[self.size + before] == start {
            begin = before;
        }
        let after = self.free[self.size + end];
        if after > 0 {
            self.set(end, 0);
            end += after;
        }
        self.set(begin, end - begin);
        boat as i32
    }

    fn longest(&self) -> i32 {
        self.free[1] as i32
    }
}
