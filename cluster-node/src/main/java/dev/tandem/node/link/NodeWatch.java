package dev.tandem.node.link;

/// What the links notice about other nodes. Called on any thread; must not block. Names are cluster
/// addresses, `host:port`.
public interface NodeWatch {

  /// Nothing was heard of that node for half a second: cut off, frozen or gone, nobody knows. Its
  /// audio is given up; its sessions and its edge are not.
  void silent(String node);

  /// The node is heard again after [#silent].
  void back(String node);

  /// The process is gone: its connections ended and its port refuses, or the cluster has removed
  /// it. May be told more than once.
  void dead(String node);
}
