package dev.tandem.node.link;

/// Another member of the cluster.
///
/// @param name cluster address, `host:port`
/// @param address as the cluster writes it
/// @param uid of this life of the process
/// @param session whether it keeps sessions
record Peer(String name, String address, long uid, boolean session) {}
