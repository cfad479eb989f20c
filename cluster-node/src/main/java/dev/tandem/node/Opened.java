package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.journal.JournalSettings;
import dev.tandem.node.journal.JournalUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/// What a start has opened so far, so that a start that fails leaves nothing behind.
final class Opened {
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /// Null for a node that keeps no sessions.
  @Nullable Journal journal(NodeSettings settings, Config config) {
    if (!settings.roles().contains(Role.SESSION)) {
      return null;
    }
    try {
      Journal journal = Journal.open(JournalSettings.from(config));
      closers.push(journal::close);
      return journal;
    } catch (JournalUnavailable e) {
      throw new StartupFailure(String.valueOf(e.getMessage()), e);
    }
  }

  ActorSystem<Void> system(ActorSystem<Void> system) {
    closers.push(() -> {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    });
    return system;
  }

  StateTables tables(StateTables tables) {
    closers.push(tables::close);
    return tables;
  }

  MediaPart media(MediaPart media) {
    closers.push(media::close);
    return media;
  }

  LinkPart links(LinkPart links) {
    closers.push(links::close);
    return links;
  }

  EdgePart edge(EdgePart edge) {
    closers.push(edge::close);
    return edge;
  }

  HttpPart http(HttpPart http) {
    closers.push(() -> http.stop(Duration.ZERO));
    return http;
  }

  void closeAll() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
