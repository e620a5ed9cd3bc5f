// Types that would never come to an end, if they were checked. Expected: ok.
type Grow<T extends unknown[], N extends number> = T["length"] extends N ? T : Grow<[...T, ...T, 1], N>;
type Never = Grow<[1], 123456789>;
const value: Never | number = 1;
console.log(value);
