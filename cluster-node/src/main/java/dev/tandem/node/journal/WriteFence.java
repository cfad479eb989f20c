package dev.tandem.node.journal;

/// Asked right before each commit whether this node may still write: it may not when it has lost
/// touch with the majority, because others then own its entities. Must answer at once.
@FunctionalInterface
public interface WriteFence {
  boolean mayWrite();
}
