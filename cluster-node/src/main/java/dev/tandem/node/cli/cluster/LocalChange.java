package dev.tandem.node.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.node.cli.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A running cluster grows, shrinks or is restarted one node at a time; its calls go on.
final class LocalChange {
  private static final Duration POLL = Duration.ofMillis(500);

  private final LocalCluster cluster;
  private final PrintWriter out;

  LocalChange(LocalCluster cluster, PrintWriter out) {
    this.cluster = cluster;
    this.out = out;
  }

  /// Starts one more node and waits until it is ready.
  Member add(ClusterFile.Content content, ClusterPlan.Planned node, Duration limit)
      throws IOException, InterruptedException {
    Member member = cluster.startAnother(node, running(content.members()));
    var members = new ArrayList<>(content.members());
    members.add(member);
    cluster.file().write(new ClusterFile.Content(content.ownDatabase(), members));
    cluster.awaitReady(List.of(member), limit);
    return member;
  }

  /// Drains the node, waits for its end and forgets it.
  void remove(ClusterFile.Content content, Member member, boolean force, Duration limit)
      throws IOException, InterruptedException {
    boolean inTime = drain(content.members(), member, force, limit);
    var members = new ArrayList<>(content.members());
    members.removeIf(it -> it.name().equals(member.name()));
    cluster.file().forget(member);
    cluster.file().write(new ClusterFile.Content(content.ownDatabase(), members));
    if (!inTime) {
      throw new CommandFailure(1, member.name() + " had to be killed: the others take its calls");
    }
  }

  /// Restarts every node, the next one only when the one before is ready and has its share again.
  void roll(ClusterFile.Content content, Duration limit) throws IOException, InterruptedException {
    List<Member> members = new ArrayList<>(content.members());
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      say("draining " + member.name());
      boolean inTime = drain(members, member, false, limit);
      Member again = cluster.startAgain(member, running(members));
      members.set(i, again);
      cluster.file().write(new ClusterFile.Content(content.ownDatabase(), members));
      cluster.awaitReady(List.of(again), limit);
      if (!inTime) {
        throw new CommandFailure(
            1, member.name() + " had to be killed; it runs again, the rest was not restarted");
      }
      awaitSpread(members, limit);
      say(member.name() + " is back");
    }
  }

  /// @return whether it ended by itself; else it was killed
  private boolean drain(List<Member> members, Member member, boolean force, Duration limit)
      throws InterruptedException {
    Optional<ProcessHandle> process = NodeProcess.find(member);
    if (process.isEmpty()) {
      return true;
    }
    List<Member> others =
        running(members).stream().filter(it -> !it.name().equals(member.name())).toList();
    if (others.isEmpty() && !force) {
      throw new CommandFailure(1, member.name() + " is the only node that runs: `cluster down`");
    }
    if (others.isEmpty()) {
      process.get().destroy(); // nobody to take its calls: they get the time to end
    } else {
      try (var api = new NodeApi()) {
        api.drain(others.getFirst(), member.cluster(), force)
            .ifPresent(problem -> {
              throw new CommandFailure(1, member.name() + " does not leave: " + problem);
            });
      }
    }
    try {
      process.get().onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      process.get().destroyForcibly();
      process.get().onExit().join();
      return false;
    }
  }

  /// Until everybody knows that the node that has just come is there, and it has its shards: it
  /// gets them some at a time, and were the next node drained before, they would move twice.
  private void awaitSpread(List<Member> members, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    try (var api = new NodeApi()) {
      while (System.nanoTime() < deadline) {
        if (allSayIsEven(api, members)) {
          return;
        }
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      }
    }
    say("the shards are not spread evenly yet; going on");
  }

  private static boolean allSayIsEven(NodeApi api, List<Member> members)
      throws InterruptedException {
    for (Member asked : members) {
      Optional<JsonNode> nodes = api.nodes(asked);
      if (nodes.isEmpty()
          || !Spread.areThere(nodes.get(), members)
          || !Spread.isEven(Spread.of(nodes.get()))) {
        return false;
      }
    }
    return true;
  }

  static List<Member> running(List<Member> members) {
    return members.stream().filter(it -> NodeProcess.find(it).isPresent()).toList();
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }
}
