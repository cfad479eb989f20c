package dev.tandem.node.e2e;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Hosts at `10.99.0.1`, `10.99.0.2` … that a bridge joins, each a network namespace that lives as
/// long as one process. We are the host [#HUB], in a namespace that is our own too.
final class Network implements AutoCloseable {
  static final String HUB = "10.99.0.100";
  private static final String BRIDGE = "tandem0";

  /// Set by whoever starts us in a namespace made for us; anywhere else the bridge would be one of
  /// the machine's.
  private static final boolean OURS = Boolean.getBoolean("chaos.namespace");

  /// @param holder the process the namespace lives with
  record Host(int number, Process holder) {
    String address() {
      return "10.99.0." + number;
    }

    /// What to put before a command for it to run there.
    List<String> prefix() {
      return List.of("nsenter", "--target", "" + holder.pid(), "--net", "--");
    }
  }

  private final List<Host> hosts = new ArrayList<>();

  Network(int count) throws IOException, InterruptedException {
    if (!isPossible()) {
      throw new IllegalStateException("not in a network namespace of our own");
    }
    if (NetworkInterface.getByName(BRIDGE) == null) {
      run("ip", "link", "add", BRIDGE, "type", "bridge");
      run("ip", "addr", "add", HUB + "/24", "dev", BRIDGE);
      run("ip", "link", "set", BRIDGE, "up");
    }
    for (int i = 1; i <= count; i++) {
      hosts.add(host(i));
    }
  }

  static boolean isPossible() {
    return OURS;
  }

  private static Host host(int number) throws IOException, InterruptedException {
    // It ends by itself should we be killed.
    Process holder =
        new ProcessBuilder("unshare", "--net", "sh", "-c", "echo there; exec sleep 1800").start();
    if (holder.getInputStream().read() < 0) {
      throw new IOException("no network namespace");
    }
    var host = new Host(number, holder);
    String port = port(host);
    run("ip", "link", "add", port, "type", "veth", "peer", "eth0", "netns", "" + holder.pid());
    run("ip", "link", "set", port, "master", BRIDGE, "up");
    on(host, "ip", "link", "set", "lo", "up");
    on(host, "ip", "addr", "add", host.address() + "/24", "dev", "eth0");
    on(host, "ip", "link", "set", "eth0", "up");
    return host;
  }

  private static String port(Host host) {
    return "port" + host.number;
  }

  List<Host> hosts() {
    return List.copyOf(hosts);
  }

  /// Pulls the plug.
  void unplug(Host host) throws IOException, InterruptedException {
    run("ip", "link", "set", port(host), "down");
  }

  /// Nothing that one side sends reaches the other; both still reach us.
  void cut(Collection<Host> some, Collection<Host> others)
      throws IOException, InterruptedException {
    for (Host one : some) {
      for (Host other : others) {
        on(one, "iptables", "-A", "INPUT", "-s", other.address(), "-j", "DROP");
        on(other, "iptables", "-A", "INPUT", "-s", one.address(), "-j", "DROP");
      }
    }
  }

  private static void on(Host host, String... command) throws IOException, InterruptedException {
    var line = new ArrayList<>(host.prefix());
    line.addAll(List.of(command));
    run(line.toArray(String[]::new));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Host host : hosts) {
      run("ip", "link", "delete", port(host));
      host.holder.destroyForcibly().waitFor();
    }
  }
}
