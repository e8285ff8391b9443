// Random edit sequences on one roll; returns whether undo-all and redo-all give the same document back.
(roll, seed) => {
  let state = seed >>> 0 || 1;
  const random = (n) => { state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0; return state % n; };
  const doc = roll.doc;
  const ids = () => { const all = doc.toRows().id; return all.filter(() => random(3) === 0).slice(0, 40).sort((a, b) => a - b); };
  const runs = (list) => list.flatMap((id) => [id, 1]);
  const freeze = () => JSON.stringify([doc.toRows(), doc.tempo.tempos, doc.tempo.signatures, doc.tracks, doc.segments]);
  const first = freeze(), firstRev = doc.rev;
  let done = 0, refused = 0;
  for (let i = 0; i < 30; i++) {
    const some = ids();
    const kinds = [
      () => { const id = doc.nextId(); return [{ op: "insert", rows: { id: [id], onset: [random(400000)], duration: [1 + random(60000)], pitch: [random(128)], velocity: [random(128)], track: [0], lyric: random(2) ? { 0: "노래" + i } : {} } }]; },
      () => [{ op: "delete", ids: runs(some.slice(0, 3)) }],
      () => [{ op: "shift", ids: runs(some), ticks: random(20000) - 5000, pitch: random(9) - 4 }],
      () => [{ op: "resize", ids: runs(some), ticks: random(6000) - 3000, edge: random(2) ? "start" : "end" }],
      () => [{ op: "set", ids: runs(some), column: "velocity", values: some.map(() => random(128)) }],
      () => [{ op: "set", ids: runs(some), column: "lyric", values: some.map(() => random(3) ? "가" + random(99) : null) }],
      () => [{ op: "tempo", tempos: [[0, 40 + random(200)], [15360 * (1 + random(20)), 60 + random(100)]] }],
      () => [{ op: "signature", signatures: [[0, 1 + random(7), 4]] }],
    ];
    try { doc.edit(kinds[random(kinds.length)](), "random"); done++; } catch (error) { refused++; if (!/OpError/.test(error.name + error.constructor.name)) throw error; }
  }
  const last = freeze(), lastRev = doc.rev;
  let undone = 0; while (doc.canUndo) { doc.undo(); undone++; }
  const back = freeze() === first && doc.rev === firstRev && doc.log().length === 0;
  while (doc.canRedo) doc.redo();
  const forth = freeze() === last && doc.rev === lastRev;
  while (doc.canUndo) doc.undo();
  return { done, refused, undone, back, forth };
}
