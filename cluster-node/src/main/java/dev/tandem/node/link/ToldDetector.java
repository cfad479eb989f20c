package dev.tandem.node.link;

import com.typesafe.config.Config;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.PhiAccrualFailureDetector;

/// The cluster's failure detector, which also takes the links' word for it: the leader removes a
/// node that was downed only when it is seen to be unreachable, the split brain resolver begins to
/// count when it is, and by its own means that takes seconds.
public final class ToldDetector extends PhiAccrualFailureDetector {
  private static final Set<String> DEAD = ConcurrentHashMap.newKeySet();
  private static final Set<String> SILENT = ConcurrentHashMap.newKeySet();

  private volatile String watched = "";

  public ToldDetector(Config config, EventStream events) {
    super(config, events);
  }

  /// Called by Pekko, which finds the method by its trait.
  @Override
  public void setAddress(String address) {
    watched = address;
    super.setAddress(address);
  }

  @Override
  public boolean isAvailable() {
    return !DEAD.contains(watched) && !SILENT.contains(watched) && super.isAvailable();
  }

  /// @param address as the cluster writes it, `pekko://tandem@host:port`
  static void dead(String address) {
    DEAD.add(address);
  }

  /// Nothing has been heard of it for a while.
  static void silent(String address) {
    SILENT.add(address);
  }

  /// It is heard after all.
  static void heard(String address) {
    SILENT.remove(address);
  }

  /// The same address may come back with another process.
  static void forget(String address) {
    DEAD.remove(address);
    SILENT.remove(address);
  }
}
