function phoneChain(leader: Node | null): bigint {
  const members: Node[] = [leader!];
  for (const member of members) {
    for (const child of member.children) members.push(child);
  }
  const rests = new Array<number>(members.length).fill(0);
  let end = members.length;
  for (let i = members.length - 1; i >= 0; i--) {
    const start = end - members[i].children.length;
    const calls: [number, number][] = [];
    for (let j = start; j < end; j++) calls.push([members[j].val, rests[j]]);
    calls.sort((a, b) => b[1] - a[1]);
    let minute = 0;
    for (const [minutes, rest] of calls) {
      minute += minutes;
      rests[i] = Math.max(rests[i], minute + rest);
    }
    end = start;
  }
  return BigInt(rests[0]);
}
