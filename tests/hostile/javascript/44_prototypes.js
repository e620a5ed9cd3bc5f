// Changes what every object of the runtime is made of. Expected: ok.
Object.prototype.toString = () => "accepted";
Array.prototype.push = () => 0;
process.stdout.write = () => true;
JSON.stringify = () => '"accepted"';
require("fs").writeSync(1, "mine\n");
process.reallyExit(0);
