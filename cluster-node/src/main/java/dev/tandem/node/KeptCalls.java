package dev.tandem.node;

import dev.tandem.node.journal.Journal;
import dev.tandem.node.journal.RecordKeeper;
import dev.tandem.placement.Placement;

/// The calls that a node with a journal keeps: it wakes those that nobody has, writes the records
/// of those that have ended, and tells them to who reads along.
record KeptCalls(RecordFeed feed, WakeUp wakeUp, RecordKeeper keeper) {
  static KeptCalls start(Ground ground, Journal journal, CallPart calls) {
    Outside outside = calls.outside();
    var wakeUp =
        WakeUp.start(
            ground.system(),
            journal,
            calls.asks(),
            calls.live(),
            outside.door(),
            outside.watchers().door(),
            ground.membership()::isOtherSessionNode,
            calls.shards());
    calls.doors().wakeBy(wakeUp::follow);
    outside.wakeBy(wakeUp::follow);
    outside.watchers().door().wakeBy(wakeUp::followOurs);
    outside.watchers().open(wakeUp::ours);
    Placement placement = ground.placement();
    RecordKeeper.Settings kept = RecordKeeper.Settings.from(ground.config());
    return new KeptCalls(
        new RecordFeed(journal.records()),
        wakeUp,
        journal.keepRecords(ground.system(), kept, placement::isFirstSessionNode));
  }
}
