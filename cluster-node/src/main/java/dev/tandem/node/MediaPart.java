package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.media.MediaNode;
import dev.tandem.media.MediaSettings;
import dev.tandem.media.pool.MediaEvents;
import dev.tandem.media.pool.MediaPool;
import dev.tandem.protocol.MediaCommand;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/// The media role of a node: its loops and the pool that commands them.
record MediaPart(MediaNode node, ActorRef<MediaCommand> pool) {
  static MediaPart start(ActorSystem<?> system, Config config, MediaEvents events) {
    MediaNode node = MediaNode.start(MediaSettings.from(config));
    ActorRef<MediaCommand> pool =
        system.systemActorOf(MediaPool.create(node, events), "media-pool", Props.empty());
    return new MediaPart(node, pool);
  }

  /// The RTP ports as `address:first-last`.
  String ports() {
    var ports = node.settings().ports();
    return ports.advertised() + ":" + ports.min() + "-" + ports.max();
  }

  void close() {
    node.close();
  }
}
